package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The edges of what branches and literal loads reach, and the far forms beyond them. */
class BranchRangeTest {
    private static final int IMM19 = 1 << 20;
    private static final int IMM14 = 1 << 15;

    /** The conditional branches, with their reach and the words of their far form. */
    private enum Branch {
        B(IMM19, "54000041", (asm, label) -> asm.b(Cc.EQ, label)),
        CBZ(IMM19, "b5000047", (asm, label) -> asm.cbz(Size.X, Gpr.X7, label)),
        CBNZ(IMM19, "34000047", (asm, label) -> asm.cbnz(Size.W, Gpr.X7, label)),
        TBZ(IMM14, "b7480047", (asm, label) -> asm.tbz(Gpr.X7, 41, label)),
        TBNZ(IMM14, "36480047", (asm, label) -> asm.tbnz(Gpr.X7, 9, label));

        private final int reach;
        private final String inverse;
        private final BiConsumer<A64Assembler, Label> call;

        Branch(int reach, String inverse, BiConsumer<A64Assembler, Label> call) {
            this.reach = reach;
            this.inverse = inverse;
            this.call = call;
        }
    }

    private final A64Assembler asm = new A64Assembler();
    private final Label label = asm.newLabel();

    private static String b(int distance) {
        int word = 0x14000000 | distance / 4 & 0x3ffffff;
        return String.format(Locale.ROOT, "%08x", word);
    }

    @ParameterizedTest
    @EnumSource
    void forwardEdge(Branch branch) {
        branch.call.accept(asm, label);
        asm.embedBytes(new byte[branch.reach - 8]);
        asm.bind(label);
        int word = Integer.parseUnsignedInt(TableLine.word(asm.finish(), 0), 16);
        int field = branch.reach == IMM19 ? word >> 5 & 0x7ffff : word >> 5 & 0x3fff;
        assertEquals(branch.reach / 4 - 1, field);
    }

    @ParameterizedTest
    @EnumSource
    void beyondTheForwardEdge(Branch branch) {
        branch.call.accept(asm, label);
        asm.embedBytes(new byte[branch.reach - 4]);
        asm.bind(label);
        String message = assertThrows(BranchRangeException.class, asm::finish).getMessage();
        assertEquals("label L1 is out of range: " + branch.reach + " bytes", message);
    }

    @ParameterizedTest
    @EnumSource
    void farForwardBranch(Branch branch) {
        A64Assembler far = new A64Assembler(false, true);
        Label target = far.newLabel();
        branch.call.accept(far, target);
        assertEquals(8, far.position());
        far.embedBytes(new byte[2 * IMM19]);
        far.bind(target);
        byte[] code = far.finish();
        assertEquals(branch.inverse, TableLine.word(code, 0));
        assertEquals(b(2 * IMM19 + 4), TableLine.word(code, 4));
    }

    @ParameterizedTest
    @EnumSource
    void backwardEdgeAndBeyond(Branch branch) {
        asm.bind(label);
        asm.embedBytes(new byte[branch.reach]);
        branch.call.accept(asm, label);
        assertEquals(branch.reach + 4, asm.position());
        branch.call.accept(asm, label);
        assertEquals(branch.reach + 12, asm.position());
        byte[] code = asm.finish();
        int word = Integer.parseUnsignedInt(TableLine.word(code, branch.reach), 16);
        assertEquals(branch.reach == IMM19 ? 0x40000 : 0x2000, word >> 5 & branch.reach / 2 - 1);
        assertEquals(branch.inverse, TableLine.word(code, branch.reach + 4));
        assertEquals(b(-branch.reach - 8), TableLine.word(code, branch.reach + 8));
    }

    @Test
    void farBranchAlways() {
        A64Assembler far = new A64Assembler(true, true);
        Label target = far.newLabel();
        far.b(Cc.AL, target);
        far.bind(target);
        assertEquals("b L1", far.listing().get(0).text());
        assertEquals("14000001", TableLine.word(far.finish(), 0));
    }

    @Test
    void backwardIsNearInFarMode() {
        A64Assembler far = new A64Assembler(true, true);
        Label target = far.newLabel();
        far.bind(target);
        far.cbz(Size.W, Gpr.X1, target);
        Label forward = far.newLabel();
        far.tbnz(Gpr.X2, 40, forward);
        far.bind(forward);
        assertEquals("cbz w1, L1", far.listing().get(1).text());
        assertEquals("tbz x2, #40, .+0x8", far.listing().get(2).text());
        assertEquals("b L2", far.listing().get(3).text());
    }

