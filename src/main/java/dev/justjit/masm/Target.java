package dev.justjit.masm;

/** Makes macro assemblers of one instruction set. */
public interface Target {
    /**
     * A new assembler.
     *
     * @param listing whether to keep a text listing
     * @param far whether code may be so large that {@link OutOfReach} would be thrown for near code
     */
    MacroAssembler assembler(boolean listing, boolean far);

    /** The machine register that plays the role, as listings name it. */
    String nameOf(Reg reg);

    /** The machine register that plays the role, as listings name it. */
    String nameOf(FReg reg);
}
