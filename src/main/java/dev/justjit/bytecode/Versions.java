package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import java.util.HashMap;
import java.util.Map;

/**
 * Versions of types and of keys that the interpreter put into the inline caches of some code. They hold in one process
 * only, so they go by the place where they come first: equal versions have the same place, in every process.
 */
public final class Versions {
    private final CodeImage image;
    private final Map<Integer, Integer> places = new HashMap<>();
    private int globals;
    private int builtins;

    public Versions(CodeImage image) {
        this.image = image;
        int units = image.units();
        for (int unit = 0; unit < units; ) {
            Opcode opcode = Opcode.of(image.code()[2 * unit] & 0xff);
            int next = unit + 1 + opcode.caches();
            if (next <= units && opcode.caches() > 0) {
                note(unit, Decoder.seen(image, unit, opcode));
            }
            unit = next;
        }
    }

    private void note(int unit, Opcode seen) {
        int word = word(seen);
        if (word != 0) {
            places.putIfAbsent(image.cached32(unit + word), unit + word);
        }
        if (hasKeys(seen)) {
            int keys = unit + InlineCache.LOAD_ATTR_KEYS_VERSION;
            places.putIfAbsent(image.cached32(keys), keys);
        }
        if (seen == Opcode.LOAD_GLOBAL_MODULE || seen == Opcode.LOAD_GLOBAL_BUILTIN) {
            globals = first(globals, unit + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION, true);
        }
        if (seen == Opcode.LOAD_GLOBAL_BUILTIN) {
            builtins = first(builtins, unit + InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION, false);
        }
    }

    private int first(int known, int unit, boolean ofGlobals) {
        return known == 0 && isCurrent(unit, ofGlobals) ? unit : known;
    }

    /** Whether the version of keys at a unit is that of the namespace when the image was taken. */
    private boolean isCurrent(int unit, boolean ofGlobals) {
        CodeImage.KeysShape keys = ofGlobals ? image.globalsKeys() : image.builtinsKeys();
        return image.cached16(unit) == keys.version();
    }

    /** The same as {@link #place} for versions of the keys of globals, which have 16 bits. */
    public int globalsPlace(int unit) {
        return isCurrent(unit, true) ? globals : unit;
    }

    /** The same for builtins. */
    public int builtinsPlace(int unit) {
        return isCurrent(unit, false) ? builtins : unit;
    }

    /** The word of the inline cache that is the version of a type, or of the keys of a module; or 0. */
    static int word(Opcode seen) {
        return switch (seen) {
            case LOAD_ATTR_INSTANCE_VALUE,
                    LOAD_ATTR_SLOT,
                    LOAD_ATTR_CLASS,
                    LOAD_ATTR_MODULE,
                    LOAD_ATTR_NONDESCRIPTOR_NO_DICT,
                    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
                    LOAD_ATTR_METHOD_NO_DICT,
                    LOAD_ATTR_METHOD_WITH_VALUES,
                    LOAD_ATTR_METHOD_LAZY_DICT ->
                    InlineCache.LOAD_ATTR_TYPE_VERSION;
            case STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT -> InlineCache.STORE_ATTR_TYPE_VERSION;
            case TO_BOOL_ALWAYS_TRUE -> InlineCache.TO_BOOL_TYPE_VERSION;
            default -> 0;
        };
    }

    /** Whether the inline cache has the version of the keys of instances besides. */
    static boolean hasKeys(Opcode seen) {
        return seen == Opcode.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                || seen == Opcode.LOAD_ATTR_METHOD_WITH_VALUES;
    }

    /** The unit of the first version that is equal to the one at a unit; the same unit if no version is there. */
    public int place(int unit) {
        int version = image.cached32(unit);
        return version == 0 ? unit : places.getOrDefault(version, unit);
    }
}
