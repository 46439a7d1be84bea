package dev.justjit.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageWriter;
import dev.justjit.ir.BytecodeMachine;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Interpreter;
import dev.justjit.ir.Printer;
import dev.justjit.ir.PyTables;
import dev.justjit.ir.PyValues;
import dev.justjit.ir.RandomFunction;
import dev.justjit.ir.Verifier;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random functions do the same as bytecode, as graphs, and as graphs after the passes; also when a graph is left at any
 * node that can leave, and the bytecode goes on from there.
 */
class RandomFunctionsTest {
    private static final int FUNCTIONS = Integer.getInteger("justjit.functions", 3000);
    private static final int CALLS = 3;
    private static final int VERIFIED = 16;
    private static final int STEPS = 20_000;
    private static final int FORCED_LIMIT = 60;
    private static final int NEVER = Integer.MAX_VALUE;

    /** Numbers that are given to a function. */
    private final IdentityHashMap<Object, Integer> given = new IdentityHashMap<>();

    private int compared;
    private int left;

    @Test
    void graphsDoWhatBytecodeDoes() {
        for (int seed = 0; seed < FUNCTIONS; seed++) {
            check(seed);
        }
        assertTrue(compared > FUNCTIONS, () -> compared + " compared");
        assertTrue(left > FUNCTIONS / 10, () -> left + " left");
    }

    private void check(int seed) {
        Random random = new Random(seed);
        CodeImage image = RandomFunction.make(random);
        Graph before = GraphBuilder.build(image);
        Graph after = GraphBuilder.build(image);
        try {
            if (seed % VERIFIED == 0) {
                Verifier.verify(before);
            }
            Passes.run(after, seed % VERIFIED == 0 ? Verifier::verify : graph -> {});

            for (int i = 0; i < CALLS; i++) {
                long inputs = random.nextLong();
                compare(image, before, after, inputs);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed "
                            + seed
                            + ": "
                            + e.getMessage()
                            + "\n"
                            + ImageWriter.write(image)
                            + Printer.print(GraphBuilder.build(image))
                            + Printer.print(after),
                    e);
        }
    }

    private void compare(CodeImage image, Graph before, Graph after, long inputs) {
        String expected;
        try {
            List<Object> arguments = arguments(inputs);
            expected = text(BytecodeMachine.call(image, arguments), arguments);
        } catch (PyValues.Unsupported unknown) {
            return;
        }
        assertEquals(expected, run(image, before, inputs, NEVER), "before the passes");
        assertEquals(expected, run(image, after, inputs, NEVER), "after the passes");
        Random random = new Random(inputs);
        int forced = random.nextInt(FORCED_LIMIT);
        assertEquals(expected, run(image, before, inputs, forced), "before, left at " + forced);
        assertEquals(expected, run(image, after, inputs, forced), "after, left at " + forced);
        compared++;
    }

    private String run(CodeImage image, Graph graph, long inputs, int forced) {
        List<Object> arguments = arguments(inputs);
        Interpreter.Outcome outcome = Interpreter.run(graph, arguments, STEPS, forced);
        if (outcome instanceof Interpreter.Left) {
            left++;
        }
        return text(BytecodeMachine.resume(image, outcome), arguments);
    }

    private List<Object> arguments(long seed) {
        List<Object> arguments = made(seed);
        given.clear();
        List<Object> all = new ArrayList<>(arguments.subList(0, 2));
        all.addAll(((PyValues.PyList) arguments.get(2)).items());
        all.addAll(((PyTables.PyDict) arguments.get(3)).contents());
        all.removeIf(each -> !(each instanceof Double || each instanceof BigInteger));
        all.forEach(each -> given.putIfAbsent(each, given.size()));
        return arguments;
    }

    private static List<Object> made(long seed) {
        Random random = new Random(seed);
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            items.add(number(random));
        }
        List<Object> arguments = new ArrayList<>();
        arguments.add(number(random));
        arguments.add(number(random));
        arguments.add(new PyValues.PyList(items));
        PyTables.PyDict dict = new PyTables.PyDict();
        for (int i = random.nextInt(7); i >= 0; i--) {
            dict.put(PyValues.ofInt(i), number(random));
        }
        arguments.add(dict);
        return arguments;
    }

    private static Object number(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> PyValues.ofInt(random.nextInt(7) - 2);
            case 4 -> PyValues.ofInt(random.nextLong());
            case 5 -> new BigInteger(90, random);
            case 6, 7 -> random.nextInt(9) / 2.0 - 1;
            case 8 -> random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
            default -> random.nextInt(3) == 0 ? (Object) true : PyValues.ofInt(random.nextInt());
        };
    }

    /** The outcome, and what became of the list and the dict. */
    private String text(Interpreter.Outcome outcome, List<Object> arguments) {
        String result =
                outcome instanceof Interpreter.Returned returned
                        ? text(returned.value())
                        : outcome.toString();
        return result + " " + text(arguments.get(2)) + " " + text(arguments.get(3));
    }

    private String text(Object value) {
        if (value instanceof PyValues.PyList list) {
            return "["
                    + String.join(", ", list.items().stream().map(each -> text(each)).toList())
                    + "]";
        }
        if (value instanceof PyTables.PyDict dict) {
            return "{"
                    + String.join(", ", dict.contents().stream().map(each -> text(each)).toList())
                    + "}";
        }
        if (value instanceof PyValues.PyTuple tuple) {
            return "("
                    + String.join(", ", tuple.items().stream().map(each -> text(each)).toList())
                    + ")";
        }
        Integer number = given.get(value); // the object itself, and not only its value
        String origin = number == null ? "" : " given as " + number;
        return value instanceof Double real
                ? "float " + Double.doubleToLongBits(real) + origin
                : value + origin;
    }
}
