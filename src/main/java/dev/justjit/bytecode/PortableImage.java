package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A code image without what holds in one process only: all that the compiler looks at. Versions and addresses in
 * inline caches are not there; machine code has symbols for them, which linking looks up in the image that this
 * was made of. So two images of which this is the same have the same machine code.
 *
 * <p>Names and lines are not there either, unless they are asked for: machine code depends on neither.
 */
public final class PortableImage {
    /** The version of keys that are those that an instruction saw, and of those that are not. */
    private static final int SEEN_KEYS = 1;

    private static final int OTHER_KEYS = 0;

    private final CodeImage image;

    private PortableImage(CodeImage image) {
        this.image = image;
    }

    /** The portable part. */
    public static PortableImage of(CodeImage image) {
        List<String> names = Collections.nCopies(image.names().size(), "");
        List<String> localNames = Collections.nCopies(image.localNames().size(), "");
        return of(image, 0, new byte[0], names, localNames, null, false, SEEN_KEYS);
    }

    /** The portable part with where versions are equal, for graphs of whole functions. */
    public static PortableImage withVersions(CodeImage image) {
        return withVersions(image, new Versions(image), false, SEEN_KEYS);
    }

    /**
     * The same of code in one graph with other code.
     *
     * @param shapes whether the shapes of its namespaces are wanted, although it may not use them
     * @param globals number of its globals among those of all code in the graph, from 1
     */
    static PortableImage withVersions(CodeImage image, Versions all, boolean shapes, int globals) {
        Versions versions = image.isWhole() ? all : null;
        return of(
                image,
                0,
                new byte[0],
                image.names(),
                image.localNames(),
                versions,
                shapes,
                globals);
    }

    /** The portable part with names and lines, which regions use. */
    public static PortableImage named(CodeImage image) {
        return of(
                image,
                image.firstLine(),
                image.lineTable(),
                image.names(),
                image.localNames(),
                null,
                false,
                SEEN_KEYS);
    }

    private static PortableImage of(
            CodeImage image,
            int firstLine,
            byte[] lines,
            List<String> names,
            List<String> localNames,
            @Nullable Versions versions,
            boolean shapes,
            int globals) {
        Feedback feedback = new Feedback(image, versions, globals);
        return new PortableImage(
                new CodeImage(
                        image.name(),
                        "",
                        firstLine,
                        image.flags(),
                        image.argCount(),
                        image.keywordOnlyCount(),
                        image.localsPlus(),
                        image.stackSize(),
                        image.freeVars(),
                        image.firstTraceable(),
                        image.code(),
                        feedback.portable,
                        image.exceptionTable(),
                        lines,
                        image.constants(),
                        names,
                        localNames,
                        image.localKinds(),
                        image.immortal(),
                        image.ownName(),
                        shape(image.globalsKeys(), globals, shapes || feedback.usesGlobals),
                        shape(image.builtinsKeys(), SEEN_KEYS, shapes || feedback.usesBuiltins)));
    }

    /** What the compiler reads. */
    public CodeImage image() {
        return image;
    }

    private static CodeImage.KeysShape shape(CodeImage.KeysShape shape, int version, boolean used) {
        return new CodeImage.KeysShape(version, used ? shape.log2IndexBytes() : 0);
    }

    /** The word of the inline cache that is an index or an offset and holds in every process, or 0. */
    static int indexWord(Opcode seen) {
        return switch (seen) {
            case LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_SLOT, LOAD_ATTR_MODULE ->
                    InlineCache.LOAD_ATTR_INDEX;
            case LOAD_ATTR_METHOD_LAZY_DICT -> InlineCache.LOAD_ATTR_DICT_OFFSET;
            case STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT -> InlineCache.STORE_ATTR_INDEX;
            case LOAD_GLOBAL_MODULE, LOAD_GLOBAL_BUILTIN -> InlineCache.LOAD_GLOBAL_INDEX;
            default -> 0;
        };
    }

    /** The word with the version of the keys in which a {@code LOAD_GLOBAL} found its name, or 0. */
    static int keysWord(Opcode seen) {
        return switch (seen) {
            case LOAD_GLOBAL_MODULE -> InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
            case LOAD_GLOBAL_BUILTIN -> InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION;
            default -> 0;
        };
    }

