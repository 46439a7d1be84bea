package dev.justjit.attach.live;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Symbol;
import dev.justjit.record.CodeState;
import dev.justjit.record.LoopWords;
import dev.justjit.record.RegionData;
import dev.justjit.record.TrialData;
import dev.justjit.region.Region;
import dev.justjit.region.bound.BoundFunction;
import dev.justjit.store.BlobData;
import dev.justjit.tiering.Optimizer;
import dev.justjit.tiering.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts blobs into code memory, and leads the entries of replaced ones to their successors. */
public final class CodeLoader {
    private final CodeMemory memory;
    private final Symbols symbols;
    private final Verification verification;
    private int roomBehind;

    public CodeLoader(CodeMemory memory, Symbols symbols, Verification verification) {
        this.memory = memory;
        this.symbols = symbols;
        this.verification = verification;
    }

    /** From now on so many bytes behind machine code are part of its place. */
    public void keepRoom(int bytes) {
        roomBehind = Math.max(roomBehind, bytes);
    }

    /** A linked copy: the blob itself is of no process. */
    private byte[] link(CodeBlob blob, long address, Linker.Resolver resolver) {
        byte[] bytes = Arrays.copyOf(blob.bytes(), blob.bytes().length + roomBehind);
        Linker.link(bytes, blob.poolOffset(), blob.pool(), resolver);
        Linker.relocate(bytes, address, blob.relocations(), resolver);
        return bytes;
    }

    /**
     * Whether positions in the code object differ in more than their lower halves, which is all that
     * machine code may write.
     */
    static boolean crossesBorder(long code, int bytes) {
        return code >>> 32 != code + bytes >>> 32;
    }

    private static void checkBorder(long code, int units) {
        if (crossesBorder(code, PyCode.CODE_ADAPTIVE + 2 * units)) {
            throw new NotCompiled("it lies across a border of 4 GiB");
        }
    }

    /**
     * Links and publishes.
     *
     * @param live what the blob was compiled from
     * @throws NotCompiled if the code object lies where its positions cannot be written
     */
    public CompiledCode.Loaded load(long code, CodeBlob blob, LiveCode live) {
        checkBorder(code, blob.handBacks().length);
        for (int i = 1; i < live.group().images().size(); i++) {
            checkBorder(live.code(i), live.group().images().get(i).units());
        }
        int length = blob.bytes().length + roomBehind;
        long address = memory.allocate(length);
        BlobData contents = BlobData.of(blob, Policy.LOOP_PASSES, header -> true);
        long data = Native.allocate(contents.bytes().length);
        CompiledCode.Loaded loaded =
                new CompiledCode.Loaded(
                        blob,
                        address,
                        length,
                        data,
                        data + BlobData.loops(blob),
                        new ArrayList<>());
        try {
            Linker.Resolver resolver = symbols.forBlob(code, address, data, loaded, live);
            memory.publish(address, link(blob, address, resolver));
            fill(data, contents, resolver);
        } catch (RuntimeException failure) {
            memory.free(address, length);
            Native.free(data);
            throw failure;
        }
        return loaded;
    }

    private void fill(long data, BlobData contents, Linker.Resolver resolver) {
        long miss = symbols.stub(Stub.SITE_MISS); // nearly all of the words
        Native.copy(contents.bytes(), data);
        for (int i = 0; i < contents.words().size(); i++) {
            BlobData.Word word = contents.words().get(i);
            boolean handler = word.symbol().kind() == Symbol.Kind.STUB;
            Native.putLong(data + word.offset(), handler ? miss : resolver.resolve(word.symbol()));
        }
    }

    /** Calls enter this version from now on. */
    public void enterBy(CompiledCode known, CompiledCode.Loaded loaded) {
        known.versions().add(loaded);
        enterBy(known, loaded, loaded);
    }

