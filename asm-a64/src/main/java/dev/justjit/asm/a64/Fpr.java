package dev.justjit.asm.a64;

/** A vector register used as one double, in the order of its hardware number. */
public enum Fpr {
    D0,
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    D10,
    D11,
    D12,
    D13,
    D14,
    D15,
    D16,
    D17,
    D18,
    D19,
    D20,
    D21,
    D22,
    D23,
    D24,
    D25,
    D26,
    D27,
    D28,
    D29,
    D30,
    D31;

    private static final Spr[] SINGLES = Spr.values();

    /** The low half of this register. */
    public Spr single() {
        return SINGLES[ordinal()];
    }

    /**
     * Whether {@code fmov} sets a register to a constant.
     *
     * @param value the constant
     * @return true for plus or minus n / 16 * 2^r, n 16 to 31, r -3 to 4
     */
    public static boolean takesConstant(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long exponent = bits >>> 54 & 0x1ff;
        return bits << 16 == 0 && (exponent == 0x100 || exponent == 0xff);
    }
}
