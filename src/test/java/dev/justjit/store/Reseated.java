package dev.justjit.store;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Images as other processes would have taken them, and with other feedback. */
final class Reseated {
    private Reseated() {}

    /**
     * The same feedback with other versions and addresses. Which namespaces have the keys that an instruction saw
     * stays as it is.
     */
    static CodeImage elsewhere(CodeImage image, Random random) {
        byte[] live = image.adaptive().clone();
        int globals = 1 + random.nextInt(30_000);
        int builtins = 1 + random.nextInt(30_000);
        for (Insn insn : Decoder.decode(image)) {
            int unit = insn.offset();
            for (int word = 1; word <= insn.opcode().caches(); word++) {
                if (isOfTheProcess(insn, word)) {
                    put(live, unit + word, random.nextInt(1 << Short.SIZE));
                }
            }
            if (insn.seenAs(Opcode.LOAD_GLOBAL_MODULE)) {
                int seen = unit + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
                boolean same = image.cached16(seen) == image.globalsKeys().version();
                put(live, seen, same ? globals : globals + 1);
            } else if (insn.seenAs(Opcode.LOAD_GLOBAL_BUILTIN)) {
                int seen = unit + InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION;
                boolean same = image.cached16(seen) == image.builtinsKeys().version();
                put(live, seen, same ? builtins : builtins + 1);
            }
        }
        CodeImage moved = Bytecode.with(image, image.code(), live, image.exceptionTable());
        return Bytecode.with(
                moved,
                new CodeImage.KeysShape(globals, image.globalsKeys().log2IndexBytes()),
                new CodeImage.KeysShape(builtins, image.builtinsKeys().log2IndexBytes()));
    }

    /** Versions and addresses, by the layout of each specialized form; and counters, but whether they are fresh. */
    private static boolean isOfTheProcess(Insn insn, int word) {
        return switch (insn.seen()) {
            case LOAD_ATTR_INSTANCE_VALUE,
                    LOAD_ATTR_SLOT,
                    LOAD_ATTR_MODULE,
                    LOAD_ATTR_METHOD_LAZY_DICT ->
                    word != 1 && word != 4;
            case STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT -> word == 2 || word == 3;
            case LOAD_GLOBAL_MODULE, LOAD_GLOBAL_BUILTIN -> word == 2 || word == 3;
            case LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
                    LOAD_ATTR_NONDESCRIPTOR_NO_DICT,
                    LOAD_ATTR_CLASS,
                    LOAD_ATTR_METHOD_WITH_VALUES,
                    LOAD_ATTR_METHOD_NO_DICT,
                    CALL_ALLOC_AND_ENTER_INIT,
                    CALL_PY_EXACT_ARGS,
                    TO_BOOL_ALWAYS_TRUE ->
                    word > 1;
            default -> false;
        };
    }

    /** Every instruction in a form that the interpreter might have given it, with any inline cache. */
    static CodeImage withAnyFeedback(CodeImage image, Random random) {
        byte[] live = image.adaptive().clone();
        for (Insn insn : Decoder.decode(image)) {
            List<Opcode> forms = forms(insn);
            Opcode form = forms.get(random.nextInt(forms.size()));
            live[2 * insn.offset()] = (byte) form.number();
            for (int word = 1; word <= form.caches(); word++) {
                put(live, insn.offset() + word, random.nextInt(40));
            }
        }
        CodeImage changed = Bytecode.with(image, image.code(), live, image.exceptionTable());
        return Bytecode.with(
                changed,
                new CodeImage.KeysShape(random.nextInt(40), 8 + random.nextInt(3)),
                new CodeImage.KeysShape(random.nextInt(40), 8 + random.nextInt(3)));
    }

    private static List<Opcode> forms(Insn insn) {
        List<Opcode> forms = new ArrayList<>();
        forms.add(insn.opcode());
        for (Opcode each : Opcode.values()) {
            boolean fits = (insn.oparg() & 1) != 0 || !each.name().contains("_METHOD_");
            if (fits && each.kind() == Opcode.Kind.SPECIALIZED && each.base() == insn.opcode()) {
                forms.add(each);
            }
        }
        return forms;
    }

    private static void put(byte[] live, int unit, int value) {
        live[2 * unit] = (byte) value;
        live[2 * unit + 1] = (byte) (value >> Byte.SIZE);
    }
}
