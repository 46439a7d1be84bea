package dev.justjit.asm.a64;

import org.jspecify.annotations.Nullable;

/**
 * Arithmetic, rounding, comparison and selection of doubles. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31          24 23 22 21 20    16 15          10 9    5 4    0
 * | 0 0 0 1 1 1 1 0 |0 1| 1|   Rm   | opcode | 1 0 |  Rn  |  Rd  |  two sources
 * | 0 0 0 1 1 1 1 0 |0 1| 1|  opcode   | 1 0 0 0 0 |  Rn  |  Rd  |  one source
 * | 0 0 0 1 1 1 1 0 |0 1| 1|   Rm   | 0 0 1 0 0 0  |  Rn  |e z 000|  compare; z: with 0.0
 * | 0 0 0 1 1 1 1 0 |0 1| 1|   Rm   | cond   | 1 1 |  Rn  |  Rd  |  fcsel
 * | 0 0 0 1 1 1 1 1 |0 1|o1|   Rm   |o0|    Ra     |  Rn  |  Rd  |  multiply and add
 * </pre>
 */
public abstract sealed class FloatInstructions extends ConditionalInstructions
        permits ConvertInstructions {
    private static final int DOUBLE = 0x1e600000;

    FloatInstructions(boolean withListing) {
        super(withListing);
    }

    /** Copies a double. */
    public final void fmov(Fpr dst, Fpr src) {
        oneSource("fmov", 0, dst, src);
    }

    /** Adds. */
    public final void fadd(Fpr dst, Fpr first, Fpr second) {
        twoSources("fadd", 2, dst, first, second);
    }

    /** Subtracts. */
    public final void fsub(Fpr dst, Fpr first, Fpr second) {
        twoSources("fsub", 3, dst, first, second);
    }

    /** Multiplies. */
    public final void fmul(Fpr dst, Fpr first, Fpr second) {
        twoSources("fmul", 0, dst, first, second);
    }

    /** Divides. */
    public final void fdiv(Fpr dst, Fpr first, Fpr second) {
        twoSources("fdiv", 1, dst, first, second);
    }

    /** Multiplies and negates. */
    public final void fnmul(Fpr dst, Fpr first, Fpr second) {
        twoSources("fnmul", 8, dst, first, second);
    }

    /** The larger; NaN if either is. */
    public final void fmax(Fpr dst, Fpr first, Fpr second) {
        twoSources("fmax", 4, dst, first, second);
    }

    /** The smaller; NaN if either is. */
    public final void fmin(Fpr dst, Fpr first, Fpr second) {
        twoSources("fmin", 5, dst, first, second);
    }

    /** The larger; a number rather than a quiet NaN. */
    public final void fmaxnm(Fpr dst, Fpr first, Fpr second) {
        twoSources("fmaxnm", 6, dst, first, second);
    }

    /** The smaller; a number rather than a quiet NaN. */
    public final void fminnm(Fpr dst, Fpr first, Fpr second) {
        twoSources("fminnm", 7, dst, first, second);
    }

    /** The absolute value. */
    public final void fabs(Fpr dst, Fpr src) {
        oneSource("fabs", 1, dst, src);
    }

    /** The negative. */
    public final void fneg(Fpr dst, Fpr src) {
        oneSource("fneg", 2, dst, src);
    }

    /** The square root. */
    public final void fsqrt(Fpr dst, Fpr src) {
        oneSource("fsqrt", 3, dst, src);
    }

    /** Rounds to an integer, ties to even. */
    public final void frintn(Fpr dst, Fpr src) {
        oneSource("frintn", 8, dst, src);
    }

    /** Rounds towards plus infinity. */
    public final void frintp(Fpr dst, Fpr src) {
        oneSource("frintp", 9, dst, src);
    }

    /** Rounds towards minus infinity. */
    public final void frintm(Fpr dst, Fpr src) {
        oneSource("frintm", 10, dst, src);
    }

    /** Rounds towards zero. */
    public final void frintz(Fpr dst, Fpr src) {
        oneSource("frintz", 11, dst, src);
    }

    /** Rounds to an integer, ties away from zero. */
    public final void frinta(Fpr dst, Fpr src) {
        oneSource("frinta", 12, dst, src);
    }

    /** Rounds by the current mode and signals an inexact result. */
    public final void frintx(Fpr dst, Fpr src) {
        oneSource("frintx", 14, dst, src);
    }

    /** Rounds by the current mode. */
    public final void frinti(Fpr dst, Fpr src) {
        oneSource("frinti", 15, dst, src);
    }

    /** {@code addend + first * second}, rounded once. */
    public final void fmadd(Fpr dst, Fpr first, Fpr second, Fpr addend) {
        fused("fmadd", 0x1f400000, dst, first, second, addend);
    }

    /** {@code addend - first * second}, rounded once. */
    public final void fmsub(Fpr dst, Fpr first, Fpr second, Fpr addend) {
        fused("fmsub", 0x1f408000, dst, first, second, addend);
    }

    /** {@code -addend - first * second}, rounded once. */
    public final void fnmadd(Fpr dst, Fpr first, Fpr second, Fpr addend) {
        fused("fnmadd", 0x1f600000, dst, first, second, addend);
    }

    /** {@code -addend + first * second}, rounded once. */
    public final void fnmsub(Fpr dst, Fpr first, Fpr second, Fpr addend) {
        fused("fnmsub", 0x1f608000, dst, first, second, addend);
    }

    /** Compares; a quiet NaN gives unordered. */
    public final void fcmp(Fpr first, Fpr second) {
        compare("fcmp", second.ordinal() << 16, first, second);
    }

    /** Compares with zero; a quiet NaN gives unordered. */
    public final void fcmp(Fpr first) {
        compare("fcmp", 8, first, null);
    }

    /** Compares; any NaN gives unordered and is signalled. */
    public final void fcmpe(Fpr first, Fpr second) {
        compare("fcmpe", 16 | second.ordinal() << 16, first, second);
    }

    /** Compares with zero; any NaN gives unordered and is signalled. */
    public final void fcmpe(Fpr first) {
        compare("fcmpe", 24, first, null);
    }

    /** Copies the first register if the condition holds, else the second. */
    public final void fcsel(Fpr dst, Fpr first, Fpr second, Cc cc) {
        int registers = second.ordinal() << 16 | first.ordinal() << 5 | dst.ordinal();
        emit(DOUBLE | cc.ordinal() << 12 | 3 << 10 | registers);
        if (listing != null) {
            String last = Listing.lower(cc);
            noteFloats("fcsel", dst, Listing.fpr(first), Listing.fpr(second), last);
        }
    }

    private void twoSources(String name, int opcode, Fpr dst, Fpr first, Fpr second) {
        int registers = second.ordinal() << 16 | first.ordinal() << 5 | dst.ordinal();
        emit(DOUBLE | opcode << 12 | 2 << 10 | registers);
        if (listing != null) {
            noteFloats(name, dst, Listing.fpr(first), Listing.fpr(second), "");
        }
    }

    private void oneSource(String name, int opcode, Fpr dst, Fpr src) {
        emit(DOUBLE | opcode << 15 | 1 << 14 | src.ordinal() << 5 | dst.ordinal());
        if (listing != null) {
            noteFloats(name, dst, Listing.fpr(src), "", "");
        }
    }

    private void fused(String name, int word, Fpr dst, Fpr first, Fpr second, Fpr addend) {
        int sources = second.ordinal() << 16 | addend.ordinal() << 10 | first.ordinal() << 5;
        emit(word | sources | dst.ordinal());
        if (listing != null) {
            String last = Listing.fpr(addend);
            noteFloats(name, dst, Listing.fpr(first), Listing.fpr(second), last);
        }
    }

    /** Without a second register the comparison is with zero. */
    private void compare(String name, int operation, Fpr first, @Nullable Fpr second) {
        emit(DOUBLE | 1 << 13 | operation | first.ordinal() << 5);
        if (listing != null) {
            String with = second == null ? "#0.0" : Listing.fpr(second);
            noteFloats(name, first, with, "", "");
        }
    }

    private void noteFloats(String name, Fpr first, String second, String third, String fourth) {
        if (listing != null) {
            listing.instruction(start, name, Listing.fpr(first), second, third, fourth);
        }
    }
}
