package dev.justjit.masm;

/** A scalar double register by its role. All are lost at a call; {@code F0} carries results. */
public enum FReg {
    F0,
    F1,
    F2,
    F3
}
