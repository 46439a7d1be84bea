package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be encoded is refused, names the value and emits nothing. */
class RejectionTest {
    private final A64Assembler asm = new A64Assembler(true);

    private void rejected(String named, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message != null && message.contains(named), message);
        assertEquals(0, asm.position());
        assertEquals(0, asm.listing().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4097, 0x1001000, 0x1000000, Long.MAX_VALUE, Long.MIN_VALUE})
    void immediateOf12Bits(long value) {
        rejected("" + value, () -> asm.add(Size.X, Gpr.X0, Gpr.X1, value));
        rejected("" + value, () -> asm.adds(Size.W, Gpr.X0, Gpr.X1, value));
        rejected("" + value, () -> asm.sub(Size.X, Gpr.SP, Gpr.SP, value));
        rejected("" + value, () -> asm.subs(Size.W, Gpr.X0, Gpr.X1, value));
        rejected("" + value, () -> asm.cmp(Size.X, Gpr.X0, value));
        rejected("" + value, () -> asm.cmn(Size.X, Gpr.X0, value));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 5, 0x12345, 0x5555555555555554L})
    void bitmask(long value) {
        String hex = "0x" + Long.toHexString(value);
        rejected(hex, () -> asm.and(Size.X, Gpr.X0, Gpr.X1, value));
        rejected(hex, () -> asm.orr(Size.X, Gpr.X0, Gpr.X1, value));
        rejected(hex, () -> asm.eor(Size.X, Gpr.X0, Gpr.X1, value));
        rejected(hex, () -> asm.ands(Size.X, Gpr.X0, Gpr.X1, value));
        rejected(hex, () -> asm.tst(Size.X, Gpr.X0, value));
    }

    @Test
    void bitmaskOf32Bits() {
        rejected("0x5", () -> asm.and(Size.W, Gpr.X0, Gpr.X1, 5));
        rejected("0xffffffff", () -> asm.and(Size.W, Gpr.X0, Gpr.X1, -1));
        rejected(": 4294967296", () -> asm.and(Size.W, Gpr.X0, Gpr.X1, 1L << 32));
        rejected(": -2147483649", () -> asm.mov(Size.W, Gpr.X0, Integer.MIN_VALUE - 1L));
        rejected(": 4294967296", () -> asm.mov(Size.W, Gpr.X0, 1L << 32));
        asm.and(Size.W, Gpr.X0, Gpr.X1, -8);
        assertEquals("and w0, w1, #0xfffffff8", asm.listing().get(0).text());
    }

    @ParameterizedTest
    @EnumSource
    void shiftDistance(Size size) {
        for (int amount : new int[] {-1, size.bits()}) {
            String named = ": " + amount;
            rejected(named, () -> asm.lsl(size, Gpr.X0, Gpr.X1, amount));
            rejected(named, () -> asm.lsr(size, Gpr.X0, Gpr.X1, amount));
            rejected(named, () -> asm.asr(size, Gpr.X0, Gpr.X1, amount));
            rejected(named, () -> asm.ror(size, Gpr.X0, Gpr.X1, amount));
            rejected(named, () -> asm.extr(size, Gpr.X0, Gpr.X1, Gpr.X2, amount));
            rejected(named, () -> asm.add(size, Gpr.X0, Gpr.X1, Gpr.X2, Shift.LSL, amount));
            rejected(named, () -> asm.orr(size, Gpr.X0, Gpr.X1, Gpr.X2, Shift.ROR, amount));
            rejected(named, () -> asm.ubfm(size, Gpr.X0, Gpr.X1, amount, 0));
            rejected(named, () -> asm.sbfm(size, Gpr.X0, Gpr.X1, 0, amount));
            rejected(named, () -> asm.bfi(size, Gpr.X0, Gpr.X1, amount, 1));
        }
        rejected("ROR", () -> asm.add(size, Gpr.X0, Gpr.X1, Gpr.X2, Shift.ROR, 1));
        rejected("ROR", () -> asm.cmp(size, Gpr.X0, Gpr.X1, Shift.ROR, 1));
        rejected(": 5", () -> asm.add(size, Gpr.X0, Gpr.X1, Gpr.X2, Extend.UXTB, 5));
        rejected(": -1", () -> asm.cmp(size, Gpr.X0, Gpr.X1, Extend.SXTW, -1));
        rejected(": 5", () -> asm.add(size, Gpr.SP, Gpr.SP, Gpr.X2, Shift.LSL, 5));
    }

    @Test
    void bitfields() {
        rejected(": 0", () -> asm.ubfx(Size.X, Gpr.X0, Gpr.X1, 3, 0));
        rejected(": 33", () -> asm.ubfx(Size.W, Gpr.X0, Gpr.X1, 0, 33));
        rejected(": 62", () -> asm.sbfx(Size.X, Gpr.X0, Gpr.X1, 3, 62));
        rejected(": 31", () -> asm.bfi(Size.W, Gpr.X0, Gpr.X1, 2, 31));
        rejected(": 2", () -> asm.bfxil(Size.X, Gpr.X0, Gpr.X1, 63, 2));
        rejected(": -4", () -> asm.ubfiz(Size.X, Gpr.X0, Gpr.X1, -4, 2));
    }

    @Test
    void stackPointerWhereItHasNoNumber() {
        rejected("SP", () -> asm.ldr(Size.X, Gpr.SP, Address.at(Gpr.X0, 0)));
        rejected("SP", () -> asm.stp(Size.X, Gpr.X0, Gpr.SP, Address.at(Gpr.X0, 0)));
        rejected("SP", () -> Address.at(Gpr.X0, Gpr.SP, 0));
        rejected("SP", () -> asm.adds(Size.X, Gpr.SP, Gpr.X0, 1));
        rejected("SP", () -> asm.add(Size.X, Gpr.X0, Gpr.X1, Gpr.SP));
        rejected("SP", () -> asm.sub(Size.X, Gpr.SP, Gpr.SP, Gpr.X1, Shift.LSR, 1));
        rejected("SP", () -> asm.and(Size.X, Gpr.SP, Gpr.X0, Gpr.X1));
        rejected("SP", () -> asm.and(Size.X, Gpr.X0, Gpr.SP, 1));
        rejected("SP", () -> asm.ands(Size.X, Gpr.SP, Gpr.X0, 1));
        rejected("SP", () -> asm.mul(Size.X, Gpr.X0, Gpr.SP, Gpr.X1));
        rejected("SP", () -> asm.lsl(Size.X, Gpr.SP, Gpr.X0, 1));
        rejected("SP", () -> asm.csel(Size.X, Gpr.X0, Gpr.X1, Gpr.SP, Cc.EQ));
        rejected("0x5", () -> asm.mov(Gpr.SP, 5));
        rejected("SP", () -> asm.movz(Size.X, Gpr.SP, 1, 0));
        rejected("SP", () -> asm.neg(Size.X, Gpr.SP, Gpr.X0));
        rejected("SP", () -> asm.br(Gpr.SP));
        rejected("SP", () -> asm.fmov(Fpr.D0, Gpr.SP));
        rejected("SP", () -> asm.cbz(Size.X, Gpr.SP, asm.newLabel()));
    }

    @Test
    void zeroRegisterWhereTheStackPointerIs() {
        rejected("XZR", () -> Address.at(Gpr.XZR, 0));
        rejected("XZR", () -> Address.at(Gpr.XZR, Gpr.X0, 0));
        rejected("XZR", () -> asm.add(Size.X, Gpr.XZR, Gpr.X0, 1));
        rejected("XZR", () -> asm.add(Size.X, Gpr.X0, Gpr.XZR, 1));
        rejected("XZR", () -> asm.cmp(Size.X, Gpr.XZR, 1));
        rejected("XZR", () -> asm.add(Size.X, Gpr.X0, Gpr.XZR, Gpr.X1, Extend.UXTW, 0));
        rejected("XZR", () -> asm.orr(Size.X, Gpr.XZR, Gpr.X0, 1));
    }

    @Test
    void offsets() {
        rejected("-257", () -> asm.ldr(Size.X, Gpr.X0, Address.at(Gpr.X1, -257)));
        rejected("257", () -> asm.ldr(Size.X, Gpr.X0, Address.at(Gpr.X1, 257)));
        rejected("32768", () -> asm.ldr(Size.X, Gpr.X0, Address.at(Gpr.X1, 32768)));
        rejected("16384", () -> asm.str(Size.W, Gpr.X0, Address.at(Gpr.X1, 16384)));
        rejected("8192", () -> asm.ldrsh(Size.W, Gpr.X0, Address.at(Gpr.X1, 8192)));
        rejected("4096", () -> asm.strb(Gpr.X0, Address.at(Gpr.X1, 4096)));
        rejected("256", () -> asm.ldr(Fpr.D0, Address.pre(Gpr.X1, 256)));
        rejected("-257", () -> asm.str(Fpr.D0, Address.post(Gpr.X1, -257)));
        rejected("512", () -> asm.ldp(Size.X, Gpr.X0, Gpr.X1, Address.at(Gpr.X2, 512)));
        rejected("-520", () -> asm.stp(Size.X, Gpr.X0, Gpr.X1, Address.pre(Gpr.X2, -520)));
        rejected("4", () -> asm.stp(Size.X, Gpr.X0, Gpr.X1, Address.at(Gpr.X2, 4)));
        rejected("256", () -> asm.ldp(Size.W, Gpr.X0, Gpr.X1, Address.at(Gpr.X2, 256)));
    }

    @Test
    void addresses() {
        rejected("UXTB", () -> Address.at(Gpr.X0, Gpr.X1, Extend.UXTB, 0));
        rejected("SXTH", () -> Address.at(Gpr.X0, Gpr.X1, Extend.SXTH, 0));
        Address twice = Address.at(Gpr.X0, Gpr.X1, 2);
        rejected("by 2", () -> asm.ldr(Size.X, Gpr.X2, twice));
        rejected("by 2", () -> asm.ldrb(Gpr.X2, twice));
        rejected("[x0, x1, lsl #2]", () -> asm.ldp(Size.X, Gpr.X2, Gpr.X3, twice));
        Address literal = Address.literal(asm.newLabel());
        rejected("L1", () -> asm.str(Size.X, Gpr.X0, literal));
        rejected("L1", () -> asm.ldrh(Gpr.X0, literal));
        rejected("L1", () -> asm.stp(Size.X, Gpr.X0, Gpr.X1, literal));
    }

    @Test
    void transfersWithoutDefinedResult() {
        rejected("[x1, #8]!", () -> asm.ldr(Size.X, Gpr.X1, Address.pre(Gpr.X1, 8)));
        rejected("[x1], #8", () -> asm.str(Size.W, Gpr.X1, Address.post(Gpr.X1, 8)));
        Address both = Address.post(Gpr.X1, 16);
        rejected("[x1], #16", () -> asm.ldp(Size.X, Gpr.X0, Gpr.X1, both));
        rejected("[x1], #16", () -> asm.stp(Size.X, Gpr.X1, Gpr.X2, both));
        rejected(" 3 ", () -> asm.ldp(Size.X, Gpr.X3, Gpr.X3, Address.at(Gpr.X1, 0)));
        rejected(" 3 ", () -> asm.ldp(Fpr.D3, Fpr.D3, Address.at(Gpr.X1, 0)));
        asm.ldr(Fpr.D1, Address.pre(Gpr.X1, 8));
        asm.str(Size.X, Gpr.XZR, Address.pre(Gpr.SP, -16));
        assertEquals(8, asm.position());
    }

    @Test
    void otherRanges() {
        rejected(": 65536", () -> asm.movz(Size.X, Gpr.X0, 65536, 0));
        rejected(": -1", () -> asm.movk(Size.X, Gpr.X0, -1, 0));
        rejected(": 8", () -> asm.movn(Size.X, Gpr.X0, 1, 8));
        rejected(": 64", () -> asm.movz(Size.X, Gpr.X0, 1, 64));
        rejected(": 32", () -> asm.movk(Size.W, Gpr.X0, 1, 32));
        rejected(": 65536", () -> asm.brk(65536));
        rejected(": -1", () -> asm.udf(-1));
        rejected(": 16", () -> asm.ccmp(Size.X, Gpr.X0, Gpr.X1, 16, Cc.EQ));
        rejected(": 32", () -> asm.ccmp(Size.X, Gpr.X0, 32, 0, Cc.EQ));
        rejected(": -1", () -> asm.ccmn(Size.X, Gpr.X0, -1, 0, Cc.EQ));
        rejected("AL", () -> asm.cset(Size.X, Gpr.X0, Cc.AL));
        rejected("AL", () -> asm.cneg(Size.X, Gpr.X0, Gpr.X1, Cc.AL));
        Label label = asm.newLabel();
        rejected(": 64", () -> asm.tbz(Gpr.X0, 64, label));
        rejected(": -1", () -> asm.tbnz(Gpr.X0, -1, label));
        rejected(": 0", () -> asm.align(0));
        rejected(": 2", () -> asm.align(2));
        rejected(": 12", () -> asm.align(12));
    }

    @Test
    void labelOfAnotherAssembler() {
        Label foreign = new A64Assembler().newLabel();
        rejected("L1", () -> asm.b(foreign));
        rejected("L1", () -> asm.bl(foreign));
        rejected("L1", () -> asm.b(Cc.EQ, foreign));
        rejected("L1", () -> asm.cbz(Size.X, Gpr.X0, foreign));
        rejected("L1", () -> asm.tbz(Gpr.X0, 1, foreign));
        rejected("L1", () -> asm.adr(Gpr.X0, foreign));
        rejected("L1", () -> asm.bind(foreign));
        rejected("L1", () -> asm.ldr(Size.X, Gpr.X0, Address.literal(foreign)));
    }
}
