package dev.justjit.masm;

/** A scalar double register by its role. All are lost at a call; {@code F0} carries results. */
public enum FReg {
    F0,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12,
    F13,
    F14
}
