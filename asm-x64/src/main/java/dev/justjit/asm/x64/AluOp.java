package dev.justjit.asm.x64;

/** The eight two-operand integer operations that share one encoding scheme, in hardware order. */
enum AluOp {
    ADD("add"),
    OR("or"),
    ADC("adc"),
    SBB("sbb"),
    AND("and"),
    SUB("sub"),
    XOR("xor"),
    CMP("cmp");

    final String mnemonic;

    AluOp(String mnemonic) {
        this.mnemonic = mnemonic;
    }
}
