package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Versions of types and of keys that the interpreter put into the inline caches of some code. They hold in one process
 * only, so they go by the place where they come first: equal versions have the same place, in every process. Code that is
 * inlined into other code shares its places.
 */
public final class Versions {
    private final CodeImage image;
    private final int code;
    private final Map<Integer, Integer> places;

    /** Places of the versions of the keys of globals. */
    private final Map<Integer, Integer> globals;

    private final int[] builtins;

    /** The versions that the inline caches of an image name. */
    public Versions(CodeImage image) {
        this(image, 0, new HashMap<>(), new HashMap<>(), new int[1]);
    }

    private Versions(
            CodeImage image,
            int code,
            Map<Integer, Integer> places,
            Map<Integer, Integer> globals,
            int[] builtins) {
        this.image = image;
        this.code = code;
        this.places = places;
        this.globals = globals;
        this.builtins = builtins;
        int units = image.isWhole() ? image.units() : 0;
        for (int unit = 0; unit < units; ) {
            Opcode opcode = Opcode.of(image.code()[2 * unit] & 0xff);
            int next = unit + 1 + opcode.caches();
            if (next <= units && opcode.caches() > 0) {
                note(unit, Decoder.seen(image, unit, opcode));
            }
            unit = next;
        }
        for (Learnt.Entry entry : Learnt.entries(image)) {
            note(entry.unit(), entry.seen());
        }
    }

    /**
     * The versions in code of one graph, all with the same builtins.
     *
     * @param images by the number of the code
     */
    public static List<Versions> of(List<CodeImage> images) {
        List<Versions> all = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        Map<Integer, Integer> globals = new HashMap<>();
        int[] builtins = new int[1];
        for (int i = 0; i < images.size(); i++) {
            all.add(new Versions(images.get(i), i, places, globals, builtins));
        }
        return all;
    }

    /** The place of a unit, among those of all code of a graph. */
    private int at(int unit) {
        return CodeGroup.place(code, unit);
    }

    private void note(int unit, Opcode seen) {
        int word = word(seen);
        if (word != 0) {
            places.putIfAbsent(image.cached32(unit + word), at(unit + word));
        }
        if (hasKeys(seen)) {
            int keys = unit + InlineCache.LOAD_ATTR_KEYS_VERSION;
            places.putIfAbsent(image.cached32(keys), at(keys));
        }
        int keys = unit + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
        boolean global = seen == Opcode.LOAD_GLOBAL_MODULE || seen == Opcode.LOAD_GLOBAL_BUILTIN;
        if (global && isCurrent(keys, true)) {
            globals.putIfAbsent(image.cached16(keys), at(keys));
        }
        int builtin = unit + InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION;
        if (seen == Opcode.LOAD_GLOBAL_BUILTIN && builtins[0] == 0 && isCurrent(builtin, false)) {
            builtins[0] = at(builtin);
        }
    }

    /** Whether the version of keys at a unit is that of the namespace when the image was taken. */
    private boolean isCurrent(int unit, boolean ofGlobals) {
        CodeImage.KeysShape keys = ofGlobals ? image.globalsKeys() : image.builtinsKeys();
        return image.cached16(unit) == keys.version();
    }

    /** The same as {@link #place} for versions of the keys of globals, which have 16 bits. */
    public int globalsPlace(int unit) {
        return isCurrent(unit, true)
                ? globals.getOrDefault(image.cached16(unit), at(unit))
                : at(unit);
    }

    /** The same for builtins. */
    public int builtinsPlace(int unit) {
        return isCurrent(unit, false) ? builtins[0] : at(unit);
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
                    LOAD_ATTR_METHOD_LAZY_DICT,
                    LOAD_ATTR_PROPERTY ->
                    InlineCache.LOAD_ATTR_TYPE_VERSION;
            case STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT -> InlineCache.STORE_ATTR_TYPE_VERSION;
            case CALL_ALLOC_AND_ENTER_INIT -> InlineCache.CALL_TYPE_VERSION;
            case TO_BOOL_ALWAYS_TRUE -> InlineCache.TO_BOOL_TYPE_VERSION;
            default -> 0;
        };
    }

    /** Whether the inline cache has the version of the keys of instances besides. */
    static boolean hasKeys(Opcode seen) {
        return seen == Opcode.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                || seen == Opcode.LOAD_ATTR_METHOD_WITH_VALUES;
    }

    /** The place of the first version that is equal to the one at a unit; of the unit itself if no version is there. */
    public int place(int unit) {
        int version = image.cached32(unit);
        return version == 0 ? at(unit) : places.getOrDefault(version, at(unit));
    }
}
