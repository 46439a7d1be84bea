package dev.justjit.attach.process;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.layout.PyNumberMethods;
import dev.justjit.ffi.Native;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Makes the {@link SpecialTable}. */
public final class SpecialTables {
    private SpecialTables() {}

    /** Address of a new table, which is kept for the life of the process. */
    static long make() {
        long table = Native.allocate(SpecialTable.BYTES);
        for (SpecialMethod method : SpecialMethod.values()) {
            long name = Objects.intern(method.attribute());
            if (name == 0) {
                throw new Incompatible("a name cannot be made");
            }
            Native.putLong(table + SpecialTable.NAMES + 8L * method.ordinal(), name);
        }
        constants().forEach((offset, word) -> Native.putLong(table + offset, word));
        return table;
    }

    /** All but the names, which are objects: words by their offsets. */
    public static Map<Integer, Long> constants() {
        Map<Integer, Long> words = new TreeMap<>();
        for (ComparisonOperator operator : ComparisonOperator.values()) {
            words.put(
                    SpecialTable.COMPARISON_TEXTS + Long.BYTES * operator.code(),
                    text(operator.symbol()));
        }
        for (BinaryOperator operator : BinaryOperator.values()) {
            int number = Long.BYTES * operator.oparg();
            words.put(SpecialTable.OPERATOR_TEXTS + number, text(operator.symbol()));
            if (!operator.isInPlace()) {
                words.put(SpecialTable.NUMBER_SLOTS + number, (long) numberSlot(operator));
            }
        }
        return words;
    }

    /** Up to seven characters and a NUL, as they lie in memory. */
    private static long text(String text) {
        long word = 0;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            word |= (long) bytes[i] << 8 * i;
        }
        return word;
    }

    private static int numberSlot(BinaryOperator operator) {
        return switch (operator.plain()) {
            case ADD -> PyNumberMethods.ADD;
            case AND -> PyNumberMethods.AND;
            case FLOOR_DIVIDE -> PyNumberMethods.FLOOR_DIVIDE;
            case LSHIFT -> PyNumberMethods.LSHIFT;
            case MATRIX_MULTIPLY -> PyNumberMethods.MATRIX_MULTIPLY;
            case MULTIPLY -> PyNumberMethods.MULTIPLY;
            case REMAINDER -> PyNumberMethods.REMAINDER;
            case OR -> PyNumberMethods.OR;
            case POWER -> PyNumberMethods.POWER;
            case RSHIFT -> PyNumberMethods.RSHIFT;
            case SUBTRACT -> PyNumberMethods.SUBTRACT;
            case TRUE_DIVIDE -> PyNumberMethods.TRUE_DIVIDE;
            default -> PyNumberMethods.XOR;
        };
    }
}