    @Test
    void literalEdges() {
        asm.bind(label);
        asm.embedBytes(new byte[IMM19]);
        asm.ldr(Size.X, Gpr.X0, Address.literal(label));
        int end = asm.position();
        Address literal = Address.literal(label);
        assertThrows(BranchRangeException.class, () -> asm.ldr(Size.X, Gpr.X0, literal));
        assertThrows(BranchRangeException.class, () -> asm.adr(Gpr.X0, label));
        assertEquals(end, asm.position());
        assertEquals("58800000", TableLine.word(asm.finish(), IMM19));

        Label forward = asm.newLabel();
        asm.ldr(Fpr.D0, Address.literal(forward));
        asm.embedBytes(new byte[IMM19 - 4]);
        asm.bind(forward);
        String message = assertThrows(BranchRangeException.class, asm::finish).getMessage();
        assertEquals("label L2 is out of range: 1048576 bytes", message);
    }

    @Test
    void adrEdges() {
        asm.adr(Gpr.X3, label);
        asm.embedBytes(new byte[IMM19 - 5]);
        asm.bind(label);
        assertEquals("707fffe3", TableLine.word(asm.finish(), 0));
        Label far = asm.newLabel();
        asm.align(4);
        asm.adr(Gpr.X3, far);
        asm.embedBytes(new byte[IMM19 - 4]);
        asm.bind(far);
        assertThrows(BranchRangeException.class, asm::finish);
    }

    @Test
    void branchIntoAWord() {
        asm.b(label);
        asm.embedBytes(new byte[2]);
        asm.bind(label);
        String message = assertThrows(BranchRangeException.class, asm::finish).getMessage();
        assertEquals("label L1 is at no multiple of 4: 6 bytes", message);
        asm.align(4);
        message = assertThrows(BranchRangeException.class, () -> asm.b(Cc.EQ, label)).getMessage();
        assertEquals("label L1 is at no multiple of 4: -2 bytes", message);
    }

    @Test
    void fieldsReachTheirEdges() {
        edges(Fixup.IMM26, 1L << 27, 4);
        edges(Fixup.IMM19, 1L << 20, 4);
        edges(Fixup.IMM14, 1L << 15, 4);
        edges(Fixup.ADR, 1L << 20, 1);
        edges(Fixup.ADRP, 1L << 32, 4096);
        assertEquals(0x95ffffff, Fixup.IMM26.put(0x94000000, (1L << 27) - 4));
        assertEquals(0x96000000, Fixup.IMM26.put(0x94000000, -(1L << 27)));
        assertEquals(0xf07fffe0, Fixup.ADRP.put(0x90000000, (1L << 32) - 4096));
        assertEquals(0x90800000, Fixup.ADRP.put(0x90000000, -(1L << 32)));
    }

    private static void edges(Fixup field, long reach, int unit) {
        assertTrue(field.reaches(-reach));
        assertTrue(field.reaches(reach - unit));
        assertFalse(field.reaches(reach));
        assertFalse(field.reaches(-reach - unit));
        if (unit > 1) {
            assertFalse(field.reaches(unit / 2));
        }
    }

    @Test
    void adrpCountsPages() {
        asm.embedBytes(new byte[4092]);
        asm.adrp(Gpr.X0, label);
        asm.bind(label);
        asm.adrp(Gpr.X0, label);
        assertEquals("b0000000", TableLine.word(asm.finish(), 4092));
        assertEquals("90000000", TableLine.word(asm.finish(), 4096));
    }

    @Test
    void dataReaches2GiB() {
        assertTrue(Fixup.WORD.reaches(Integer.MAX_VALUE));
        assertTrue(Fixup.WORD.reaches(Integer.MIN_VALUE));
        assertFalse(Fixup.WORD.reaches(1L << 31));
        assertFalse(Fixup.WORD.reaches(-(1L << 31) - 1));
        assertEquals(Integer.MIN_VALUE, Fixup.WORD.put(0, Integer.MIN_VALUE));
    }
}
