package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Namespace;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.User;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.Locale;

/** Proofs: they compare and leave. The value stays where it is. */
final class Guards {
    private final MacroAssembler m;
    private final Values values;
    private final Conditions conditions;

    Guards(Function function, Values values, Conditions conditions) {
        this.conditions = conditions;
        this.values = values;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case GUARD_TYPE -> type(node);
            case GUARD_BOUND ->
                    m.branch(
                            Cond.EQ,
                            Width.W64,
                            values.use(0, Reg.ARG0),
                            0,
                            values.exit("nothing is there"));
            case GUARD_CLASS -> {
                Reg object = object(node);
                m.load(Width.W64, Reg.ARG1, Mem.at(object, PyObject.TYPE));
                version(Mem.at(Reg.ARG1, PyType.VERSION_TAG), node.index(), "another class");
            }
            case GUARD_VALUES -> inline(node);
            case GUARD_CLASS_KEYS -> {
                m.load(Width.W64, Reg.ARG1, Mem.at(object(node), PyObject.TYPE));
                m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyHeapType.CACHED_KEYS));
                version(Mem.at(Reg.ARG1, DictKeys.VERSION), node.index(), "other attributes");
            }
            case GUARD_NO_DICT -> {
                int offset = (short) node.index() + ManagedObject.MANAGED_DICT;
                m.branch(
                        Cond.NE,
                        Width.W64,
                        Mem.at(object(node), offset),
                        0,
                        values.exit("it has a dict"));
            }
            case GUARD_IS_CLASS -> ownVersion(node);
            case GUARD_MODULE -> module(node);
            case GUARD_IS -> is(node);
            case GUARD_KEYS -> keys(node);
            case GUARD_CODE -> {
                m.load(Width.W64, Reg.ARG1, Mem.at(object(node), PyFunction.CODE));
                Mem version = Mem.at(Reg.ARG1, PyCode.VERSION);
                m.branchHalf(
                        Cond.NE,
                        version,
                        Symbol.inlinedVersion(node.index()),
                        values.exit("another function"));
            }
            case GUARD_GLOBALS -> globals(node);
            case GUARD_BUILTINS -> builtins(object(node));
            case GUARD_FUNCTION_KEYS -> {
                m.load(Width.W64, Reg.ARG0, Mem.at(object(node), PyFunction.GLOBALS));
                keys(node, "other globals in its module");
            }
            case GUARD_DEFAULTS -> {
                Label other = values.exit("other defaults");
                m.load(Width.W64, Reg.ARG1, Mem.at(object(node), PyFunction.DEFAULTS));
                m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, other);
                Mem size = Mem.at(Reg.ARG1, PyVarObject.OB_SIZE);
                m.branch(Cond.NE, Width.W64, size, node.index(), other);
            }
            case GUARD_DEPTH -> {
                Mem remaining = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING);
                Label deep = values.exit("calls are nested too deep");
                m.branch(Cond.LE, Width.W32, remaining, node.index(), deep);
            }
            case GUARD_TRUE ->
                    conditions.jump(
                            node.input(0), values.held(), false, values.exit("it is not so"));
            default -> throw new IllegalStateException(node.toString());
        }
    }

    /** The operand in a register; leaves if it may be NULL and is. */
    private Reg object(Node node) {
        Reg object = values.use(0, Reg.ARG0);
        if (!node.input(0).type().isBound()) {
            m.branch(Cond.EQ, Width.W64, object, 0, values.exit("nothing is there"));
        }
        return object;
    }

    /** The version is that in the inline cache at the unit. */
    private void version(Mem version, int unit, String reason) {
        m.branchHalf(Cond.NE, version, Symbol.cachedVersion(unit), values.exit(reason));
    }

    private void type(Node node) {
        if (!(node.detail() instanceof Kind kind)) {
            throw new IllegalStateException(node.toString());
        }
        String reason = "it is no " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (kind == Kind.NONE) {
            m.branch(Cond.NE, values.use(0, Reg.ARG0), Global.NONE, values.exit(reason));
        } else if (kind == Kind.NULL) {
            Reg object = values.use(0, Reg.ARG0);
            m.branch(Cond.NE, Width.W64, object, 0, values.exit(reason));
        } else {
            Reg object = object(node);
            m.branch(Cond.NE, Mem.at(object, PyObject.TYPE), typeOf(kind), values.exit(reason));
        }
    }

    private static Global typeOf(Kind kind) {
        return switch (kind) {
            case BOOL -> Global.PYBOOL_TYPE;
            case INT -> Global.PYLONG_TYPE;
            case FLOAT -> Global.PYFLOAT_TYPE;
            case STR -> Global.PYUNICODE_TYPE;
            case LIST -> Global.PYLIST_TYPE;
            case TUPLE -> Global.PYTUPLE_TYPE;
            case DICT -> Global.PYDICT_TYPE;
            case SET -> Global.PYSET_TYPE;
            case RANGE -> Global.PYRANGE_TYPE;
            case LIST_ITERATOR -> Global.PYLISTITER_TYPE;
            case TUPLE_ITERATOR -> Global.PYTUPLEITER_TYPE;
            case RANGE_ITERATOR -> Global.PYRANGEITER_TYPE;
            case CELL -> Global.PYCELL_TYPE;
            case FUNCTION -> Global.PYFUNCTION_TYPE;
            case METHOD -> Global.PYMETHOD_TYPE;
            case NEVER, NULL, NONE, INSTANCE, OBJECT, UNKNOWN ->
                    throw new NotCompiled("a guard for " + kind);
        };
    }

    /** A store, which an unmade dict would have to know of, needs more than a load. */
    private void inline(Node node) {
        Reg object = object(node);
        Mem valid = Mem.at(object, ManagedObject.INLINE_VALUES_VALID);
        m.branch(Cond.EQ, Width.W8, valid, 0, values.exit("its values are elsewhere"));
        if (isStoredTo(node)) {
            Mem dict = Mem.at(object, ManagedObject.MANAGED_DICT);
            m.branch(Cond.NE, Width.W64, dict, 0, values.exit("it has a dict"));
        }
    }

    private static boolean isStoredTo(Node value) {
        for (int i = 0; i < value.uses().size(); i++) {
            User user = value.uses().user(i);
            if (user instanceof Node node
                    && (node.is(Op.STORE_VALUE)
                            || node.is(Op.PUT_VALUE)
                            || node.op().result() == dev.justjit.ir.Result.SAME
                                    && isStoredTo(node))) {
                return true;
            }
        }
        return false;
    }

    private void ownVersion(Node node) {
        Reg object = object(node);
        m.load(Width.W64, Reg.ARG1, Mem.at(object, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(
                Cond.EQ,
                Width.W32,
                Reg.ARG1,
                (int) PyType.TPFLAGS_TYPE_SUBCLASS,
                values.exit("it is no class"));
        version(Mem.at(object, PyType.VERSION_TAG), node.index(), "another class");
    }

    private void module(Node node) {
        Reg object = object(node);
        m.branch(
                Cond.NE,
                Mem.at(object, PyObject.TYPE),
                Global.PYMODULE_TYPE,
                values.exit("it is no module"));
        m.load(Width.W64, Reg.ARG1, Mem.at(object, PyModule.DICT));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyDict.KEYS));
        version(Mem.at(Reg.ARG1, DictKeys.VERSION), node.index(), "other names in the module");
    }

    private void is(Node node) {
        if (!(node.detail() instanceof Literal literal)) {
            throw new IllegalStateException(node.toString());
        }
        Reg object = values.use(0, Reg.ARG0);
        Label other = values.exit("it is not " + literal.text());
        if (literal.kind() == Literal.Kind.BUILTIN) {
            switch (literal.text()) {
                case "len" -> isData(JitData.LEN, object, other);
                case "abs" -> isData(JitData.ABS, object, other);
                case "all" -> isData(JitData.ALL, object, other);
                case "any" -> isData(JitData.ANY, object, other);
                case "chr" -> isData(JitData.CHR, object, other);
                case "id" -> isData(JitData.ID, object, other);
                case "max" -> isData(JitData.MAX, object, other);
                case "min" -> isData(JitData.MIN, object, other);
                case "ord" -> isData(JitData.ORD, object, other);
                case "sum" -> isData(JitData.SUM, object, other);
                case "isinstance" -> isData(JitData.ISINSTANCE, object, other);
                case "list.append" -> isData(JitData.LIST_APPEND, object, other);
                case "range" -> m.branch(Cond.NE, object, Global.PYRANGE_TYPE, other);
                case "enumerate" -> m.branch(Cond.NE, object, Global.PYENUM_TYPE, other);
                case "zip" -> m.branch(Cond.NE, object, Global.PYZIP_TYPE, other);
                case "dict" -> m.branch(Cond.NE, object, Global.PYDICT_TYPE, other);
                case "float" -> m.branch(Cond.NE, object, Global.PYFLOAT_TYPE, other);
                case "int" -> m.branch(Cond.NE, object, Global.PYLONG_TYPE, other);
                case "list" -> m.branch(Cond.NE, object, Global.PYLIST_TYPE, other);
                case "set" -> m.branch(Cond.NE, object, Global.PYSET_TYPE, other);
                case "str" -> m.branch(Cond.NE, object, Global.PYUNICODE_TYPE, other);
                case "super" -> m.branch(Cond.NE, object, Global.PYSUPER_TYPE, other);
                case "tuple" -> m.branch(Cond.NE, object, Global.PYTUPLE_TYPE, other);
                case "type" -> m.branch(Cond.NE, object, Global.PYTYPE_TYPE, other);
                default -> library(object, literal.text(), other);
            }
        } else if (literal.kind() == Literal.Kind.CACHED) {
            m.branch(Cond.NE, object, Access.cached(literal), other);
        } else {
            throw new NotCompiled("a guard for " + literal.text());
        }
    }

    private void isData(int word, Reg object, Label other) {
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, word), object, other);
    }

    /** A function of a module, which its name says. */
    private void library(Reg object, String name, Label other) {
        if (name.indexOf('.') < 0) {
            throw new NotCompiled("the builtin " + name);
        }
        m.branch(Cond.NE, object, Symbol.library(name), other);
    }

    private void globals(Node node) {
        Label other = values.exit("a function of another module");
        Reg function = object(node);
        m.load(Width.W64, Reg.ARG1, Mem.at(function, PyFunction.GLOBALS));
        Mem globals = Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS);
        m.branch(Cond.NE, Width.W64, globals, Reg.ARG1, other);
        builtins(function);
    }

    private void builtins(Reg function) {
        m.load(Width.W64, Reg.ARG1, Mem.at(function, PyFunction.BUILTINS));
        Mem builtins = Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS);
        Label other = values.exit("a function with other builtins");
        m.branch(Cond.NE, Width.W64, builtins, Reg.ARG1, other);
    }

    private void keys(Node node) {
        boolean globals = node.detail() == Namespace.GLOBALS;
        int field = globals ? InterpreterFrame.GLOBALS : InterpreterFrame.BUILTINS;
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, field));
        keys(node, globals ? "other globals" : "other builtins");
    }

    /** The namespace {@code ARG0} is a dict whose keys have the version at the unit. */
    private void keys(Node node, String reason) {
        Label other = values.exit(reason);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, other);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        Mem version = Mem.at(Reg.ARG0, DictKeys.VERSION);
        m.branchHalf(Cond.NE, version, Symbol.cachedKeysVersion(node.index()), other);
    }
}
