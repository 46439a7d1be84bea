package dev.justjit.attach;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.record.SiteRecord;
import dev.justjit.region.LoopWords;
import dev.justjit.region.Region;
import dev.justjit.region.RegionData;
import dev.justjit.template.stubs.CodeState;
import dev.justjit.tiering.Policy;
import java.util.ArrayList;

/** Puts blobs into code memory, and leads the entries of replaced ones to their successors. */
final class CodeLoader {
    private final CodeMemory memory;
    private final Symbols symbols;

    CodeLoader(CodeMemory memory, Symbols symbols) {
        this.memory = memory;
        this.symbols = symbols;
    }

    private static void link(CodeBlob blob, long address, Linker.Resolver resolver) {
        Linker.link(blob.bytes(), blob.poolOffset(), blob.pool(), resolver);
        Linker.relocate(blob.bytes(), address, blob.relocations(), resolver);
    }

    /**
     * Whether positions in the code object differ in more than their lower halves, which is all that
     * machine code may write.
     */
    static boolean crossesBorder(long code, int bytes) {
        return code >>> 32 != code + bytes >>> 32;
    }

    /**
     * Links and publishes.
     *
     * @param image what the blob was compiled from
     * @throws NotCompiled if the code object lies where its positions cannot be written
     */
    CompiledCode.Loaded load(long code, CodeBlob blob, CodeImage image) {
        if (crossesBorder(code, PyCode.CODE_ADAPTIVE + 2 * blob.handBacks().length)) {
            throw new NotCompiled("it lies across a border of 4 GiB");
        }
        byte[] bytes = blob.bytes();
        long address = memory.allocate(bytes.length);
        long counters = 8L * Math.max(1, blob.sites().size());
        long loops = (long) LoopWords.BYTES * blob.loops().size();
        long data = Native.allocate(counters + loops + blob.recordBytes());
        CompiledCode.Loaded loaded =
                new CompiledCode.Loaded(
                        blob, address, bytes.length, data, data + counters, new ArrayList<>());
        try {
            link(blob, address, symbols.forBlob(code, address, data, loaded, image));
            memory.publish(address, bytes);
        } catch (RuntimeException failure) {
            memory.free(address, bytes.length);
            Native.free(data);
            throw failure;
        }
        for (int i = 0; i < blob.loops().size(); i++) {
            long words = loaded.loop(i);
            Native.putLong(words + LoopWords.COUNT, Policy.LOOP_PASSES);
            Native.putLong(words + LoopWords.BACKOFF, 1);
            Native.putLong(words + LoopWords.HEADER, blob.loops().get(i).header());
            Native.putLong(words + LoopWords.DEPTH, blob.loopDepths()[i]);
        }
        prepareSites(code, loaded);
        return loaded;
    }

    /** Calls enter this version from now on. */
    void enterBy(CompiledCode known, CompiledCode.Loaded loaded) {
        known.versions().add(loaded);
        Native.putLong(known.state() + CodeState.ENTRY, loaded.vectorEntry());
        Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_COMPILED);
    }

    private void prepareSites(long code, CompiledCode.Loaded loaded) {
        long names = Native.getLong(code + PyCode.NAMES);
        long miss = symbols.stub(Stub.SITE_MISS);
        for (int i = 0; i < loaded.blob().caches().size(); i++) {
            CodeBlob.CacheSite site = loaded.blob().caches().get(i);
            long record = loaded.site(i);
            for (int k = 0; k <= site.entries(); k++) {
                Native.putLong(
                        record + (long) k * SiteRecord.ENTRY_BYTES + SiteRecord.HANDLER, miss);
            }
            Native.putLong(record + SiteRecord.COUNT, site.entries());
            long name =
                    site.name() == CodeBlob.CacheSite.INIT
                            ? symbols.string("__init__")
                            : Objects.tupleItem(names, site.name());
            Native.putLong(record + SiteRecord.NAME, name);
            Native.putLong(record + SiteRecord.FOR_CALL, site.forCall() ? 1 : 0);
        }
    }

    /**
     * Links and publishes a region; it becomes the first one that the loop tries.
     *
     * @param words address of the loop's words
     */
    void load(LoopOwner owner, long code, long words, Region region, String shapes) {
        CodeBlob blob = region.blob();
        byte[] bytes = blob.bytes();
        long address = memory.allocate(bytes.length);
        long data = Native.allocate(RegionData.BYTES + 8L * blob.sites().size());
        try {
            link(blob, address, symbols.forBlob(code, address, data, owner.forRegion(words)));
            memory.publish(address, bytes);
        } catch (RuntimeException failure) {
            memory.free(address, bytes.length);
            Native.free(data);
            throw failure;
        }
        Native.putLong(data + RegionData.NEXT, Native.getLong(words + LoopWords.ENTRY));
        Native.putLong(words + LoopWords.ENTRY, address + blob.vectorEntry());
        owner.regions()
                .add(new CompiledCode.LoadedRegion(region, address, bytes.length, data, shapes));
    }

    /** Old entries lead to the new code: all of them read the distances in the header. */
    void redirect(CompiledCode.Loaded old, CompiledCode known) {
        CompiledCode.Loaded current = known.current();
        if (current == null) {
            return;
        }
        redirect(old, current, Prologue.DIRECT_DISTANCE);
        redirect(old, current, Prologue.FRAMED_DISTANCE);
    }

    private void redirect(CompiledCode.Loaded old, CompiledCode.Loaded current, int word) {
        long from = old.vectorEntry() + word;
        long target = current.vectorEntry() + word;
        memory.patch(from, target + Native.getLong(target) - from);
    }
}
