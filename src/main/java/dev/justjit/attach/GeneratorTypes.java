package dev.justjit.attach;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.Intrinsic1;
import dev.justjit.abi.layout.PyAsyncGenWrappedValue;
import dev.justjit.abi.layout.PyAsyncMethods;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;

/**
 * The ways by which C code resumes generators and coroutines: slots and method tables of their types,
 * which are writable data of libpython. Whoever stood there is called when machine code cannot run.
 */
final class GeneratorTypes {
    private static final long INTRINSIC_BYTES = 16;

    private final RuntimeBlock block;
    private final Symbols symbols;
    private final long[] places;

    /**
     * @throws Incompatible if a type has no method {@code send}
     */
    GeneratorTypes(RuntimeBlock block, Symbols symbols) {
        this.block = block;
        this.symbols = symbols;
        long generator = Native.requireSymbol(Global.PYGEN_TYPE.symbol());
        long coroutine = Native.requireSymbol(Global.PYCORO_TYPE.symbol());
        long asyncGenerator = Native.requireSymbol(Global.PYASYNCGEN_TYPE.symbol());
        long asend = Native.requireSymbol(Global.PYASYNCGENASEND_TYPE.symbol());
        // in the order of the stubs from GEN_ITERNEXT on
        places =
                new long[] {
                    generator + PyType.ITERNEXT,
                    sendMethod(generator),
                    sendSlot(generator),
                    sendMethod(coroutine),
                    sendSlot(coroutine),
                    sendSlot(asyncGenerator),
                    asend + PyType.ITERNEXT,
                    sendMethod(asend)
                };
    }

    private static long sendSlot(long type) {
        return Native.getLong(type + PyType.AS_ASYNC) + PyAsyncMethods.SEND;
    }

    private static long sendMethod(long type) {
        long method = Native.getLong(type + PyType.METHODS);
        while (Native.getLong(method) != 0) {
            if (Native.cString(Native.getLong(method)).equals("send")) {
                return method + PyMethodDef.METH;
            }
            method += PyMethodDef.SIZE;
        }
        throw new Incompatible("generators have no method send");
    }

    private static Stub stub(int index) {
        return Stub.values()[Stub.GEN_ITERNEXT.ordinal() + index];
    }

    /** The type that the intrinsic function wraps the items of asynchronous generators in. */
    private static long wrappedValueType() {
        long table = Native.requireSymbol(Global.UNARY_INTRINSICS.symbol());
        long wrap = Native.getLong(table + INTRINSIC_BYTES * Intrinsic1.ASYNC_GEN_WRAP.ordinal());
        long thread = Native.call(Objects.function(Helper.PYTHREADSTATE_GETUNCHECKED));
        long none = Native.requireSymbol(Global.NONE.symbol());
        long wrapped = Native.call(wrap, thread, none);
        if (wrapped == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("items of asynchronous generators cannot be wrapped");
        }
        long type = Objects.type(wrapped);
        boolean asExpected = Native.getLong(wrapped + PyAsyncGenWrappedValue.VALUE) == none;
        Objects.release(wrapped);
        if (!asExpected) {
            throw new Incompatible("items of asynchronous generators are wrapped in another way");
        }
        return type;
    }

    /** From now on C resumes through the stubs. */
    void intercept() {
        block.put(JitData.WRAPPED_VALUE_TYPE, wrappedValueType());
        for (int i = 0; i < places.length; i++) {
            block.put(JitData.RESUME_FUNCTIONS + 8 * i, Native.getLong(places[i]));
            Native.putLong(places[i], symbols.stub(stub(i)));
        }
    }

    /** Puts CPython's functions back where nobody else has come in front of the stubs. */
    void restore() {
        for (int i = 0; i < places.length; i++) {
            if (Native.getLong(places[i]) == symbols.stub(stub(i))) {
                Native.putLong(places[i], block.get(JitData.RESUME_FUNCTIONS + 8 * i));
            }
        }
    }
}
