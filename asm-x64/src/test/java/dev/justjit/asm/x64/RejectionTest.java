package dev.justjit.asm.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be encoded is refused, names the value and emits nothing. */
class RejectionTest {
    private final X64Assembler asm = new X64Assembler(true);
    private final Address memory = Address.at(Gpr.RBX, 8);

    private void rejected(String named, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message != null && message.contains(named), message);
        assertEquals(0, asm.position());
        assertEquals(0, asm.listing().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 16, -1})
    void scale(int scale) {
        rejected(": " + scale, () -> Address.at(Gpr.RAX, Gpr.RCX, scale, 0));
    }

    @Test
    void rspAsIndex() {
        rejected("RSP", () -> Address.at(Gpr.RAX, Gpr.RSP, 1, 0));
        asm.lea(Gpr.RAX, Address.at(Gpr.RAX, Gpr.R12, 1, 0));
        assertEquals("lea rax,[rax+r12*1]", asm.listing().get(0).text());
    }

    @ParameterizedTest
    @ValueSource(ints = {256, -129, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void immediateOf8Bits(int value) {
        rejected(": " + value, () -> asm.add(Size.B8, Gpr.RAX, value));
        rejected(": " + value, () -> asm.cmp(Size.B8, memory, value));
        rejected(": " + value, () -> asm.mov(Size.B8, memory, value));
        rejected(": " + value, () -> asm.test(Size.B8, Gpr.RCX, value));
        rejected(": " + value, () -> asm.test(Size.B8, memory, value));
    }

    @ParameterizedTest
    @ValueSource(ints = {65536, -32769, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void immediateOf16Bits(int value) {
        rejected(": " + value, () -> asm.xor(Size.W16, Gpr.RAX, value));
        rejected(": " + value, () -> asm.and(Size.W16, memory, value));
        rejected(": " + value, () -> asm.mov(Size.W16, memory, value));
        rejected(": " + value, () -> asm.imul(Size.W16, Gpr.RCX, Gpr.RCX, value));
    }

    @Test
    void shiftDistance() {
        rejected(": -1", () -> asm.shl(Size.Q64, Gpr.RAX, -1));
        rejected(": 64", () -> asm.shr(Size.Q64, Gpr.RAX, 64));
        rejected(": 32", () -> asm.sar(Size.D32, Gpr.RAX, 32));
        rejected(": 16", () -> asm.rol(Size.W16, Gpr.RAX, 16));
        rejected(": 8", () -> asm.ror(Size.B8, Gpr.RAX, 8));
    }

    @Test
    void bitNumber() {
        rejected(": 64", () -> asm.bt(Size.Q64, Gpr.RAX, 64));
        rejected(": 32", () -> asm.bts(Size.D32, Gpr.RAX, 32));
        rejected(": -1", () -> asm.btr(Size.W16, Gpr.RAX, -1));
    }

    @Test
    void sizesThatDoNotExist() {
        rejected("B8", () -> asm.bt(Size.B8, Gpr.RAX, 0));
        rejected("B8", () -> asm.imul(Size.B8, Gpr.RAX, Gpr.RCX));
        rejected("B8", () -> asm.imul(Size.B8, Gpr.RAX, memory));
        rejected("B8", () -> asm.imul(Size.B8, Gpr.RAX, Gpr.RCX, 3));
        rejected("B8", () -> asm.popcnt(Size.B8, Gpr.RAX, Gpr.RCX));
        rejected("B8", () -> asm.bsf(Size.B8, Gpr.RAX, Gpr.RCX));
        rejected("B8", () -> asm.cmovcc(Cc.E, Size.B8, Gpr.RAX, Gpr.RCX));
        rejected("B8", () -> asm.cmovcc(Cc.E, Size.B8, Gpr.RAX, memory));
        rejected("D32", () -> asm.movzx(Size.D32, Gpr.RAX, Gpr.RCX));
        rejected("Q64", () -> asm.movzx(Size.Q64, Gpr.RAX, memory));
        rejected("Q64", () -> asm.movsx(Size.Q64, Gpr.RAX, Gpr.RCX));
        rejected("Q64", () -> asm.movsx(Size.Q64, Gpr.RAX, memory));
        rejected("W16", () -> asm.cvtsi2sd(Size.W16, Xmm.XMM0, Gpr.RAX));
        rejected("B8", () -> asm.cvtsi2sd(Size.B8, Xmm.XMM0, memory));
        rejected("W16", () -> asm.cvttsd2si(Size.W16, Gpr.RAX, Xmm.XMM0));
        rejected("W16", () -> asm.cvtsd2si(Size.W16, Gpr.RAX, Xmm.XMM0));
    }

    @Test
    void otherRanges() {
        rejected(": 16", () -> asm.roundsd(Xmm.XMM0, Xmm.XMM0, 16));
        rejected(": -1", () -> asm.roundsd(Xmm.XMM0, Xmm.XMM0, -1));
        rejected(": -1", () -> asm.nop(-1));
        rejected(": 0", () -> asm.align(0));
        rejected(": 12", () -> asm.align(12));
        rejected(": -8", () -> asm.align(-8));
    }

    @Test
    void labelOfAnotherAssembler() {
        Label foreign = new X64Assembler().newLabel();
        rejected("L1", () -> asm.jmp(foreign));
        rejected("L1", () -> asm.jmpShort(foreign));
        rejected("L1", () -> asm.jcc(Cc.E, foreign));
        rejected("L1", () -> asm.call(foreign));
        rejected("L1", () -> asm.bind(foreign));
        rejected("L1", () -> asm.lea(Gpr.RAX, Address.rip(foreign)));
    }
}
