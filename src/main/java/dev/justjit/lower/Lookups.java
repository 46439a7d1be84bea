package dev.justjit.lower;

import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.ir.Type;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.snippet.Characters;

/** Questions to strings, containers and classes that run no Python. */
final class Lookups {
    private static final int LAST_ASCII = 127;
    private static final String NOT_ASCII = "it is not ASCII";
    private static final String ASKS_PYTHON = "only Python can tell";

    private final MacroAssembler m;
    private final Values values;
    private final References references;

    Lookups(Function function, Values values, References references) {
        this.values = values;
        this.references = references;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case STR_EQUAL -> equalStrings();
            case STR_ITEM -> {
                Reg string = values.use(0, Reg.ARG0);
                Characters.guardAscii(m, string, Reg.ARG1, values.exit(NOT_ASCII));
                Characters.load(m, Reg.ARG1, string, values.use(1, Reg.RET));
                values.finish(Reg.ARG1);
            }
            case DICT_ITEM -> {
                ask(Stub.FIND_DICT_ITEM);
                m.branch(Cond.BELOW_EQ, Width.W64, Reg.RET, 1, values.exit("no such key"));
                values.finish(Reg.RET);
            }
            case DICT_GET -> get();
            case SET_ADD -> {
                ask(Stub.ADD_TO_SET);
                told();
            }
            case STORE_DICT_ITEM -> {
                values.load(Reg.ARG0, 0);
                values.load(Reg.ARG1, 1);
                values.load(Reg.ARG2, 2);
                m.call(Stub.SET_DICT_ITEM.symbol());
                m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_DONE, values.exit(ASKS_PYTHON));
                m.move(Reg.ARG0, Reg.RET);
                references.release(node, Type.UNKNOWN, true);
            }
            case CONTAINS -> {
                ask(Stub.CONTAINS_TYPED);
                told();
            }
            case LENGTH_OF -> {
                values.load(Reg.ARG0, 0);
                m.call(Stub.LENGTH_TYPED.symbol());
                told();
            }
            case CHARACTER_CODE -> code();
            case CHARACTER -> {
                Reg number = values.use(0, Reg.ARG0);
                m.branch(Cond.ABOVE, Width.W64, number, LAST_ASCII, values.exit(NOT_ASCII));
                Characters.of(m, Reg.RET, number);
                values.finish(Reg.RET);
            }
            case ADDRESS_OF -> {
                Reg result = values.result();
                values.load(result, 0);
                values.finish(result);
            }
            case CLASS_OF -> {
                Reg result = values.result();
                m.load(Width.W64, result, Mem.at(values.use(0, Reg.ARG0), PyObject.TYPE));
                values.finish(result);
            }
            case HAS_CLASS -> hasClass(node);
            case EQUAL -> equal();
            case TRUTH_OF -> {
                values.load(Reg.ARG0, 0);
                m.call(Stub.TRUTH_TYPED.symbol());
                told();
            }
            case IS_INSTANCE -> isInstance();
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void get() {
        Label found = m.newLabel();
        ask(Stub.FIND_DICT_ITEM);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_DONE, values.exit(ASKS_PYTHON));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, found);
        values.load(Reg.RET, 2);
        m.bind(found);
        values.finish(Reg.RET);
    }

    private void ask(Stub stub) {
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.call(stub.symbol());
    }

    private void equal() {
        ask(Stub.EQUAL_TYPED);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, values.exit(ASKS_PYTHON));
        m.moveImm(Reg.TMP0, 0);
        m.set(Cond.NE, Width.W64, Reg.RET, Reg.RET, Reg.TMP0);
        values.finish(Reg.RET);
    }

    private void told() {
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, values.exit(ASKS_PYTHON));
        values.finish(Reg.RET);
    }

    private void code() {
        Label other = values.exit(NOT_ASCII);
        Reg string = values.use(0, Reg.ARG0);
        Characters.guardAscii(m, string, Reg.ARG1, other);
        m.branch(Cond.NE, Width.W64, Mem.at(string, PyUnicode.LENGTH), 1, other);
        m.load(Width.W8, Reg.RET, Mem.at(string, PyUnicode.ASCII_DATA));
        values.finish(Reg.RET);
    }

    /** Most strings are the same object, or have different lengths. */
    private void equalStrings() {
        Label done = m.newLabel();
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.moveImm(Reg.RET, 1);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, done);
        m.moveImm(Reg.RET, 0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyUnicode.LENGTH));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyUnicode.LENGTH), Reg.TMP0, done);
        m.call(Stub.EQUAL_STRINGS.symbol());
        m.bind(done);
        values.finish(Reg.RET);
    }

    private void hasClass(Node node) {
        Label same = m.newLabel();
        Reg object = values.use(0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, Mem.at(object, PyObject.TYPE));
        m.moveImm(Reg.RET, 1);
        Mem version = Mem.at(Reg.ARG1, PyType.VERSION_TAG);
        m.branchHalf(Cond.EQ, version, Symbol.cachedVersion(node.index()), same);
        m.moveImm(Reg.RET, 0);
        m.bind(same);
        values.finish(Reg.RET);
    }

    /** An object is an instance of its own class, whatever that is. */
    private void isInstance() {
        Label done = m.newLabel();
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.moveImm(Reg.RET, 1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, PyObject.TYPE), Reg.ARG1, done);
        m.call(Stub.ISINSTANCE_TYPED.symbol());
        m.bind(done);
        told();
    }
}
