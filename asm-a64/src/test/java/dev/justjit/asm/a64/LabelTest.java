package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Labels, fix-ups, data, padding and the listing around them. */
class LabelTest {
    private final A64Assembler asm = new A64Assembler();
    private final Label label = asm.newLabel();

    private static String words(A64Assembler asm) {
        byte[] code = asm.finish();
        StringBuilder words = new StringBuilder();
        for (int at = 0; at < code.length; at += 4) {
            words.append(at == 0 ? "" : " ").append(TableLine.word(code, at));
        }
        return words.toString();
    }

    @Test
    void bindingTwiceFails() {
        asm.bind(label);
        String message =
                assertThrows(IllegalStateException.class, () -> asm.bind(label)).getMessage();
        assertEquals("label L1 is bound already", message);
    }

    @Test
    void finishFailsOnlyForUsedUnboundLabels() {
        asm.newLabel();
        asm.ret();
        assertEquals("d65f03c0", words(asm));
        asm.b(label);
        String message = assertThrows(IllegalStateException.class, asm::finish).getMessage();
        assertEquals("label L1 is used but not bound", message);
        asm.bind(label);
        assertEquals("d65f03c0 14000001", words(asm));
    }

    @Test
    void positionNeedsABoundLabel() {
        assertFalse(label.isBound());
        assertThrows(IllegalStateException.class, label::position);
        asm.nop();
        asm.bind(label);
        assertTrue(label.isBound());
        assertEquals(4, label.position());
    }

    @Test
    void everyKindOfUseBeforeAndAfterBinding() {
        useAll();
        asm.bind(label);
        useAll();
        assertEquals(
                "14000008 94000007 540000c0 b40000a5 36180086 10000067 90000008 58000029"
                        + " 14000000 97ffffff 54ffffc0 b4ffffa5 361fff86 10ffff67 90000008"
                        + " 58ffff29",
                words(asm));
    }

    private void useAll() {
        asm.b(label);
        asm.bl(label);
        asm.b(Cc.EQ, label);
        asm.cbz(Size.X, Gpr.X5, label);
        asm.tbz(Gpr.X6, 3, label);
        asm.adr(Gpr.X7, label);
        asm.adrp(Gpr.X8, label);
        asm.ldr(Size.X, Gpr.X9, Address.literal(label));
    }

    @Test
    void severalUsesBeforeBinding() {
        for (int i = 0; i < 10; i++) {
            asm.b(Cc.AL, label);
        }
        asm.bind(label);
        byte[] code = asm.finish();
        for (int i = 0; i < 10; i++) {
            int word = Integer.parseUnsignedInt(TableLine.word(code, 4 * i), 16);
            assertEquals(0x54000000 | (10 - i) << 5 | 14, word);
        }
    }

    @Test
    void distanceAsData() {
        asm.embedDistance(label);
        asm.ret();
        asm.bind(label);
        asm.embedDistance(label);
        asm.embedDistance(label);
        assertEquals("00000008 d65f03c0 00000000 fffffffc", words(asm));
    }

    @Test
    void poolBehindTheCode() {
        asm.ldr(Size.X, Gpr.X0, Address.literal(label));
        asm.ldr(Fpr.D1, Address.literal(label));
        asm.ret();
        asm.align(8);
        asm.bind(label);
        asm.embed(0x1122334455667788L);
        assertEquals("58000080 5c000061 d65f03c0 d503201f 55667788 11223344", words(asm));
    }

    @Test
    void alignFillsWithZerosAndNops() {
        asm.embedBytes(new byte[] {1, 2, 3, 4, 5});
        assertThrows(IllegalStateException.class, asm::nop);
        asm.align(16);
        assertEquals("04030201 00000005 d503201f d503201f", words(asm));
        asm.align(16);
        assertEquals(16, asm.position());
    }

    @Test
    void bufferGrowsAndFinishCopies() {
        byte[] data = new byte[5000];
        Arrays.fill(data, (byte) 0x5a);
        asm.embedBytes(data);
        asm.bind(label);
        for (int i = 0; i < 5000; i++) {
            asm.nop();
        }
        byte[] first = asm.finish();
        assertEquals(25000, asm.position());
        assertEquals(25000, first.length);
        assertEquals(5000, label.position());
        first[0] = 0;
        assertArrayEquals(data, Arrays.copyOf(asm.finish(), 5000));
    }

    @Test
    void listingShowsLabelsDataAndComments() {
        A64Assembler listed = new A64Assembler(true);
        Label loop = listed.newLabel();
        listed.bind(loop);
        listed.comment("again");
        listed.b(Cc.CS, loop);
        listed.ldr(Size.X, Gpr.X8, Address.literal(loop));
        listed.embedDistance(loop);
        listed.embed(-1);
        listed.embedBytes(new byte[] {1, -1});
        assertEquals(
                List.of(
                        new Line(0, "L1:"),
                        new Line(0, "// again"),
                        new Line(0, "b.cs L1"),
                        new Line(4, "ldr x8, L1"),
                        new Line(8, ".word L1-."),
                        new Line(12, ".quad 0xffffffffffffffff"),
                        new Line(20, ".byte 0x1,0xff")),
                listed.listing());
    }

    @Test
    void nothingIsListedUnlessAskedFor() {
        asm.comment("unseen");
        asm.bind(label);
        asm.b(Cc.VS, label);
        assertEquals(List.of(), asm.listing());
    }

    @Test
    void inverseOfEveryCondition() {
        for (Cc cc : Cc.values()) {
            if (cc != Cc.AL) {
                assertEquals(cc, cc.inverse().inverse());
                assertEquals(cc.ordinal() ^ 1, cc.inverse().ordinal());
            }
        }
        assertEquals(Cc.GE, Cc.LT.inverse());
        assertEquals(Cc.VC, Cc.VS.inverse());
    }
}
