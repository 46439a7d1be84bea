package dev.justjit.masm;

/**
 * The symbolic name of one 8-byte pool slot. Linking a blob is asking for the value of each.
 *
 * @param kind what the name refers to
 * @param name exported C name, stub name or empty
 * @param index number of the constant, name or offset, by kind
 */
public record Symbol(Kind kind, String name, int index) {
    /** Units of a code object's caches are the lower bits of an index, the number of the code the others. */
    private static final int UNIT_BITS = 16;

    /** What a symbol refers to. */
    public enum Kind {
        /** Address of an exported C function or data object. */
        EXPORT,
        /** Contents of an exported pointer variable such as {@code PyExc_KeyError}. */
        EXPORT_VALUE,
        /** Entry of a shared stub. */
        STUB,
        /** Element {@code index} of {@code co_consts}, of the inlined code object with the number {@code name} if it has one. */
        CONSTANT,
        /** Element {@code index} of {@code co_names}; of inlined code as CONSTANT. */
        NAME,
        /** Element {@code index} of {@code co_localsplusnames}; of inlined code as CONSTANT. */
        LOCAL_NAME,
        /** The code object's address plus {@code index}; of inlined code as CONSTANT. */
        CODE,
        /** The blob's own address plus {@code index}. */
        SELF,
        /** Address of the blob's writable words (counters) plus {@code index}. */
        BLOB_DATA,
        /** Address of the writable words of the blob's loop number {@code index}. */
        LOOP,
        /** Address of the blob's site record number {@code index}. */
        SITE,
        /** Where the generic code goes on at unit {@code index}. */
        RESUME,
        /** The {@link JitData} block. */
        JIT_DATA,
        /** The interned str object {@code name}. */
        STRING,
        /** The function {@code name} of a module in C, with the module's name before it; 0 where there is no such. */
        LIBRARY,
        /** The version of the inlined code object number {@code index}, of 32 bits. */
        INLINED_VERSION,
        /** The object whose address is in the inline cache at unit {@code index}: see {@code CodeGroup.place}. */
        CACHED_OBJECT,
        /** The version, of 32 bits, in the inline cache at unit {@code index}. */
        CACHED_VERSION,
        /** The version of a namespace's keys, of 16 bits, in the inline cache at unit {@code index}. */
        CACHED_KEYS_VERSION,
        /** What a region's inputs call {@code index}: an address, or the version of a code object. */
        INPUT,
        /** A NUL-terminated message text, {@code name}. */
        TEXT,
        /** A plain number, given as hexadecimal text in {@code name}. */
        NUMBER
    }

    /** See {@link Kind#EXPORT}. */
    public static Symbol export(String name) {
        return new Symbol(Kind.EXPORT, name, 0);
    }

    /** See {@link Kind#EXPORT_VALUE}. */
    public static Symbol exportValue(String name) {
        return new Symbol(Kind.EXPORT_VALUE, name, 0);
    }

    /** See {@link Kind#STUB}. */
    public static Symbol stub(String name) {
        return new Symbol(Kind.STUB, name, 0);
    }

    /** See {@link Kind#CONSTANT}. */
    public static Symbol constant(int index) {
        return new Symbol(Kind.CONSTANT, "", index);
    }

    /** The same of code that is inlined, by its number; of 0, the code itself. */
    public static Symbol constant(int code, int index) {
        return code == 0 ? constant(index) : new Symbol(Kind.CONSTANT, String.valueOf(code), index);
    }

    /** See {@link Kind#INLINED_VERSION}. */
    public static Symbol inlinedVersion(int code) {
        return new Symbol(Kind.INLINED_VERSION, "", code);
    }

    /** See {@link Kind#NAME}. */
    public static Symbol name(int index) {
        return new Symbol(Kind.NAME, "", index);
    }

    /** See {@link Kind#LOCAL_NAME}. */
    public static Symbol localName(int index) {
        return new Symbol(Kind.LOCAL_NAME, "", index);
    }

    /** The code object. */
    public static Symbol code() {
        return code(0);
    }

    /** See {@link Kind#CODE}. */
    public static Symbol code(int offset) {
        return new Symbol(Kind.CODE, "", offset);
    }

