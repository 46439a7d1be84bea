package dev.justjit.attach.live;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ffi.Native;
import dev.justjit.record.SpecialMethod;
import org.jspecify.annotations.Nullable;

/** Which special methods of which classes the instructions of some code have called: {@link OperandNotes}. */
final class OperandProfiles {
    private final TypesByVersion types;
    private final OperandNotes notes;
    private final long longType = Native.requireSymbol(Global.PYLONG_TYPE.symbol());
    private final long floatType = Native.requireSymbol(Global.PYFLOAT_TYPE.symbol());
    private final long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());

    OperandProfiles(RuntimeBlock block, TypesByVersion types, long code) {
        this.types = types;
        notes = new OperandNotes(block, code);
    }

    /** Writes what an instruction has met. */
    void write(Learnt.Writer writer, Insn insn) {
        if (!calls(insn)) {
            return;
        }
        for (OperandNotes.Note note : notes.at(insn)) {
            if (!note.isCall()) {
                write(writer, insn, note.swapped(), note.own(), note.other());
            }
        }
    }

    private static boolean calls(Insn insn) {
        return switch (insn.opcode()) {
            case CALL, TO_BOOL -> true;
            default -> method(insn, false) != null;
        };
    }

    private void write(Learnt.Writer writer, Insn insn, boolean swapped, int own, int other) {
        long type = types.find(own);
        if (type == 0) {
            return;
        }
        SpecialMethod method = method(insn, swapped);
        switch (insn.opcode()) {
            case TO_BOOL -> {
                boolean asked = attribute(type, SpecialMethod.BOOL) != 0;
                SpecialMethod truth = asked ? SpecialMethod.BOOL : SpecialMethod.LEN;
                one(writer, insn, truth, asked ? 0 : Learnt.LENGTH, type, own);
            }
            case CALL -> {
                one(writer, insn, SpecialMethod.LEN, Learnt.LENGTH, type, own);
                one(writer, insn, SpecialMethod.ABS, Learnt.ABSOLUTE, type, own);
                if ((Native.getLong(type + PyType.FLAGS) & PyType.TPFLAGS_HAVE_VECTORCALL) == 0) {
                    one(writer, insn, SpecialMethod.CALL, 0, type, own);
                }
            }
            default -> {
                if (method != null) {
                    int way = swapped ? Learnt.SWAPPED : 0;
                    operator(writer, insn, method, way, type, own, other);
                }
            }
        }
    }

    private void operator(
            Learnt.Writer writer,
            Insn insn,
            SpecialMethod method,
            int way,
            long type,
            int own,
            int other) {
        int role = other(type, own, other);
        if (role == Learnt.SAME) {
            one(writer, insn, method, way, type, own);
        } else if (role != 0 && one(writer, insn, method, role | way, type, own)) {
            writer.add(insn.offset(), Opcode.TO_BOOL_ALWAYS_TRUE, 0, other, 0, 0);
        }
    }

    /** Writes that the method of a class is called, if it is a Python function: whether it was. */
    private boolean one(
            Learnt.Writer writer,
            Insn insn,
            SpecialMethod method,
            int role,
            long type,
            int version) {
        long function = attribute(type, method);
        boolean known = function != 0 && Objects.type(function) == functionType;
        boolean same = (role & Learnt.OTHER_MASK) == 0;
        if (known) {
            int all = same ? role | Learnt.SAME : role;
            writer.add(insn.offset(), Opcode.LOAD_ATTR_METHOD_NO_DICT, all, version, 0, function);
        }
        return known;
    }

    /** What the class has under the name, or 0. */
    private long attribute(long type, SpecialMethod method) {
        long name = Objects.intern(method.attribute());
        long found = types.attribute(type, name);
        Objects.release(name);
        return found;
    }

    /** What the other operand is, if its class has no say before the receiver's; else 0. */
    private int other(long type, int own, int version) {
        if (own == version) {
            return Learnt.SAME;
        }
        long other = types.find(version);
        if (other == 0 || isSubclass(other, type)) {
            return 0;
        }
        return other == longType ? Learnt.INT : other == floatType ? Learnt.FLOAT : Learnt.CLASS;
    }

    private static boolean isSubclass(long type, long base) {
        long order = Native.getLong(type + PyType.MRO);
        int count = order == 0 ? 0 : Objects.size(order);
        for (int i = 0; i < count; i++) {
            if (Objects.tupleItem(order, i) == base) {
                return true;
            }
        }
        return order == 0;
    }

    /** The method that an instruction calls, of the right operand if it is so; or null. */
    private static @Nullable SpecialMethod method(Insn insn, boolean swapped) {
        return switch (insn.opcode()) {
            case BINARY_OP -> {
                BinaryOperator operator = BinaryOperator.of(insn.oparg());
                SpecialMethod first = swapped ? SpecialMethod.RADD : SpecialMethod.ADD;
                boolean power = operator.plain() == BinaryOperator.POWER;
                int number = first.ordinal() + operator.plain().oparg();
                yield power ? null : SpecialMethod.values()[number];
            }
            case COMPARE_OP ->
                    swapped
                            ? null
                            : SpecialMethod.values()[ComparisonOperator.of(insn.oparg()).code()];
            case BINARY_SUBSCR -> SpecialMethod.GETITEM;
            case STORE_SUBSCR -> SpecialMethod.SETITEM;
            case CONTAINS_OP -> SpecialMethod.CONTAINS;
            case DELETE_SUBSCR -> SpecialMethod.DELITEM;
            case UNARY_NEGATIVE -> SpecialMethod.NEG;
            case UNARY_INVERT -> SpecialMethod.INVERT;
            default -> null;
        };
    }
}
