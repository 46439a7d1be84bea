package dev.justjit.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * Types of a function as SQL has them, as in {@code (bigint, string?) -> decimal(10, 2)?}. A question mark says that null is
 * a value: as an argument, Python gets None; as a result, it may return None. Without it a null argument makes the result
 * null, and Python is not called.
 *
 * @param form the word before it
 * @param parameters types of the arguments
 * @param nullables which of them may be null to Python
 * @param result type of the result
 * @param nullable whether Python may return None
 */
record Signature(
        Form form,
        List<DataType> parameters,
        List<Boolean> nullables,
        DataType result,
        boolean nullable)
        implements Serializable {
    private static final String ARROW = "->";

    /** What is called how. */
    enum Form {
        /** No word: numbers alone are called from generated code, others in batches where that is possible. */
        SCALAR(""),
        /** All in batches where that is possible. */
        BATCH("batch "),
        /** A class of aggregates. */
        AGGREGATE("aggregate ");

        private final String prefix;

        Form(String prefix) {
            this.prefix = prefix;
        }

        private static Form of(String text) {
            return text.startsWith(BATCH.prefix)
                    ? BATCH
                    : text.startsWith(AGGREGATE.prefix) ? AGGREGATE : SCALAR;
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, or has a type that has no form in Python
     */
    static Signature parse(String text) {
        String rest = text.strip();
        Form form = Form.of(rest);
        rest = rest.substring(form.prefix.length()).strip();
        int arrow = rest.lastIndexOf(ARROW);
        int close = arrow < 0 ? -1 : rest.lastIndexOf(')', arrow);
        if (!rest.startsWith("(") || close < 0 || !rest.substring(close + 1, arrow).isBlank()) {
            throw new IllegalArgumentException(
                    "a signature is \"(type, ...) -> type\", not \"" + text + "\"");
        }
        List<DataType> parameters = new ArrayList<>();
        List<Boolean> nullables = new ArrayList<>();
        for (String each : parts(rest.substring(1, close))) {
            parameters.add(type(each));
            nullables.add(isNullable(each));
        }
        String result = rest.substring(arrow + ARROW.length());
        return new Signature(
                form,
                List.copyOf(parameters),
                List.copyOf(nullables),
                type(result),
                isNullable(result));
    }

    private static boolean isNullable(String type) {
        return type.strip().endsWith("?");
    }

    private static DataType type(String text) {
        String name = text.strip();
        DataType type =
                DataType.fromDDL(isNullable(name) ? name.substring(0, name.length() - 1) : name);
        Kinds.describe(type);
        return type;
    }

    /** At the commas that are in no brackets. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '<') {
                depth++;
            } else if (c == ')' || c == '>') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(start));
        }
        return parts;
    }

    /** Whether calls of it pass and return primitive values alone. */
    boolean isPrimitive() {
        return form == Form.SCALAR
                && !nullable
                && !nullables.contains(true)
                && Kinds.primitive(result) != null
                && parameters.stream().allMatch(each -> Kinds.primitive(each) != null);
    }

    boolean isAggregate() {
        return form == Form.AGGREGATE;
    }

    /** Whether all of its types have columns. */
    boolean hasColumns() {
        return Kinds.isColumn(result) && parameters.stream().allMatch(Kinds::isColumn);
    }

    /** For {@code justjit_spark}. */
    List<Object> kinds() {
        return parameters.stream().map(Kinds::describe).toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(form.prefix).append('(');
        for (int i = 0; i < parameters.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(parameters.get(i).sql());
            text.append(Boolean.TRUE.equals(nullables.get(i)) ? "?" : "");
        }
        return text.append(") -> ").append(result.sql()).append(nullable ? "?" : "").toString();
    }
}
