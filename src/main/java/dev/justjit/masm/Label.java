package dev.justjit.masm;

/** A place in the code being assembled; made by {@link MacroAssembler#newLabel()}. */
public abstract class Label {}
