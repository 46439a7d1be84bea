package dev.justjit.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The opcode tables say what the interpreter itself says. */
class OpcodeTest {
    /** One word per fact; stack effects for some arguments, with and without a jump. */
    private static final String SCRIPT =
            """
            import opcode, _opcode, _opcode_metadata as meta
            base = {s: b for b, l in meta._specializations.items() for s in l}
            for name, number in opcode.opmap.items():
                kind = ('PSEUDO' if number > 255 else
                        'INSTRUMENTED' if number >= meta.MIN_INSTRUMENTED_OPCODE else 'REAL')
                facts = [f(number) for f in (_opcode.has_arg, _opcode.has_jump, _opcode.has_const,
                         _opcode.has_name, _opcode.has_local, _opcode.has_free)]
                caches = opcode._inline_cache_entries.get(name, 0)
                print('op', name, number, kind, caches, *map(int, facts))
                if kind == 'INSTRUMENTED' or name == 'CACHE':
                    continue
                args = (2, 3, 4, 7, 258, 515) if _opcode.has_arg(number) else (None,)
                for a in args:
                    effect = opcode.stack_effect(number, a, jump=False)
                    print('effect', name, a or 0, effect)
            for name, number in meta._specialized_opmap.items():
                print('special', name, number, base.get(name, 'BINARY_OP'))
            for i, (name, text) in enumerate(opcode._nb_ops):
                print('binary', i, name.removeprefix('NB_'), text)
            for i, text in enumerate(opcode.cmp_op):
                print('compare', i, text)
            for i, text in enumerate(opcode._intrinsic_1_descs):
                print('intrinsic1', i, text)
            for i, text in enumerate(opcode._intrinsic_2_descs):
                print('intrinsic2', i, text)
            """;

    @Test
    void tablesAgreeWithTheInterpreter() throws Exception {
        Optional<TestPython> python = TestPython.find();
        assumeTrue(python.isPresent());
        List<String> expected = new ArrayList<>(python.get().run(SCRIPT));
        Set<String> wrong = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        for (String line : expected) {
            String[] word = line.split(" ", -1);
            String actual =
                    switch (word[0]) {
                        case "op" -> facts(Opcode.valueOf(word[1]), word);
                        case "effect" -> effect(Opcode.valueOf(word[1]), word);
                        case "special" -> special(Opcode.valueOf(word[1]));
                        default -> operator(word);
                    };
            if (!line.equals(actual)) {
                wrong.add(line + " | " + actual);
            }
            if (word[0].equals("op") || word[0].equals("special")) {
                names.add(word[1]);
            }
        }
        assertEquals(new TreeSet<>(), wrong);
        assertEquals(Opcode.values().length, names.size());
        assertTrue(expected.size() > 500);
    }

    private static String facts(Opcode opcode, String[] word) {
        StringBuilder text = new StringBuilder("op " + opcode + " " + opcode.number());
        text.append(' ').append(opcode.kind());
        if (opcode.kind() == Opcode.Kind.INSTRUMENTED) {
            // the interpreter's own table leaves these blank
            return text + " " + String.join(" ", List.of(word).subList(4, word.length));
        }
        text.append(' ').append(opcode.caches());
        boolean[] facts = {
            opcode.hasArg(),
            opcode.hasJump(),
            opcode.hasConst(),
            opcode.hasName(),
            opcode.hasLocal(),
            opcode.hasFree()
        };
        for (boolean fact : facts) {
            text.append(fact ? " 1" : " 0");
        }
        return text.toString();
    }

    private static String effect(Opcode opcode, String[] word) {
        int oparg = Integer.parseInt(word[2]);
        int effect = opcode.pushed(oparg) - opcode.popped(oparg);
        return "effect " + opcode + " " + word[2] + " " + effect;
    }

    private static String special(Opcode opcode) {
        assertEquals(Opcode.Kind.SPECIALIZED, opcode.kind());
        assertEquals(opcode.base().caches(), opcode.caches());
        return "special " + opcode + " " + opcode.number() + " " + opcode.base();
    }

    private static String operator(String[] word) {
        int oparg = Integer.parseInt(word[1]);
        String head = word[0] + " " + word[1] + " ";
        return switch (word[0]) {
            case "binary" -> {
                BinaryOperator operator = BinaryOperator.of(oparg);
                yield head + operator + " " + operator.symbol();
            }
            case "compare" -> head + ComparisonOperator.of(oparg << 5).symbol();
            case "intrinsic1" -> head + Intrinsic1.of(oparg).symbol();
            case "intrinsic2" -> head + Intrinsic2.of(oparg).symbol();
            default -> "unknown";
        };
    }

    @Test
    void numbersLeadBackToOpcodes() {
        for (Opcode opcode : Opcode.values()) {
            assertSame(opcode, Opcode.of(opcode.number()));
            assertSame(opcode.base(), opcode.base().base());
        }
        for (int unassigned : new int[] {119, 148, 223, 235, 255, 268, -1}) {
            assertSame(Opcode.RESERVED, Opcode.of(unassigned));
        }
    }

    @Test
    void stackEffects() {
        assertEquals(5, Opcode.CALL.popped(3));
        assertEquals(2, Opcode.LOAD_GLOBAL.pushed(1));
        assertEquals(2, Opcode.FOR_ITER.pushed(9));
        assertEquals(0, Opcode.FOR_ITER.pushedWhenJumping(9));
        assertEquals(2, Opcode.SEND.pushedWhenJumping(9));
        assertEquals(1 + 2 + 3, Opcode.UNPACK_EX.pushed(2 << 8 | 3));
        assertEquals(5, Opcode.CALL_PY_EXACT_ARGS.popped(3));
        assertTrue(Opcode.JUMP_BACKWARD_NO_INTERRUPT.jumpsBackward());
    }

    @Test
    void operators() {
        assertSame(BinaryOperator.ADD, BinaryOperator.INPLACE_ADD.plain());
        assertSame(BinaryOperator.XOR, BinaryOperator.INPLACE_XOR.plain());
        assertSame(BinaryOperator.XOR, BinaryOperator.XOR.plain());
        for (ComparisonOperator operator : ComparisonOperator.values()) {
            assertSame(operator, operator.swapped().swapped());
        }
        assertSame(ComparisonOperator.LESS, ComparisonOperator.of(18));
        assertTrue(ComparisonOperator.wantsBool(18));
    }
}
