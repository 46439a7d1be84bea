package dev.justjit.asm.a64;

/**
 * Which accesses a barrier orders, and for whom: the outer shareable, non-shareable or inner
 * shareable domain or the full system; loads, stores or both.
 */
public enum Barrier {
    OSHLD(1),
    OSHST(2),
    OSH(3),
    NSHLD(5),
    NSHST(6),
    NSH(7),
    ISHLD(9),
    ISHST(10),
    ISH(11),
    LD(13),
    ST(14),
    SY(15);

    /** The field CRm. */
    final int field;

    Barrier(int field) {
        this.field = field;
    }
}
