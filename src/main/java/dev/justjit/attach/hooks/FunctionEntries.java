package dev.justjit.attach.hooks;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.code.CodeMemory;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;

/** The {@code vectorcall} of functions: CPython's own, the counting one, or machine code. Needs the GIL. */
public final class FunctionEntries {
    private final RuntimeBlock block;
    private final CodeMemory memory;
    private final Tools tools;

    public FunctionEntries(RuntimeBlock block, CodeMemory memory, Tools tools) {
        this.block = block;
        this.memory = memory;
        this.tools = tools;
    }

    /** Lets the calls of a function be counted that exists already, unless it has machine code. */
    public void count(long function) {
        long entry = Native.getLong(function + PyFunction.VECTORCALL);
        if (entry == block.get(JitData.ORIGINAL_VECTORCALL)
                || entry == block.get(JitData.COUNTING_ENTRY)) {
            // this also makes interpreted call sites that know the function, or another one of the
            // same code, look at it again
            set(function, block.get(JitData.COUNTING_ENTRY));
        }
    }

    /** Gives the function the entry that its code has now. */
    public void install(long function, CompiledCode known) {
        if (known.refusal() != null) {
            interpret(function);
        } else if (known.current() == null) {
            return;
        } else if (tools.haveInstrumented(Native.getLong(function + PyFunction.CODE))) {
            Native.putLong(function + PyFunction.VECTORCALL, block.get(JitData.COUNTING_ENTRY));
        } else {
            set(function, Native.getLong(known.state() + CodeState.ENTRY));
        }
    }

    /** The function that has waited for its code, if there is one, gets the entry that the code has now. */
    public void installWaiting(CompiledCode known) {
        long function = Native.getLong(known.state() + CodeState.WAITING);
        Native.putLong(known.state() + CodeState.WAITING, 0);
        boolean waits =
                function != 0
                        && block.get(JitData.TOOLS_ACTIVE) == 0
                        && Native.getLong(function + PyFunction.VECTORCALL)
                                == block.get(JitData.ORIGINAL_VECTORCALL);
        if (waits) {
            install(function, known);
        }
    }

    /** CPython's own entry; interpreted calls may be specialized on the function again. */
    public void interpret(long function) {
        Native.putLong(function + PyFunction.VECTORCALL, block.get(JitData.ORIGINAL_VECTORCALL));
    }

    private static void set(long function, long entry) {
        Native.call(Objects.function(Helper.PYFUNCTION_SETVECTORCALL), function, entry);
    }

    /**
     * What {@link #isCompiled} looks at: where code memory begins and ends, the entry in it that only counts, and
     * the place of a function's entry in it.
     */
    public long[] addresses() {
        return new long[] {
            memory.base(),
            memory.base() + memory.size(),
            block.get(JitData.COUNTING_ENTRY),
            PyFunction.VECTORCALL
        };
    }

    /** Whether calls of the function run machine code. */
    public boolean isCompiled(long function) {
        long entry = Native.getLong(function + PyFunction.VECTORCALL);
        return entry - memory.base() >= 0
                && entry - memory.base() < memory.size()
                && entry != block.get(JitData.COUNTING_ENTRY);
    }
}
