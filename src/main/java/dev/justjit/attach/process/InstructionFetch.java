package dev.justjit.attach.process;

import dev.justjit.code.CodeMemory;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;

/**
 * Sees to it that new code is fetched as it was written, on AArch64; x86-64 does so by itself.
 *
 * <p>Three things can be stale there. Data caches: the stub cleans the written lines. Instruction
 * caches: the stub invalidates the lines, which all processors obey. What another processor has
 * fetched ahead: {@code membarrier} makes every thread of the process pass a point that drops it. An
 * emulator shows none of this, so it rests on the architecture's manual (B2.4.4, "Concurrent
 * modification and execution of instructions") and on {@code membarrier(2)}. On a kernel without
 * that call a thread drops what it has fetched when it enters the kernel, as waiting for the GIL does.
 *
 * <p>The stub itself is published without it: its pages are fresh, and a kernel that makes a page
 * executable for the first time cleans and invalidates it.
 */
public final class InstructionFetch implements CodeMemory.Publisher {
    private static final int MEMBARRIER = 283;
    private static final int PRIVATE_EXPEDITED_SYNC_CORE = 1 << 5;
    private static final int REGISTER_PRIVATE_EXPEDITED_SYNC_CORE = 1 << 6;

    private final long stub;
    private final long syscall = Native.requireSymbol("syscall");
    private final boolean barrier;

    private InstructionFetch(long stub) {
        this.stub = stub;
        barrier = Native.call(syscall, MEMBARRIER, REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0) == 0;
    }

    /** Has all later code of {@code memory} synchronized where the instruction set needs it. */
    public static void attach(CodeMemory memory, Isa isa, long stub) {
        if (isa == Isa.A64) {
            memory.publishBy(new InstructionFetch(stub));
        }
    }

    @Override
    public void published(long start, long end) {
        Native.call(stub, start, end);
        if (barrier) {
            Native.call(syscall, MEMBARRIER, PRIVATE_EXPEDITED_SYNC_CORE, 0);
        }
    }
}
