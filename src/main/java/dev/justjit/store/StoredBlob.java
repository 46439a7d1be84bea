package dev.justjit.store;

import dev.justjit.analysis.Loops;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.GraphFacts;
import dev.justjit.masm.MacroAssembler.MachineCode;
import dev.justjit.record.SiteRecord;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The product of a compilation: its machine code and its maps. */
public final class StoredBlob {
    private StoredBlob() {}

    /** Writes all but the listing. */
    public static void write(DataOutputStream out, CodeBlob blob) throws IOException {
        StoredCode.writeText(out, blob.name());
        StoredCode.write(
                out,
                new MachineCode(
                        blob.bytes(),
                        blob.poolOffset(),
                        blob.pool(),
                        blob.relocations(),
                        List.of()));
        out.writeInt(blob.vectorEntry());
        out.writeInt(blob.sites().size());
        for (CodeBlob.Site site : blob.sites()) {
            out.writeInt(site.unit());
            StoredCode.writeText(out, site.opcode());
            StoredCode.writeText(out, site.reason());
        }
        out.writeInt(blob.caches().size());
        for (CodeBlob.CacheSite site : blob.caches()) {
            out.writeInt(site.unit());
            StoredCode.writeText(out, site.opcode());
            out.writeInt(site.name());
            out.writeBoolean(site.forCall());
            out.writeInt(site.entries());
            out.writeInt(site.offset());
        }
        out.writeInt(blob.opcodes().size());
        for (String opcode : blob.opcodes()) {
            StoredCode.writeText(out, opcode);
        }
        out.writeInt(blob.loops().size());
        for (Loops.Loop loop : blob.loops()) {
            out.writeInt(loop.header());
            out.writeInt(loop.lastUnit());
            out.writeBoolean(loop.storesItems());
            out.writeBoolean(loop.body());
        }
        StoredCode.writeInts(out, blob.loopDepths());
        StoredCode.writeInts(out, blob.handBacks());
        StoredCode.writeInts(out, blob.entries());
        GraphFacts graph = blob.graph();
        out.writeBoolean(graph != null);
        if (graph != null) {
            write(out, graph);
        }
    }

    private static void write(DataOutputStream out, GraphFacts graph) throws IOException {
        out.writeInt(graph.wholes().size());
        for (GraphFacts.Whole whole : graph.wholes()) {
            out.writeInt(whole.unit());
            StoredCode.writeText(out, whole.opcode());
            StoredCode.writeText(out, whole.reason());
        }
        out.writeInt(graph.inlined().size());
        for (String name : graph.inlined()) {
            StoredCode.writeText(out, name);
        }
        out.writeInt(graph.refused().size());
        for (GraphFacts.Refused refused : graph.refused()) {
            out.writeInt(refused.unit());
            StoredCode.writeText(out, refused.caller() == null ? "" : refused.caller());
            StoredCode.writeText(out, refused.callee());
            StoredCode.writeText(out, refused.reason());
        }
    }

    /**
     * Reads what {@link #write} has written; there is no listing.
     *
     * @throws java.nio.BufferUnderflowException if the file ends too soon
     * @throws IndexOutOfBoundsException if a number in it is none of these
     */
    public static CodeBlob read(ByteBuffer in) {
        String name = StoredCode.readText(in);
        MachineCode code = StoredCode.read(in);
        CodeBlob blob =
                new CodeBlob(
                        name,
                        code.bytes(),
                        code.poolOffset(),
                        code.pool(),
                        code.relocations(),
                        in.getInt(),
                        sites(in),
                        caches(in),
                        texts(in),
                        List.of(),
                        loops(in),
                        StoredCode.readInts(in),
                        StoredCode.readInts(in),
                        StoredCode.readInts(in),
                        in.get() != 0 ? graph(in) : null);
        check(blob);
        return blob;
    }

    /** Whatever linking and entering take for granted of a blob. */
    private static void check(CodeBlob blob) {
        int length = blob.bytes().length;
        Objects.checkFromIndexSize(blob.vectorEntry(), Long.BYTES, length);
        Objects.checkIndex(0, blob.loopDepths().length == blob.loops().size() ? 1 : 0);
        for (int offset : blob.handBacks()) {
            Objects.checkIndex(Math.max(0, offset), length);
        }
        int end = 0;
        for (int i = 0; i < blob.caches().size(); i++) {
            CodeBlob.CacheSite site = blob.caches().get(i);
            Objects.checkIndex(end, site.offset() + 1);
            Objects.checkIndex(site.entries(), SiteRecord.ATTRIBUTE_ENTRIES + 1);
            end = site.offset() + SiteRecord.bytes(site.entries());
        }
    }

    private static List<CodeBlob.Site> sites(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<CodeBlob.Site> sites = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sites.add(
                    new CodeBlob.Site(
                            in.getInt(), StoredCode.readText(in), StoredCode.readText(in)));
        }
        return sites;
    }

    private static List<CodeBlob.CacheSite> caches(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<CodeBlob.CacheSite> sites = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sites.add(
                    new CodeBlob.CacheSite(
                            in.getInt(),
                            StoredCode.readText(in),
                            in.getInt(),
                            in.get() != 0,
                            in.getInt(),
                            in.getInt()));
        }
        return sites;
    }

    private static GraphFacts graph(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<GraphFacts.Whole> wholes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            wholes.add(
                    new GraphFacts.Whole(
                            in.getInt(), StoredCode.readText(in), StoredCode.readText(in)));
        }
        return new GraphFacts(wholes, texts(in), refused(in));
    }

    private static List<GraphFacts.Refused> refused(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<GraphFacts.Refused> refused = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int unit = in.getInt();
            String caller = StoredCode.readText(in);
            refused.add(
                    new GraphFacts.Refused(
                            unit,
                            caller.isEmpty() ? null : caller,
                            StoredCode.readText(in),
                            StoredCode.readText(in)));
        }
        return refused;
    }

    private static List<String> texts(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(StoredCode.readText(in));
        }
        return texts;
    }

    private static List<Loops.Loop> loops(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<Loops.Loop> loops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            loops.add(new Loops.Loop(in.getInt(), in.getInt(), in.get() != 0, in.get() != 0));
        }
        return loops;
    }
}