    /** Whether the compiler may ask if an instruction has run. */
    static boolean tellsWhetherItHasRun(Opcode opcode) {
        return opcode == Opcode.BINARY_OP
                || opcode == Opcode.BINARY_SUBSCR
                || opcode == Opcode.COMPARE_OP
                || opcode == Opcode.CONTAINS_OP
                || opcode == Opcode.FOR_ITER
                || opcode == Opcode.TO_BOOL;
    }

    private static boolean isBranch(Opcode opcode) {
        return switch (opcode) {
            case POP_JUMP_IF_TRUE, POP_JUMP_IF_FALSE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE ->
                    true;
            default -> false;
        };
    }

    /** The live bytecode, with nothing in the inline caches but what is named above. */
    private static final class Feedback {
        private final CodeImage image;
        final byte[] portable;
        boolean usesGlobals;
        boolean usesBuiltins;
        private final @Nullable Versions versions;
        private final int globals;

        Feedback(CodeImage image, @Nullable Versions versions, int globals) {
            this.globals = globals;
            this.image = image;
            this.versions = versions;
            if (!image.isWhole()) {
                portable = image.adaptive(); // invalid: it is refused
                return;
            }
            portable =
                    versions == null
                            ? image.code().clone()
                            : Arrays.copyOf(image.code(), image.adaptive().length);
            int units = image.units();
            for (int unit = 0; unit < units; ) {
                Opcode opcode = Opcode.of(portable[2 * unit] & 0xff);
                int next = unit + 1 + opcode.caches();
                if (next <= units && opcode.caches() > 0) {
                    copy(unit, opcode, Decoder.seen(image, unit, opcode));
                } else if (next <= units) {
                    portable[2 * unit] = (byte) number(unit, opcode);
                }
                unit = next;
            }
            if (versions != null) {
                learnt();
            }
        }

        private void learnt() {
            for (Learnt.Entry entry : Learnt.entries(image)) {
                put(entry.unit() - 1, entry.site());
                portable[2 * entry.unit() + 1] = (byte) entry.role();
                copy(entry.unit(), entry.seen().base(), entry.seen());
            }
        }

        /** Of code that is not valid, the number is what it was. */
        private int number(int unit, Opcode opcode) {
            Opcode seen = Decoder.seen(image, unit, opcode);
            return seen == opcode ? portable[2 * unit] : seen.number();
        }

        private void copy(int unit, Opcode opcode, Opcode seen) {
            portable[2 * unit] = (byte) seen.number();
            for (int word = 1; word <= opcode.caches(); word++) {
                put(unit + word, 0);
            }
            int index = indexWord(seen);
            if (index != 0) {
                put(unit + index, image.cached16(unit + index));
            }
            if ((versions != null && opcode.caches() > 0 && !isBranch(opcode)
                            || tellsWhetherItHasRun(opcode))
                    && image.cached16(unit + InlineCache.COUNTER) == InlineCache.FRESH_COUNTER) {
                put(unit + InlineCache.COUNTER, InlineCache.FRESH_COUNTER);
            }
            if (versions != null) {
                putVersions(unit, seen, versions);
            }
            int keys = keysWord(seen);
            if (keys != 0) {
                boolean same = image.hasKeysOf(unit, seen);
                int seenKeys = seen == Opcode.LOAD_GLOBAL_MODULE ? globals : SEEN_KEYS;
                put(unit + keys, same ? seenKeys : OTHER_KEYS);
                usesGlobals |= same && seen == Opcode.LOAD_GLOBAL_MODULE;
                usesBuiltins |= same && seen == Opcode.LOAD_GLOBAL_BUILTIN;
            }
        }

        /** Where versions are equal holds in every process. */
        private void putVersions(int unit, Opcode seen, Versions versions) {
            if (Versions.word(seen) != 0) {
                putPlace(unit + Versions.word(seen), versions);
            }
            if (Versions.hasKeys(seen)) {
                putPlace(unit + InlineCache.LOAD_ATTR_KEYS_VERSION, versions);
            }
            if (seen == Opcode.LOAD_GLOBAL_BUILTIN) {
                int keys = unit + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
                boolean same = image.cached16(keys) == image.globalsKeys().version();
                put(keys, same ? globals : OTHER_KEYS);
            }
        }

        private void putPlace(int unit, Versions versions) {
            int place = versions.place(unit);
            put(unit, place);
            put(unit + 1, place >> Short.SIZE);
        }

        private void put(int unit, int value) {
            portable[2 * unit] = (byte) value;
            portable[2 * unit + 1] = (byte) (value >> Byte.SIZE);
        }
    }
}
