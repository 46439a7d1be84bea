package dev.justjit.ir;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A function with numbers, a list, a dict, strings, branches and loops, made up by chance, and what the interpreter would
 * expect of its operands: sometimes the wrong thing. Arguments are two numbers, a list and a dict; the other locals are
 * numbers.
 */
public final class RandomFunction {
    private static final int ARGUMENTS = 4;
    private static final int LIST = 2;
    private static final int DICT = 3;
    private static final int NUMBERS = 7;
    private static final int FIRST_COUNTER = 7;
    private static final int LOCALS = 13;
    private static final int FIRST_STRING = 12;
    private static final int STRINGS = 3;
    private static final int[] OPERATORS = {
        0, 0, 0, 5, 5, 10, 10, 2, 6, 1, 7, 12, 3, 9, 11, 13, 18, 23
    };
    private static final List<Constant> CONSTANTS =
            List.of(
                    Constant.of(Constant.Kind.NONE, "None"),
                    Constant.ofInt(0),
                    Constant.ofInt(1),
                    Constant.ofInt(2),
                    Constant.ofInt(-3),
                    Constant.ofInt(7),
                    Constant.ofInt(1000003),
                    Constant.ofInt(1L << 61),
                    Constant.ofFloat(0.5),
                    Constant.ofFloat(-0.0),
                    Constant.ofFloat(3.25),
                    Constant.ofBool(true),
                    Constant.of(Constant.Kind.STR, "aab"),
                    Constant.of(Constant.Kind.STR, "a"),
                    Constant.of(Constant.Kind.STR, ""));

    private final Random random;
    private final BytecodeWriter code = new BytecodeWriter();
    private int counters = FIRST_COUNTER;

    private RandomFunction(Random random) {
        this.random = random;
    }

    /** Code of at most 250 units. */
    public static CodeImage make(Random random) {
        while (true) {
            RandomFunction function = new RandomFunction(random);
            CodeImage image = function.function();
            if (!function.code.isTooLong()) {
                return image;
            }
        }
    }