    /** Calls enter such code from now on, whoever has an entry of the function. */
    void enterBy(CompiledCode known, CompiledCode.Loaded entries, CompiledCode.Loaded target) {
        Native.putLong(
                known.state() + CodeState.ENTRY, verification.entry(known, entries.vectorEntry()));
        heat(known);
        Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_COMPILED);
        redirect(known, target);
    }

    /** Links and publishes code whose data is a {@link TrialData}. */
    CompiledCode.Loaded loadTrial(long code, CodeBlob blob) {
        int length = blob.bytes().length + roomBehind;
        long address = memory.allocate(length);
        long data = Native.allocate(TrialData.BYTES);
        Linker.Resolver resolver = symbols.forBlob(code, address, data, Symbols.NO_LOOPS);
        memory.publish(address, link(blob, address, resolver));
        return new CompiledCode.Loaded(blob, address, length, data, data, new ArrayList<>());
    }

    /** The host is told when the machine code turns out to be hot. */
    public void heat(CompiledCode known) {
        boolean waits = Policy.OPTIMIZER == Optimizer.ON;
        long samples = waits ? known.optimization().samples() : CodeState.NEVER_HOT;
        Native.putLong(known.state() + CodeState.HEAT, samples);
    }

    /**
     * Links and publishes a region; it becomes the first one that the loop tries.
     *
     * @param words address of the loop's words
     * @param shapes what the frame held, as text
     * @param inputs the same as the region was compiled for
     */
    public void load(
            LoopOwner owner,
            long code,
            long words,
            Region region,
            String shapes,
            FrozenInputs inputs) {
        CodeBlob blob = region.blob();
        int length = blob.bytes().length + roomBehind;
        long address = memory.allocate(length);
        long data = Native.allocate(RegionData.BYTES + 8L * blob.sites().size());
        try {
            memory.publish(
                    address,
                    link(
                            blob,
                            address,
                            symbols.forBlob(code, address, data, owner.forRegion(words, inputs))));
        } catch (RuntimeException failure) {
            memory.free(address, length);
            Native.free(data);
            throw failure;
        }
        Native.putLong(data + RegionData.NEXT, Native.getLong(words + LoopWords.ENTRY));
        Native.putLong(words + LoopWords.ENTRY, address + blob.vectorEntry());
        owner.regions().add(new CompiledCode.LoadedRegion(region, address, length, data, shapes));
    }

    /**
     * A function with an entry from Java.
     *
     * @param entry its address
     * @param length of the whole pages at {@code code}
     * @param data its words
     */
    public record Bound(long entry, long code, int length, long data) {}

    /** Links and publishes such a function, which was compiled for the inputs. It may run without the GIL. */
    public Bound load(BoundFunction made, FrozenInputs inputs) {
        CodeBlob blob = made.blob();
        int length = CodeMemory.wholePages(blob.bytes().length);
        long address = memory.allocatePages(length);
        long data = Native.allocate(BoundFunction.DATA_BYTES);
        try {
            Symbols.Surroundings surroundings = Symbols.withInputs(inputs);
            memory.publish(
                    address, link(blob, address, symbols.forBlob(0, address, data, surroundings)));
        } catch (RuntimeException failure) {
            memory.free(address, length);
            Native.free(data);
            throw failure;
        }
        return new Bound(address + blob.vectorEntry(), address, length, data);
    }

    /** Frees it; nobody may enter it any more. */
    public void free(Bound bound) {
        memory.free(bound.code(), bound.length());
        Native.free(bound.data());
    }

    /**
     * The entries of all other versions lead to the target: functions keep the entry that they were given first, and every
     * entry reads the distances in its header.
     */
    private void redirect(CompiledCode known, CompiledCode.Loaded target) {
        redirect(known.versions(), target);
        redirect(known.otherEntries(), target);
    }

    private void redirect(List<CompiledCode.Loaded> others, CompiledCode.Loaded target) {
        for (CompiledCode.Loaded other : others) {
            redirect(other, target, Prologue.DIRECT_DISTANCE);
            redirect(other, target, Prologue.FRAMED_DISTANCE);
        }
    }

    private void redirect(CompiledCode.Loaded old, CompiledCode.Loaded current, int word) {
        long from = old.vectorEntry() + word;
        long distance = current.entry(word) - from;
        if (Native.getLong(from) != distance) {
            memory.patch(from, distance);
        }
    }
}
