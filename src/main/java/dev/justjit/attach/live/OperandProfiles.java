package dev.justjit.attach.live;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which special methods of which classes the instructions of some code have called: {@link SpecialTable#OPERANDS}. */
final class OperandProfiles {
    private final TypesByVersion types;
    private final long table;
    private final long bytecode;
    private final long longType = Native.requireSymbol(Global.PYLONG_TYPE.symbol());
    private final long floatType = Native.requireSymbol(Global.PYFLOAT_TYPE.symbol());
    private final long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());

    OperandProfiles(RuntimeBlock block, TypesByVersion types, long code) {
        this.types = types;
        table = block.get(JitData.SPECIAL_TABLE);
        bytecode = code + PyCode.CODE_ADAPTIVE;
    }

    /** Writes what an instruction has met. */
    void write(Learnt.Writer writer, Insn insn) {
        SpecialMethod plain = method(insn, false);
        if (plain == null) {
            return;
        }
        long address = bytecode + 2L * insn.offset();
        long bucket = (address >> 1 & SpecialTable.BUCKETS - 1) * SpecialTable.BUCKET_ENTRIES;
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < SpecialTable.BUCKET_ENTRIES; i++) {
            long entry = table + SpecialTable.OPERANDS + (bucket + i) * SpecialTable.OPERANDS_BYTES;
            long key = Native.getLong(entry + SpecialTable.INSTRUCTION);
            boolean swapped = (key & 1) != 0;
            SpecialMethod method = swapped ? method(insn, true) : plain;
            if ((key & ~1L) == address && method != null) {
                int own = Native.getInt(entry + SpecialTable.VERSIONS);
                int other = Native.getInt(entry + SpecialTable.VERSIONS + Integer.BYTES);
                long operands = (long) other << Integer.SIZE | own & 0xFFFFFFFFL;
                if (!written.contains(operands)) {
                    written.add(operands);
                    write(writer, insn.offset(), method, swapped, own, other);
                }
            }
        }
    }

    private void write(
            Learnt.Writer writer,
            int site,
            SpecialMethod method,
            boolean swapped,
            int own,
            int other) {
        long type = types.find(own);
        long name = Objects.intern(method.attribute());
        long function = type == 0 ? 0 : types.attribute(type, name);
        Objects.release(name);
        if (function == 0 || Objects.type(function) != functionType) {
            return;
        }
        int role = other(type, own, other);
        if (role != 0) {
            int way = swapped ? Learnt.SWAPPED : 0;
            writer.add(site, Opcode.LOAD_ATTR_METHOD_NO_DICT, role | way, own, 0, function);
            if (role != Learnt.SAME) {
                writer.add(site, Opcode.TO_BOOL_ALWAYS_TRUE, 0, other, 0, 0);
            }
        }
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
            default -> null;
        };
    }
}