    private CodeImage function() {
        code.emit(Opcode.RESUME, 0);
        for (int local = ARGUMENTS; local < NUMBERS; local++) {
            code.emit(Opcode.LOAD_CONST, 1 + random.nextInt(FIRST_STRING - 2));
            code.emit(Opcode.STORE_FAST, local);
        }
        block(2, 1 + random.nextInt(4));
        number(2);
        code.emit(Opcode.RETURN_VALUE, 0);
        return new CodeImage(
                "f",
                "image.py",
                1,
                3,
                ARGUMENTS,
                0,
                LOCALS,
                20,
                0,
                0,
                code.clean(),
                code.live(),
                new byte[0],
                new byte[0],
                CONSTANTS,
                List.of("range", "len"),
                names(),
                kinds(),
                false,
                -1,
                CodeImage.KeysShape.NONE,
                CodeImage.KeysShape.NONE);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < LOCALS; i++) {
            names.add(String.valueOf((char) ('a' + i)));
        }
        return names;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[LOCALS];
        java.util.Arrays.fill(kinds, (byte) 0x20);
        return kinds;
    }

    private Opcode one(Opcode... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void block(int depth, int statements) {
        for (int i = 0; i < statements; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 5)) {
            case 0, 1, 2 -> {
                number(2);
                code.emit(Opcode.STORE_FAST, numberLocal());
            }
            case 3 -> {
                number(1);
                code.emit(Opcode.LOAD_FAST, LIST);
                number(0);
                code.emit(
                        Opcode.STORE_SUBSCR,
                        0,
                        one(Opcode.STORE_SUBSCR, Opcode.STORE_SUBSCR_LIST_INT));
            }
            case 4 -> {
                if (random.nextBoolean()) {
                    exchange();
                } else {
                    storeInDict();
                }
            }
            case 5, 6 -> choice(depth);
            case 7 -> loop(depth);
            default -> whileLoop(depth);
        }
    }

    private void storeInDict() {
        number(1);
        code.emit(Opcode.LOAD_FAST, DICT);
        number(0);
        code.emit(Opcode.STORE_SUBSCR, 0, one(Opcode.STORE_SUBSCR, Opcode.STORE_SUBSCR_DICT));
    }

    private void string() {
        code.emit(Opcode.LOAD_CONST, FIRST_STRING + random.nextInt(STRINGS));
        if (random.nextInt(3) == 0) {
            code.emit(Opcode.LOAD_CONST, 1 + random.nextInt(3));
            code.emit(
                    Opcode.BINARY_SUBSCR,
                    0,
                    one(Opcode.BINARY_SUBSCR_STR_INT, Opcode.BINARY_SUBSCR));
        }
    }

    /** x in container, of strings or of anything else. */
    private void membership() {
        if (random.nextInt(3) == 0) {
            string();
            string();
        } else {
            number(1);
            code.emit(Opcode.LOAD_FAST, random.nextBoolean() ? LIST : DICT);
        }
        code.emit(
                Opcode.CONTAINS_OP,
                random.nextInt(2),
                one(Opcode.CONTAINS_OP, Opcode.CONTAINS_OP_DICT, Opcode.CONTAINS_OP_SET));
    }

    /** a, b = b, a */
    private void exchange() {
        int one = numberLocal();
        int other = numberLocal();
        number(0);
        code.emit(Opcode.LOAD_FAST, one);
        code.emit(Opcode.BUILD_TUPLE, 2);
        code.emit(
                Opcode.UNPACK_SEQUENCE,
                2,
                one(Opcode.UNPACK_SEQUENCE_TWO_TUPLE, Opcode.UNPACK_SEQUENCE_TUPLE));
        code.emit(Opcode.STORE_FAST, one);
        code.emit(Opcode.STORE_FAST, other);
    }

    private int numberLocal() {
        int local = random.nextInt(NUMBERS);
        return local == LIST || local == DICT ? 0 : local;
    }

    private void choice(int depth) {
        condition();
        byte[][] first = code.separately(() -> block(depth - 1, 1 + random.nextInt(2)));
        byte[][] second = code.separately(() -> block(depth - 1, random.nextInt(2)));
        boolean inverted = random.nextBoolean();
        code.jump(
                inverted ? Opcode.POP_JUMP_IF_TRUE : Opcode.POP_JUMP_IF_FALSE,
                first[0].length / 2 + 1);
        code.append(first);
        code.jump(Opcode.JUMP_FORWARD, second[0].length / 2);
        code.append(second);
    }

    private void condition() {
        int kind = random.nextInt(8);
        if (kind == 0) {
            membership();
        } else if (kind == 1) {
            string();
            string();
            code.emit(
                    Opcode.COMPARE_OP,
                    random.nextBoolean() ? 2 << 5 | 16 | 8 : 3 << 5 | 16 | 7,
                    one(Opcode.COMPARE_OP, Opcode.COMPARE_OP_STR));
        } else if (random.nextInt(3) == 0) {
            number(1);
            code.emit(
                    Opcode.TO_BOOL,
                    0,
                    one(Opcode.TO_BOOL, Opcode.TO_BOOL_INT, Opcode.TO_BOOL_BOOL));
        } else if (random.nextInt(5) == 0) {
            number(1);
            number(0);
            code.emit(Opcode.IS_OP, random.nextInt(2));
        } else {
            number(1);
            number(1);
            compare(16);
        }
    }

    private void compare(int flag) {
        int[] masks = {2, 10, 8, 7, 4, 12};
        int operator = random.nextInt(masks.length);
        code.emit(
                Opcode.COMPARE_OP,
                operator << 5 | flag | masks[operator],
                one(Opcode.COMPARE_OP, Opcode.COMPARE_OP_INT, Opcode.COMPARE_OP_FLOAT));
    }

    /** for x in range(n), or in the list: body */
    private void loop(int depth) {
        boolean overList = random.nextBoolean();
        if (overList) {
            code.emit(Opcode.LOAD_FAST, LIST);
        } else {
            code.emit(Opcode.LOAD_GLOBAL, 1, Opcode.LOAD_GLOBAL_BUILTIN);
            code.emit(Opcode.LOAD_CONST, 2 + random.nextInt(4));
            code.emit(Opcode.CALL, 1, one(Opcode.CALL, Opcode.CALL_BUILTIN_CLASS));
        }
        code.emit(Opcode.GET_ITER, 0);
        int local = numberLocal();
        byte[][] body =
                code.separately(
                        () -> {
                            code.emit(Opcode.STORE_FAST, local);
                            block(depth - 1, 1 + random.nextInt(2));
                        });
        int length = body[0].length / 2;
        Opcode right = overList ? Opcode.FOR_ITER_LIST : Opcode.FOR_ITER_RANGE;
        Opcode wrong = overList ? Opcode.FOR_ITER_RANGE : Opcode.FOR_ITER_TUPLE;
        Opcode seen = one(right, right, right, Opcode.FOR_ITER, wrong);
        if (length + 2 > 255) {
            code.refuse();
            return;
        }
        code.emit(Opcode.FOR_ITER, length + 2, seen);
        code.append(body);
        code.jump(Opcode.JUMP_BACKWARD, length + 4);
        code.emit(Opcode.END_FOR, 0);
        code.emit(Opcode.POP_TOP, 0);
    }

    /** i = 0; while i < n: i += 1; body */
    private void whileLoop(int depth) {
        if (counters == LOCALS) {
            return;
        }
        int counter = counters++;
        code.emit(Opcode.LOAD_CONST, 1);
        code.emit(Opcode.STORE_FAST, counter);
        byte[][] body =
                code.separately(
                        () -> {
                            code.emit(Opcode.LOAD_FAST, counter);
                            code.emit(Opcode.LOAD_CONST, 2);
                            code.emit(Opcode.BINARY_OP, 13, Opcode.BINARY_OP_ADD_INT);
                            code.emit(Opcode.STORE_FAST, counter);
                            block(depth - 1, 1 + random.nextInt(2));
                        });
        int head = code.units();
        code.emit(Opcode.LOAD_FAST, counter);
        code.emit(Opcode.LOAD_CONST, 3 + 2 * random.nextInt(2));
        code.emit(Opcode.COMPARE_OP, 16 | 2, one(Opcode.COMPARE_OP, Opcode.COMPARE_OP_INT));
        code.jump(Opcode.POP_JUMP_IF_FALSE, body[0].length / 2 + 2);
        code.append(body);
        code.jump(Opcode.JUMP_BACKWARD, code.units() + 2 - head);
    }

    private void number(int depth) {
        switch (random.nextInt(depth > 0 ? 11 : 4)) {
            case 0, 1, 2 -> code.emit(Opcode.LOAD_FAST, numberLocal());
            case 3 -> code.emit(Opcode.LOAD_CONST, 1 + random.nextInt(FIRST_STRING - 1));
            case 4 -> {
                boolean list = random.nextBoolean();
                code.emit(Opcode.LOAD_FAST, list ? LIST : DICT);
                number(0);
                code.emit(
                        Opcode.BINARY_SUBSCR,
                        0,
                        one(
                                Opcode.BINARY_SUBSCR,
                                list ? Opcode.BINARY_SUBSCR_LIST_INT : Opcode.BINARY_SUBSCR_DICT));
            }
            case 5 -> {
                number(depth - 1);
                code.emit(one(Opcode.UNARY_NEGATIVE, Opcode.UNARY_INVERT), 0);
            }
            case 6 -> {
                code.emit(Opcode.LOAD_GLOBAL, 3, Opcode.LOAD_GLOBAL_BUILTIN);
                code.emit(Opcode.LOAD_FAST, random.nextBoolean() ? LIST : DICT);
                code.emit(Opcode.CALL, 1, one(Opcode.CALL, Opcode.CALL_LEN));
            }
            default -> {
                number(depth - 1);
                number(depth - 1);
                int operator = OPERATORS[random.nextInt(OPERATORS.length)];
                code.emit(Opcode.BINARY_OP, operator, seen(operator));
            }
        }
    }

    private Opcode seen(int operator) {
        return switch (operator % 13) {
            case 0 ->
                    one(
                            Opcode.BINARY_OP,
                            Opcode.BINARY_OP_ADD_INT,
                            Opcode.BINARY_OP_ADD_INT,
                            Opcode.BINARY_OP_ADD_FLOAT);
            case 5 ->
                    one(
                            Opcode.BINARY_OP,
                            Opcode.BINARY_OP_MULTIPLY_INT,
                            Opcode.BINARY_OP_MULTIPLY_INT,
                            Opcode.BINARY_OP_MULTIPLY_FLOAT);
            case 10 ->
                    one(
                            Opcode.BINARY_OP,
                            Opcode.BINARY_OP_SUBTRACT_INT,
                            Opcode.BINARY_OP_SUBTRACT_INT,
                            Opcode.BINARY_OP_SUBTRACT_FLOAT);
            default -> Opcode.BINARY_OP;
        };
    }
}
