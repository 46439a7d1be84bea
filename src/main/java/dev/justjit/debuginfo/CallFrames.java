package dev.justjit.debuginfo;

import dev.justjit.masm.FrameLayout;
import dev.justjit.masm.Isa;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Call frame information of DWARF: how an unwinder gets from a frame of ours to its caller's. */
final class CallFrames {
    private static final int DATA_ALIGNMENT = -8;
    private static final int DEF_CFA = 0x0c;
    private static final int OFFSET = 0x80;
    private static final int PC_RELATIVE_SDATA4 = 0x1b;
    private static final int DATA_RELATIVE_SDATA4 = 0x3b;
    private static final int UDATA4 = 0x03;
    private static final int ENTRY_ALIGNMENT = 8;

    private CallFrames() {}

    /** Appends an entry for the range to a section {@code .debug_frame}, with its common part. */
    static void addDebugFrame(Bytes section, FrameLayout frames, long address, long length) {
        int cie = section.size();
        Bytes common = new Bytes().u32(-1).u8(1).text("");
        rules(common, frames);
        section.unit(padded(common));
        section.unit(padded(new Bytes().u32(cie).u64(address).u64(length)));
    }

    /** Bytes of the header of {@link #ehFrame}, with the first entry of its table. */
    private static final int EH_HEADER_BYTES = 20;

    private static final int TABLE_ENTRY_BYTES = 8;

    /** So many bytes {@link #ehFrame} has for one range, at most. */
    static final int ROOM = 96;

    /** From an offset on, to the next one or the end of the code, frames have this layout. */
    record Range(int offset, FrameLayout frames) {}

    /**
     * Of code that begins at these rising offsets; neighbours with the same frames are one range.
     */
    static List<Range> ranges(Isa isa, byte[] code, int[] offsets) {
        List<Range> ranges = new ArrayList<>();
        int frameBytes = 0;
        for (int i = 0; i < offsets.length; i++) {
            int end = i + 1 < offsets.length ? offsets[i + 1] : code.length;
            FrameLayout frames = isa.frames(Arrays.copyOfRange(code, offsets[i], end));
            if (frames.bytes() != frameBytes) {
                ranges.add(new Range(offsets[i], frames));
                frameBytes = frames.bytes();
            }
        }
        return ranges;
    }

    /**
     * Sections {@code .eh_frame} and, in the last {@link #headerBytes}, {@code .eh_frame_hdr} of machine code, as
     * jitdump has them: they follow the code.
     *
     * @param ranges the first from 0 on
     * @param length of the code, a multiple of 8
     */
    static byte[] ehFrame(List<Range> ranges, int length) {
        Bytes all = new Bytes();
        Bytes table = new Bytes();
        List<Integer> entries = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            int from = ranges.get(i).offset();
            int end = i + 1 < ranges.size() ? ranges.get(i + 1).offset() : length;
            int common = all.size();
            all.unit(ehCommon(ranges.get(i).frames()));
            int entry = all.size();
            entries.add(entry);
            int distance = from - (length + entry + 8);
            Bytes range = new Bytes().u32(entry + 4 - common).u32(distance).u32(end - from);
            all.unit(padded(range.uleb(0)));
        }
        all.u32(0).align(ENTRY_ALIGNMENT);
        int header = all.size();
        for (int i = 0; i < ranges.size(); i++) {
            table.u32(ranges.get(i).offset() - (length + header)).u32(entries.get(i) - header);
        }
        all.u8(1).u8(PC_RELATIVE_SDATA4).u8(UDATA4).u8(DATA_RELATIVE_SDATA4);
        return all.u32(-(header + 4)).u32(ranges.size()).bytes(table.toArray()).toArray();
    }

    static int headerBytes(int ranges) {
        return EH_HEADER_BYTES + TABLE_ENTRY_BYTES * (ranges - 1);
    }

    /** Where in {@link #ehFrame} of one range the distance to the code is. */
    static int codeDistanceAt(FrameLayout frames) {
        return 4 + ehCommon(frames).size() + 8;
    }

    private static Bytes ehCommon(FrameLayout frames) {
        Bytes common = new Bytes().u32(0).u8(1).text("zR");
        Bytes rules = new Bytes();
        common.uleb(frames.codeAlignment()).sleb(DATA_ALIGNMENT).uleb(frames.returnAddress());
        common.uleb(1).u8(PC_RELATIVE_SDATA4);
        initial(rules, frames);
        return padded(common.bytes(rules.toArray()));
    }

    private static void rules(Bytes common, FrameLayout frames) {
        common.uleb(frames.codeAlignment()).sleb(DATA_ALIGNMENT).uleb(frames.returnAddress());
        initial(common, frames);
    }

    private static void initial(Bytes rules, FrameLayout frames) {
        rules.u8(DEF_CFA).uleb(frames.framePointer()).uleb(frames.bytes());
        for (FrameLayout.Saved saved : frames.saved()) {
            rules.u8(OFFSET | saved.register());
            rules.uleb((saved.offset() - frames.bytes()) / DATA_ALIGNMENT);
        }
    }

    /** With the size before it, a multiple of 8; the zeros do nothing. */
    private static Bytes padded(Bytes entry) {
        while ((entry.size() + 4) % ENTRY_ALIGNMENT != 0) {
            entry.u8(0);
        }
        return entry;
    }
}
