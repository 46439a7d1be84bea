package dev.justjit.asm.x64;

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
    private final X64Assembler asm = new X64Assembler();
    private final Label label = asm.newLabel();

    private String hex() {
        return TableLine.BYTES.formatHex(asm.finish());
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
        assertEquals("c3", hex());
        asm.jmp(label);
        String message = assertThrows(IllegalStateException.class, asm::finish).getMessage();
        assertEquals("label L1 is used but not bound", message);
        asm.bind(label);
        assertEquals("c3 e9 00 00 00 00", hex());
    }

    @Test
    void jumpsToNearLabelsAreShort() {
        Label near = asm.newNearLabel();
        asm.jmp(near);
        asm.jcc(Cc.E, near);
        asm.bind(near);
        assertEquals("eb 02 74 00", hex());
    }

    @Test
    void aNearLabelMustBeNear() {
        Label near = asm.newNearLabel();
        asm.jmp(near);
        asm.nop(128);
        assertThrows(IllegalArgumentException.class, () -> asm.bind(near));
    }

    @Test
    void placesOutsideAreLeftToOthers() {
        asm.callOutside("f");
        asm.jmpOutside("g");
        assertEquals("e8 00 00 00 00 e9 00 00 00 00", hex());
    }

    @Test
    void numbersOfOthersTakeFourBytes() {
        asm.cmpOutside(Address.at(Gpr.RSI, 0x178), "version");
        assertEquals("81 be 78 01 00 00 00 00 00 00", hex());
    }

    @Test
    void positionNeedsABoundLabel() {
        assertFalse(label.isBound());
        assertThrows(IllegalStateException.class, label::position);
        asm.int3();
        asm.bind(label);
        assertTrue(label.isBound());
        assertEquals(1, label.position());
    }

    @Test
    void backwardJumpTakesTheShortFormUpTo128Bytes() {
        asm.bind(label);
        asm.nop(126);
        asm.jmp(label);
        asm.jmp(label);
        byte[] code = asm.finish();
        assertEquals(126 + 2 + 5, code.length);
        assertEquals("eb 80 e9 7b ff ff ff", TableLine.BYTES.formatHex(code, 126, 133));
    }

    @Test
    void backwardConditionalJumpTakesTheShortFormUpTo128Bytes() {
        asm.bind(label);
        asm.nop(126);
        asm.jcc(Cc.NE, label);
        asm.jcc(Cc.NE, label);
        byte[] code = asm.finish();
        assertEquals("75 80 0f 85 7a ff ff ff", TableLine.BYTES.formatHex(code, 126, 134));
    }

    @Test
    void severalUsesBeforeBinding() {
        for (int i = 0; i < 10; i++) {
            asm.jcc(Cc.E, label);
        }
        asm.jmpShort(label);
        asm.bind(label);
        byte[] code = asm.finish();
        assertEquals(62, code.length);
        for (int i = 0; i < 10; i++) {
            assertEquals(62 - 6 * (i + 1), code[6 * i + 2]);
        }
        assertEquals(0, code[61]);
    }

    @Test
    void shortForwardJumpReaches127BytesAndNoMore() {
        asm.jmpShort(label);
        asm.nop(127);
        asm.bind(label);
        assertEquals(127, asm.finish()[1]);

        Label far = asm.newLabel();
        asm.jccShort(Cc.L, far);
        asm.nop(128);
        String message =
                assertThrows(IllegalArgumentException.class, () -> asm.bind(far)).getMessage();
        assertEquals("short jump to L2 is out of range: 128 bytes", message);
        assertFalse(far.isBound());
    }

    @Test
    void shortBackwardJumpReaches128BytesAndNoMore() {
        asm.bind(label);
        asm.nop(126);
        asm.jmpShort(label);
        int end = asm.position();
        assertThrows(IllegalArgumentException.class, () -> asm.jmpShort(label));
        assertThrows(IllegalArgumentException.class, () -> asm.jccShort(Cc.O, label));
        assertEquals(end, asm.position());
        assertEquals(-128, asm.finish()[127]);
    }

    @Test
    void ripDistanceCountsTheImmediate() {
        asm.mov(Size.Q64, Address.rip(label), 7);
        asm.cmp(Size.W16, Address.rip(label), 0x1234);
        asm.add(Size.D32, Address.rip(label), 7);
        asm.bind(label);
        asm.cmp(Size.B8, Address.rip(label), 7);
        assertEquals(
                "48 c7 05 10 00 00 00 07 00 00 00 66 81 3d 07 00 00 00 34 12 83 05 00 00 00 00 07"
                        + " 80 3d f9 ff ff ff 07",
                hex());
    }

    @Test
    void distanceAsAnImmediate() {
        asm.test(label);
        asm.ret();
        asm.bind(label);
        asm.test(label);
        assertEquals("a9 01 00 00 00 c3 a9 fb ff ff ff", hex());
    }

    @Test
    void poolBehindTheCode() {
        asm.call(Address.rip(label));
        asm.ret();
        asm.align(8);
        asm.bind(label);
        asm.embed(0x1122334455667788L);
        asm.embedBytes(new byte[] {1, 2});
        assertEquals("ff 15 02 00 00 00 c3 90 88 77 66 55 44 33 22 11 01 02", hex());
    }

    @Test
    void bufferGrowsAndFinishCopies() {
        byte[] data = new byte[5000];
        Arrays.fill(data, (byte) 0x5a);
        asm.embedBytes(data);
        asm.bind(label);
        for (int i = 0; i < 5000; i++) {
            asm.int3();
        }
        byte[] first = asm.finish();
        assertEquals(10000, asm.position());
        assertEquals(10000, first.length);
        assertEquals(5000, label.position());
        first[0] = 0;
        assertArrayEquals(data, Arrays.copyOf(asm.finish(), 5000));
    }

    @Test
    void listingShowsLabelsDataAndComments() {
        X64Assembler listed = new X64Assembler(true);
        Label loop = listed.newLabel();
        listed.bind(loop);
        listed.comment("again");
        listed.jcc(Cc.AE, loop);
        listed.lea(Gpr.R8, Address.rip(loop));
        listed.test(loop);
        listed.embed(-1);
        listed.embedBytes(new byte[] {1, -1});
        assertEquals(
                List.of(
                        new Line(0, "L1:"),
                        new Line(0, "# again"),
                        new Line(0, "jae L1"),
                        new Line(2, "lea r8,[rip+L1]"),
                        new Line(9, "test eax,L1-.-5"),
                        new Line(14, ".quad 0xffffffffffffffff"),
                        new Line(22, ".byte 0x1,0xff")),
                listed.listing());
    }

    @Test
    void nothingIsListedUnlessAskedFor() {
        asm.comment("unseen");
        asm.bind(label);
        asm.jcc(Cc.P, label);
        assertEquals(List.of(), asm.listing());
    }

    @Test
    void inverseOfEveryCondition() {
        for (Cc cc : Cc.values()) {
            assertEquals(cc, cc.inverse().inverse());
            assertEquals(cc.ordinal() ^ 1, cc.inverse().ordinal());
        }
        assertEquals(Cc.GE, Cc.L.inverse());
        assertEquals(Cc.NP, Cc.P.inverse());
    }
}
