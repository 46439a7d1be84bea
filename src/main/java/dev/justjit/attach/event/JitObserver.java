package dev.justjit.attach.event;

import java.util.List;

/** Is told what the compiler does, by threads that have the GIL. Runs no Python and raises nothing. */
public interface JitObserver {
    /** Whether {@link NativeCode#lines()} are wanted, which takes the compiler longer. */
    default boolean wantsLines() {
        return false;
    }

    /** How many bytes are to stay unused behind machine code that is loaded from now on. */
    default int roomBehind() {
        return 0;
    }

    /** Something was compiled, refused or left. */
    default void happened(JitEvent event) {}

    /** Machine code was loaded and will be run. */
    default void loaded(List<NativeCode> code) {}

    /** Nothing runs any more what was loaded at the address; other code may be loaded there. */
    default void freed(long address) {}

    /** All functions have left their machine code, because a tool is active, or have it back. */
    default void toolsChanged(boolean active) {}
}
