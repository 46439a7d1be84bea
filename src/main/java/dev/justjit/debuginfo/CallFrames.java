package dev.justjit.debuginfo;

import dev.justjit.masm.FrameLayout;

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

    /** Bytes of the header at the end of {@link #ehFrame}. */
    static final int EH_HEADER_BYTES = 20;

    /** Where in {@link #ehFrame} the distance to the code is. */
    static int codeDistanceAt(FrameLayout frames) {
        return ehCommon(frames).size() + 4 + 8;
    }

    /** Length of {@link #ehFrame} without the header. */
    static int ehFrameBytes(FrameLayout frames) {
        return ehFrame(frames, 0).length - EH_HEADER_BYTES;
    }

    /**
     * Sections {@code .eh_frame} and {@code .eh_frame_hdr} of one function, as jitdump has them: they follow its code.
     *
     * @param length of the code, a multiple of 8
     */
    static byte[] ehFrame(FrameLayout frames, int length) {
        Bytes all = new Bytes().unit(ehCommon(frames));
        int entry = all.size();
        int codeDistance = -(length + entry + 8);
        all.unit(padded(new Bytes().u32(entry + 4).u32(codeDistance).u32(length).uleb(0)));
        all.u32(0).align(ENTRY_ALIGNMENT);
        int header = all.size();
        all.u8(1).u8(PC_RELATIVE_SDATA4).u8(UDATA4).u8(DATA_RELATIVE_SDATA4);
        all.u32(-(header + 4)).u32(1).u32(-(length + header)).u32(entry - header);
        return all.toArray();
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
