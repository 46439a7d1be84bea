package dev.justjit.attach.hooks;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.LayoutCheck;
import dev.justjit.attach.process.ModuleMethods;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;

/**
 * Events for the jumps of single code objects, by {@code sys.monitoring} and its tool for optimizers.
 * The tool is in use only for the moment in which events are switched, so that the program finds it free;
 * its callback stays registered. All methods need the GIL.
 */
final class Monitoring {
    /** {@code sys.monitoring.OPTIMIZER_ID}. */
    private static final int TOOL = 5;

    /** {@code sys.monitoring.events.JUMP}. */
    private static final int JUMP = 1 << 7;

    /** Position of {@code set_local_events} among the functions that {@link Tools} has taken. */
    private static final int SET_LOCAL_EVENTS = 5;

    /** Functions that the program may call instead, in the order of their stubs. */
    private static final String[] TAKEN = {"use_tool_id", "register_callback"};

    private final RuntimeBlock block;
    private final Symbols symbols;
    private final long arguments = Native.allocate(3 * Long.BYTES);

    // objects of Python's, known when it is installed
    private long module;
    private long toolName;
    private long freeToolId;

    Monitoring(RuntimeBlock block, Symbols symbols) {
        this.block = block;
        this.symbols = symbols;
    }

    /** Takes the functions over and registers the callback. */
    void install() {
        module = LayoutCheck.sysObject("monitoring");
        ModuleMethods methods = ModuleMethods.ofMonitoring();
        toolName = Objects.intern("justjit");
        freeToolId = Native.getLong(methods.definition("free_tool_id") + PyMethodDef.METH);
        block.put(JitData.MONITORING_DISABLE, Tools.attribute(module, "DISABLE"));
        for (int i = 0; i < TAKEN.length; i++) {
            long method = methods.definition(TAKEN[i]);
            Stub stub = Stub.values()[Stub.USE_TOOL_ID.ordinal() + i];
            block.put(
                    JitData.MONITORING_FUNCTIONS + 8 * i,
                    Native.getLong(method + PyMethodDef.METH));
            Native.putLong(method + PyMethodDef.METH, symbols.stub(stub));
        }
        long definition = Native.allocate(PyMethodDef.SIZE);
        Native.putLong(definition, Native.cString("jump"));
        Native.putLong(definition + PyMethodDef.METH, symbols.stub(Stub.RUNNING_JUMP));
        Native.putInt(definition + PyMethodDef.FLAGS, PyMethodDef.METH_FASTCALL);
        long callback = Native.call(Native.requireSymbol("PyCMethod_New"), definition, 0, 0, 0);
        if (callback == 0) {
            throw new Incompatible("a function cannot be made");
        }
        register(callback);
        Objects.release(callback);
    }

    /** The program has the tool: our callback goes. */
    void unregister() {
        register(Native.requireSymbol("_Py_NoneStruct"));
    }

    private void register(long callback) {
        Native.putLong(arguments + 16, callback);
        fast(block.get(JitData.MONITORING_FUNCTIONS + 8), JUMP, 3);
    }

    /** Jumps of the code object become events; false if somebody else has the tool, or without memory. */
    boolean watch(long code) {
        return switchEvents(code, JUMP);
    }

    void unwatch(long code) {
        switchEvents(code, 0);
    }

    private boolean switchEvents(long code, int events) {
        Native.putLong(arguments + 8, toolName);
        if (!fast(block.get(JitData.MONITORING_FUNCTIONS), -1, 2)) {
            return false;
        }
        Native.putLong(arguments + 8, code);
        Native.putLong(arguments + 16, smallInt(events));
        long function = block.get(JitData.TOOL_FUNCTIONS + 8 * SET_LOCAL_EVENTS);
        boolean done = fast(function, -1, 3);
        Objects.release(Native.call(freeToolId, module, smallInt(TOOL)));
        return done;
    }

    /** Calls the function with the tool and the arguments that are already there. */
    private boolean fast(long function, int second, int count) {
        Native.putLong(arguments, smallInt(TOOL));
        if (second >= 0) {
            Native.putLong(arguments + 8, smallInt(second));
        }
        long result = Native.call(function, module, arguments, count);
        if (result == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            return false;
        }
        Objects.release(result);
        return true;
    }

    private long smallInt(int value) {
        return block.get(JitData.SMALL_INT_ZERO) + (long) PyLong.SMALL_STRIDE * value;
    }
}
