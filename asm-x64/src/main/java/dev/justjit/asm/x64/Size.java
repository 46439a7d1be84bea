package dev.justjit.asm.x64;

/** The width of an integer operand. */
public enum Size {
    /** 8 bits. */
    B8(1, 0, 0),
    /** 16 bits. */
    W16(2, 0x66, 0),
    /** 32 bits; writing a 32-bit register clears its upper half. */
    D32(4, 0, 0),
    /** 64 bits. */
    Q64(8, 0, 0x48);

    private final int bytes;

    /** The operand-size prefix byte, or 0. */
    final int prefix;

    /** The REX byte that selects this width, or 0. */
    final int rex;

    Size(int bytes, int prefix, int rex) {
        this.bytes = bytes;
        this.prefix = prefix;
        this.rex = rex;
    }

    /**
     * The width in bytes.
     *
     * @return 1, 2, 4 or 8
     */
    public int bytes() {
        return bytes;
    }

    /** The width in bits. */
    int bits() {
        return bytes * 8;
    }

    /** Bytes of an immediate operand: 64-bit instructions take a sign-extended 32-bit one. */
    int immediateBytes() {
        return bytes < 4 ? bytes : 4;
    }

    /** Lowest opcode bit: 0 selects the 8-bit form of an instruction, 1 the wider ones. */
    int opcodeBit() {
        return this == B8 ? 0 : 1;
    }
}
