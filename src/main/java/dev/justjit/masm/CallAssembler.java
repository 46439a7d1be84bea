package dev.justjit.masm;

import dev.justjit.abi.Helper;

/** The part of {@link MacroAssembler} that is about calls, jumps elsewhere, and native frames. */
public interface CallAssembler {
    // ---- calls ----

    default void call(Helper helper) {
        call(Symbol.export(helper.symbol()));
    }

    /** Calls the address in the pool slot by the C convention. */
    void call(Symbol function);

    /** Calls a variadic C function without floating-point arguments. {@code RET} is lost first. */
    void callVariadic(Symbol function);

    /** Calls the address in memory by the C convention. */
    void call(Mem function);

    void call(Label function);

    void callRegister(Reg function);

    /**
     * Calls; from the return address {@link #siteOf} finds {@code site}, a place in the same code.
     * Otherwise like {@link #call(Label)}.
     */
    void callWithSite(Label function, Label site);

    /** Calls the address in the pool slot by the C convention; else as with a label. */
    void callWithSite(Symbol function, Label site);

    /** {@code dst} = the site of the {@code callWithSite} that returns to {@code returnAddress}. */
    void siteOf(Reg dst, Reg returnAddress);

    /** Calls a function that takes the eight bytes of data behind the call. */
    void callWithData(Label function, long data);

    /**
     * First in such a function: {@code dst} = address of the data. The call is undone: the native
     * frame is the caller's, who may be continued behind the data.
     */
    void takeData(Reg dst);

    /** {@code dst} = where the activation will return to; in a frame made by {@link #enter()}. */
    void loadReturnAddress(Reg dst);

    void jump(Symbol target);

    void jumpRegister(Reg target);

    /** Returns {@code RET} from a leaf without a frame. The argument registers are lost. */
    void ret();

    /** Returns nothing from a leaf without a frame: {@code RET} is lost, others are kept. */
    void retVoid();

    // ---- frames ----

    /**
     * Entry of a function of the internal convention: {@code THREAD} and {@code DATA} are already
     * right. Builds the {@link NativeFrame}.
     */
    void enter();

    /** Undoes {@link #enter()} and returns to the caller. */
    void leave();

    /** Undoes {@link #enter()} and goes on. */
    void leaveFrame();

    /** Undoes {@link #enter()} and jumps. The argument registers are kept. */
    void leaveAndJump(Symbol target);

    /** Entry from C: builds the frame, saves all roles that C wants back, loads {@code DATA}. */
    void enterFromC();

    /** Undoes {@link #enterFromC()} and returns. */
    void leaveToC();

    /** Undoes {@link #enterFromC()} and jumps to the address in {@code RET}. */
    void leaveToCAndJumpRet();

    /**
     * Makes {@code Mem.nativeWord(i)} usable for {@code i} from {@code NativeFrame.WORDS} to {@code
     * NativeFrame.WORDS + count - 1}; their contents are undefined. Only in a frame made by {@link
     * #enter()}, and not twice without {@link #releaseWords} between; calls are possible meanwhile.
     *
     * @param count 1 to {@link NativeFrame#MOST_RESERVED}
     */
    void reserveWords(int count);

    /**
     * Undoes {@link #reserveWords} with the same count; all registers are kept. It comes before
     * {@link #leave()}, {@link #leaveFrame()} and {@link #leaveAndJump}, which find the frame by the
     * stack pointer on AArch64. (On x86-64 they find it by the frame pointer.)
     */
    void releaseWords(int count);

    /**
     * Entry of a function that is called with registers: builds the frame, whose words are undefined.
     * Until it is undone, instructions that need the stack pointer of a {@link NativeFrame} may not
     * be used; calls may.
     */
    void enterFunction(FunctionFrame frame);

    /** Undoes {@link #enterFunction} and returns as {@link #ret} does. */
    void leaveFunction(FunctionFrame frame);

    /** {@code dst} = the stack pointer. */
    void stackPointer(Reg dst);
}
