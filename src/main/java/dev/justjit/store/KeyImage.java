package dev.justjit.store;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.GenericImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Makes an image of the bytes of {@link CodeKey#generic}: that is all that machine code without feedback depends on, so
 * whoever has the key of a code object can compile it, and needs no more of it.
 */
public final class KeyImage {
    private static final int NUMBERS = 11;

    private final byte[] key;
    private final String text;
    private final int[] numbers = new int[NUMBERS];
    private int position;

    private KeyImage(byte[] key) {
        this.key = key;
        text = new String(key, StandardCharsets.ISO_8859_1);
    }

    /**
     * The code as it is before it has run.
     *
     * @throws IllegalArgumentException if this is no such key
     */
    public static CodeImage read(String name, byte[] key) {
        try {
            CodeImage image = new KeyImage(key).image(name);
            if (!Arrays.equals(CodeKey.generic(image).bytes(), key)) {
                throw new IllegalArgumentException("not a key");
            }
            return GenericImage.fresh(image);
        } catch (IndexOutOfBoundsException shorter) {
            throw new IllegalArgumentException("not a key", shorter);
        }
    }

    private CodeImage image(String name) {
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = Integer.parseInt(until(' '));
        }
        expect('\n');
        List<Constant> constants = constants('\n');
        byte[] code = bytes(numbers[9]);
        byte[] exceptions = bytes(numbers[10]);
        byte[] kinds = bytes(numbers[3]);
        if (position != key.length || numbers[8] < 0) {
            throw new IllegalArgumentException("not a key");
        }
        return new CodeImage(
                name,
                "",
                0,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                firstTraceable(code),
                code,
                code.clone(),
                exceptions,
                new byte[0],
                constants,
                Collections.nCopies(numbers[8], ""),
                Collections.nCopies(numbers[3], ""),
                kinds,
                numbers[6] != 0,
                numbers[7],
                CodeImage.KeysShape.NONE,
                CodeImage.KeysShape.NONE);
    }

    /** As CPython finds it, inline caches included: they are 0. */
    private static int firstTraceable(byte[] code) {
        int unit = 0;
        while (unit < code.length / 2 && (code[2 * unit] & 0xff) != Opcode.RESUME.number()) {
            unit++;
        }
        return unit;
    }

    private String until(char end) {
        int at = text.indexOf(end, position);
        String part = text.substring(position, at);
        position = at + 1;
        return part;
    }

    private void expect(char next) {
        if (text.charAt(position++) != next) {
            throw new IllegalArgumentException("not a key");
        }
    }

    private byte[] bytes(int length) {
        byte[] part = Arrays.copyOfRange(key, position, position + length);
        position += length;
        return part;
    }

    private List<Constant> constants(char end) {
        List<Constant> constants = new ArrayList<>();
        while (text.charAt(position) != end) {
            constants.add(constant(text.charAt(position++)));
        }
        position++;
        return constants;
    }

    private Constant constant(char kind) {
        return switch (kind) {
            case 'N' -> Constant.of(Constant.Kind.NONE, "None");
            case 'T' -> Constant.ofBool(true);
            case 'F' -> Constant.ofBool(false);
            case 'i' -> Constant.ofInt(Long.parseLong(until(' ')));
            case 'I' -> Constant.of(Constant.Kind.BIG_INT, "big int");
            case 'f' ->
                    Constant.ofFloat(
                            Double.longBitsToDouble(Long.parseUnsignedLong(until(' '), 16)));
            case 's' -> Constant.of(Constant.Kind.STR, "str");
            case '(' -> Constant.ofTuple(constants(')'));
            case 'c' -> Constant.of(Constant.Kind.CODE, "object");
            case 'o' -> Constant.of(Constant.Kind.OTHER, "object");
            default -> throw new IllegalArgumentException("not a key");
        };
    }
}
