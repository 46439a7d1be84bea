package dev.justjit.attach.snapshot;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.LineTable;
import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the {@link CodeImage} of a live code object, in one go under the GIL. */
public final class Snapshot {
    private final long longType = Native.requireSymbol(Global.PYLONG_TYPE.symbol());
    private final long floatType = Native.requireSymbol(Global.PYFLOAT_TYPE.symbol());
    private final long boolType = Native.requireSymbol(Global.PYBOOL_TYPE.symbol());
    private final long unicodeType = Native.requireSymbol(Global.PYUNICODE_TYPE.symbol());
    private final long tupleType = Native.requireSymbol(Global.PYTUPLE_TYPE.symbol());
    private final long dictType = Native.requireSymbol(Global.PYDICT_TYPE.symbol());
    private final long codeType = Native.requireSymbol(Global.PYCODE_TYPE.symbol());
    private final long none = Native.requireSymbol(Global.NONE.symbol());
    private final long yes = Native.requireSymbol(Global.TRUE.symbol());
    private final long getCode = Objects.function(Helper.PYCODE_GETCODE);
    private @Nullable TypesByVersion types;

    /** The classes that there are. */
    TypesByVersion types() {
        TypesByVersion made = types;
        if (made == null) {
            made = new TypesByVersion();
            types = made;
        }
        return made;
    }

    /**
     * @param function a function of the code, for the shapes of its namespaces
     * @param names whether names are wanted as text; else only their number is right
     */
    public CodeImage take(long function, long code, boolean names) {
        long cleanObject = Native.call(getCode, code);
        if (cleanObject == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new IllegalStateException("no memory for the bytecode");
        }
        byte[] clean = Objects.bytes(cleanObject);
        Objects.release(cleanObject);
        return new CodeImage(
                Objects.text(Native.getLong(code + PyCode.QUALNAME)),
                names ? Objects.text(Native.getLong(code + PyCode.FILENAME)) : "",
                Native.getInt(code + PyCode.FIRSTLINENO),
                Native.getInt(code + PyCode.FLAGS),
                Native.getInt(code + PyCode.ARGCOUNT),
                Native.getInt(code + PyCode.KWONLYARGCOUNT),
                Native.getInt(code + PyCode.NLOCALSPLUS),
                Native.getInt(code + PyCode.STACKSIZE),
                Native.getInt(code + PyCode.NFREEVARS),
                Native.getInt(code + PyCode.FIRSTTRACEABLE),
                clean,
                Native.bytes(code + PyCode.CODE_ADAPTIVE, clean.length),
                Objects.bytes(Native.getLong(code + PyCode.EXCEPTIONTABLE)),
                names ? Objects.bytes(Native.getLong(code + PyCode.LINETABLE)) : new byte[0],
                constants(Native.getLong(code + PyCode.CONSTS)),
                strings(Native.getLong(code + PyCode.NAMES), names),
                strings(Native.getLong(code + PyCode.LOCALSPLUSNAMES), names),
                Objects.bytes(Native.getLong(code + PyCode.LOCALSPLUSKINDS)),
                Native.getInt(code + PyObject.REFCNT) < 0,
                ownName(code),
                shape(Native.getLong(function + PyFunction.GLOBALS)),
                shape(Native.getLong(function + PyFunction.BUILTINS)));
    }

    /** Names are interned: the same object is the same name. */
    private static int ownName(long code) {
        long name = Native.getLong(code + PyCode.NAME);
        long names = Native.getLong(code + PyCode.NAMES);
        int count = Objects.size(names);
        for (int i = 0; i < count; i++) {
            if (Objects.tupleItem(names, i) == name) {
                return i;
            }
        }
        return -1;
    }

    private CodeImage.KeysShape shape(long mapping) {
        if (Objects.type(mapping) != dictType) {
            return CodeImage.KeysShape.NONE;
        }
        long keys = Native.getLong(mapping + PyDict.KEYS);
        return new CodeImage.KeysShape(
                Native.getInt(keys + DictKeys.VERSION),
                Native.getByte(keys + DictKeys.LOG2_INDEX_BYTES));
    }

    private static List<String> strings(long tuple, boolean text) {
        int count = Objects.size(tuple);
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(text ? Objects.text(Objects.tupleItem(tuple, i)) : "");
        }
        return strings;
    }

    private List<Constant> constants(long tuple) {
        int count = Objects.size(tuple);
        List<Constant> constants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            constants.add(constant(Objects.tupleItem(tuple, i)));
        }
        return constants;
    }

    private Constant constant(long object) {
        long type = Objects.type(object);
        if (object == none) {
            return Constant.of(Constant.Kind.NONE, "None");
        }
        if (type == boolType) {
            return Constant.ofBool(object == yes);
        }
        if (type == longType) {
            return integer(object);
        }
        if (type == floatType) {
            return Constant.ofFloat(Native.getDouble(object + PyFloat.VALUE));
        }
        if (type == unicodeType) {
            return Constant.of(Constant.Kind.STR, "str");
        }
        if (type == tupleType) {
            return Constant.ofTuple(numbers(object));
        }
        return Constant.of(type == codeType ? Constant.Kind.CODE : Constant.Kind.OTHER, "object");
    }

    /** The elements if all are ints or floats of at most 62 bits, else none. */
    private List<Constant> numbers(long tuple) {
        int count = Objects.size(tuple);
        List<Constant> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Constant item = constant(Objects.tupleItem(tuple, i));
            boolean isNumber =
                    item.kind() == Constant.Kind.INT || item.kind() == Constant.Kind.FLOAT;
            if (!isNumber) {
                return List.of();
            }
            numbers.add(item);
        }
        return numbers;
    }

    private static Constant integer(long object) {
        long tag = Native.getLong(object + PyLong.TAG);
        long digits = tag >>> PyLong.TAG_SHIFT;
        if (digits > 2) {
            return Constant.of(Constant.Kind.BIG_INT, "big int");
        }
        long value = digits == 0 ? 0 : Native.getInt(object + PyLong.DIGIT);
        if (digits == 2) {
            value |= (long) Native.getInt(object + PyLong.DIGIT + 4) << PyLong.DIGIT_BITS;
        }
        return Constant.ofInt((tag & PyLong.SIGN_MASK) == 2 ? -value : value);
    }

    /** The lines of a code object. */
    public static LineTable lines(long code) {
        return LineTable.of(
                Objects.bytes(Native.getLong(code + PyCode.LINETABLE)),
                Native.getInt(code + PyCode.FIRSTLINENO),
                (int) Native.getLong(code + PyVarObject.OB_SIZE));
    }
}