    /** See {@link Kind#SELF}. */
    public static Symbol self(int offset) {
        return new Symbol(Kind.SELF, "", offset);
    }

    /** See {@link Kind#BLOB_DATA}. */
    public static Symbol blobData(int offset) {
        return new Symbol(Kind.BLOB_DATA, "", offset);
    }

    /** See {@link Kind#LOOP}. */
    public static Symbol loop(int number) {
        return new Symbol(Kind.LOOP, "", number);
    }

    /** See {@link Kind#SITE}. */
    public static Symbol site(int number) {
        return new Symbol(Kind.SITE, "", number);
    }

    /** See {@link Kind#RESUME}. */
    public static Symbol resume(int unit) {
        return new Symbol(Kind.RESUME, "", unit);
    }

    /** See {@link Kind#JIT_DATA}. */
    public static Symbol jitData() {
        return new Symbol(Kind.JIT_DATA, "", 0);
    }

    /** See {@link Kind#STRING}. */
    public static Symbol string(String text) {
        return new Symbol(Kind.STRING, text, 0);
    }

    /** See {@link Kind#LIBRARY}. */
    public static Symbol library(String function) {
        return new Symbol(Kind.LIBRARY, function, 0);
    }

    /** See {@link Kind#CACHED_OBJECT}. */
    public static Symbol cachedObject(int unit) {
        return new Symbol(Kind.CACHED_OBJECT, "", unit);
    }

    /** See {@link Kind#CACHED_VERSION}. */
    public static Symbol cachedVersion(int unit) {
        return new Symbol(Kind.CACHED_VERSION, "", unit);
    }

    /** See {@link Kind#CACHED_KEYS_VERSION}. */
    public static Symbol cachedKeysVersion(int unit) {
        return new Symbol(Kind.CACHED_KEYS_VERSION, "", unit);
    }

    /** What the name refers to in inlined code with a number, if it refers to something of a code object; 0: as it is. */
    public Symbol in(int code) {
        if (code == 0) {
            return this;
        }
        return switch (kind) {
            case CONSTANT, NAME, LOCAL_NAME, CODE ->
                    name.isEmpty() ? new Symbol(kind, String.valueOf(code), index) : this;
            case CACHED_OBJECT, CACHED_VERSION, CACHED_KEYS_VERSION ->
                    new Symbol(kind, name, code << UNIT_BITS | index);
            default -> this;
        };
    }

    /** See {@link Kind#INPUT}. */
    public static Symbol input(long number) {
        return new Symbol(Kind.INPUT, "", Math.toIntExact(number));
    }

    /** See {@link Kind#TEXT}. */
    public static Symbol text(String text) {
        return new Symbol(Kind.TEXT, text, 0);
    }

    /** See {@link Kind#NUMBER}. */
    public static Symbol number(long value) {
        return new Symbol(Kind.NUMBER, Long.toHexString(value), 0);
    }

    /** Short text for listings. */
    public String label() {
        return switch (kind) {
            case EXPORT -> name;
            case EXPORT_VALUE -> "*" + name;
            case STUB -> "stub " + name;
            case CONSTANT -> "const " + index + ofInlined();
            case INLINED_VERSION -> "version of inlined " + index;
            case NAME -> "name " + index + ofInlined();
            case LOCAL_NAME -> "local name " + index + ofInlined();
            case CODE -> "code object" + ofInlined();
            case SELF -> "self+" + index;
            case BLOB_DATA -> "data+" + index;
            case LOOP -> "loop " + index;
            case SITE -> "site " + index;
            case RESUME -> "resume at " + index;
            case JIT_DATA -> "jit data";
            case STRING -> "'" + name + "'";
            case LIBRARY -> "function " + name;
            case CACHED_OBJECT -> "cached at " + index;
            case CACHED_VERSION -> "version at " + index;
            case CACHED_KEYS_VERSION -> "keys version at " + index;
            case INPUT -> "input " + index;
            case TEXT -> "text";
            case NUMBER -> "0x" + name;
        };
    }

    private String ofInlined() {
        return name.isEmpty() ? "" : " of inlined " + name;
    }
}
