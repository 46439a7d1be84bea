package dev.justjit.attach;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.attach.hooks.Tools;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.PythonText;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import java.util.HexFormat;
import java.util.List;

/**
 * One compiled function is run before any of the program's: once to its end, once handed to the
 * interpreter at its entry. Results, recursion counters, the frame chain and the function's reference
 * count must be what they are without a compiler.
 */
final class StartupTest {

    /** {@code CO_FAST_LOCAL}: a local variable of its own. */
    private static final byte LOCAL = 0x20;

    private final Jit jit;
    private final RuntimeBlock block;
    private final Tools tools;
    private final long thread = Native.call(Objects.function(Helper.PYTHREADSTATE_GET));
    private final long arguments = Native.allocate(16);

    StartupTest(Jit jit, RuntimeBlock block, Tools tools) {
        this.jit = jit;
        this.block = block;
        this.tools = tools;
    }

    /** What CPython 3.13 makes of the function below; its adaptive code is as good as none. */
    static CodeImage image() {
        byte[] code = HexFormat.of().parseHex("950058012d00000053012d0500002400");
        return new CodeImage(
                "<lambda>",
                "<justjit self-test>",
                1,
                PyCode.CO_OPTIMIZED | PyCode.CO_NEWLOCALS,
                2,
                0,
                2,
                2,
                0,
                0,
                code,
                code,
                new byte[0],
                new byte[0],
                List.of(Constant.of(Constant.Kind.NONE, "None"), Constant.ofInt(10)),
                List.of(),
                List.of("a", "b"),
                new byte[] {LOCAL, LOCAL},
                false,
                -1,
                CodeImage.KeysShape.NONE,
                CodeImage.KeysShape.NONE);
    }

    /**
     * @param made the function's machine code
     * @throws Incompatible if anything differs
     */
    void run(CodeBlob made) {
        long function = function();
        if (function == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("the function of the self-test cannot be made");
        }
        String refused = jit.compile(function, image(), made);
        if (refused != null) {
            throw new Incompatible("the self-test is not compiled: " + refused);
        }
        call(function, 1, 2, 30, "to its end");
        long version = RuntimeBlock.currentVersion();
        block.put(JitData.OK_VERSION, -1);
        block.put(JitData.QUIET_VERSION, -1);
        block.put(JitData.TRACED_VERSION, version);
        call(function, 300, 400, 7000, "in the interpreter");
        block.put(JitData.TRACED_VERSION, -1);
        tools.check(version);
        call(function, -7, 2, -50, "again");
        Objects.release(function);
        Native.free(arguments);
    }

    /** New reference to a function of two arguments, or 0 with the exception set. */
    private static long function() {
        long source = Native.cString("lambda a, b: (a + b) * 10");
        long name = Native.cString("<justjit self-test>");
        long globals = Native.call(Objects.function(Helper.PYDICT_NEW));
        long code =
                Native.call(
                        Objects.function(Helper.PY_COMPILESTRING),
                        source,
                        name,
                        PythonText.EVAL_INPUT);
        long function =
                code == 0
                        ? 0
                        : Native.call(
                                Objects.function(Helper.PYEVAL_EVALCODE), code, globals, globals);
        Native.free(source);
        Native.free(name);
        Objects.release(code);
        Objects.release(globals);
        return function;
    }

    private void call(long function, long a, long b, long expected, String how) {
        long fromLong = Objects.function(Helper.PYLONG_FROMLONG);
        long first = Native.call(fromLong, a);
        long second = Native.call(fromLong, b);
        Native.putLong(arguments, first);
        Native.putLong(arguments + 8, second);
        long before = state();
        long count = Native.getLong(function + PyObject.REFCNT);
        long frame = Native.getLong(thread + ThreadState.CURRENT_FRAME);
        long result =
                Native.call(
                        Objects.function(Helper.PYOBJECT_VECTORCALL), function, arguments, 2, 0);
        long value = result == 0 ? 0 : Native.call(Objects.function(Helper.PYLONG_ASLONG), result);
        boolean right =
                value == expected
                        && before == state()
                        && count == Native.getLong(function + PyObject.REFCNT)
                        && frame == Native.getLong(thread + ThreadState.CURRENT_FRAME);
        if (!right) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("the self-test went wrong when it ran " + how);
        }
        Objects.release(result);
        Objects.release(first);
        Objects.release(second);
    }

    /** Both recursion counters. */
    private long state() {
        return (long) Native.getInt(thread + ThreadState.PY_RECURSION_REMAINING) << 32
                | Native.getInt(thread + ThreadState.C_RECURSION_REMAINING);
    }
}
