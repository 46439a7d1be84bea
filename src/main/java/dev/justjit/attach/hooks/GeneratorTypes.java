package dev.justjit.attach.hooks;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.Intrinsic1;
import dev.justjit.abi.layout.PyAsyncGenWrappedValue;
import dev.justjit.abi.layout.PyAsyncMethods;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import java.util.List;

/**
 * The ways by which C code resumes generators and coroutines: slots and method tables of their types,
 * which are writable data of libpython. Whoever stood there is called when machine code cannot run.
 */
public final class GeneratorTypes {
    /** Size of a row of the interpreter's table of intrinsic functions. */
    public static final int INTRINSIC_BYTES = 16;

    /** How C resumes objects of a type. */
    public enum Way {
        /** The slot {@code tp_iternext}. */
        ITERNEXT,
        /** The method {@code send}. */
        METHOD,
        /** The slot {@code am_send}. */
        SLOT
    }

    /** One of the ways. */
    public record Place(Global type, Way way) {
        /**
         * @throws Incompatible if the type has no method {@code send}
         */
        long address() {
            long object = Native.requireSymbol(type.symbol());
            return switch (way) {
                case ITERNEXT -> object + PyType.ITERNEXT;
                case METHOD -> sendMethod(object);
                case SLOT -> Native.getLong(object + PyType.AS_ASYNC) + PyAsyncMethods.SEND;
            };
        }
    }

    /** In the order of the stubs from {@code GEN_ITERNEXT} on. */
    public static final List<Place> PLACES =
            List.of(
                    new Place(Global.PYGEN_TYPE, Way.ITERNEXT),
                    new Place(Global.PYGEN_TYPE, Way.METHOD),
                    new Place(Global.PYGEN_TYPE, Way.SLOT),
                    new Place(Global.PYCORO_TYPE, Way.METHOD),
                    new Place(Global.PYCORO_TYPE, Way.SLOT),
                    new Place(Global.PYASYNCGEN_TYPE, Way.SLOT),
                    new Place(Global.PYASYNCGENASEND_TYPE, Way.ITERNEXT),
                    new Place(Global.PYASYNCGENASEND_TYPE, Way.METHOD));

    private final RuntimeBlock block;
    private final Symbols symbols;
    private final long[] places = new long[PLACES.size()];

    /**
     * @throws Incompatible if a type has no method {@code send}
     */
    public GeneratorTypes(RuntimeBlock block, Symbols symbols) {
        this.block = block;
        this.symbols = symbols;
        for (int i = 0; i < places.length; i++) {
            places[i] = PLACES.get(i).address();
        }
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

    /** The stub that takes the place of the function with an index. */
    public static Stub stub(int index) {
        return Stub.values()[Stub.GEN_ITERNEXT.ordinal() + index];
    }

    /** The type that the intrinsic function wraps the items of asynchronous generators in. */
    private static long wrappedValueType() {
        long table = Native.requireSymbol(Global.UNARY_INTRINSICS.symbol());
        long wrap =
                Native.getLong(
                        table + (long) INTRINSIC_BYTES * Intrinsic1.ASYNC_GEN_WRAP.ordinal());
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
    public void intercept() {
        block.put(JitData.WRAPPED_VALUE_TYPE, wrappedValueType());
        for (int i = 0; i < places.length; i++) {
            block.put(JitData.RESUME_FUNCTIONS + 8 * i, Native.getLong(places[i]));
            Native.putLong(places[i], symbols.stub(stub(i)));
        }
    }

    /** Puts CPython's functions back where nobody else has come in front of the stubs. */
    public void restore() {
        for (int i = 0; i < places.length; i++) {
            if (Native.getLong(places[i]) == symbols.stub(stub(i))) {
                Native.putLong(places[i], block.get(JitData.RESUME_FUNCTIONS + 8 * i));
            }
        }
    }
}
