package dev.justjit.ir;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Methods of builtin classes that run no Python code for such receivers and arguments, raise before they have done
 * anything, and are called by their C functions.
 */
public enum KnownMethod {
    STARTSWITH(Kind.STR, Convention.FAST, 1, "aii", Kind.BOOL),
    ENDSWITH(Kind.STR, Convention.FAST, 1, "aii", Kind.BOOL),
    STRIP(Kind.STR, Convention.FAST, 0, "a", Kind.STR),
    LSTRIP(Kind.STR, Convention.FAST, 0, "a", Kind.STR),
    RSTRIP(Kind.STR, Convention.FAST, 0, "a", Kind.STR),
    REPLACE(Kind.STR, Convention.KEYWORDS, 2, "aai", Kind.STR),
    SPLIT(Kind.STR, Convention.KEYWORDS, 0, "ai", Kind.LIST),
    RSPLIT(Kind.STR, Convention.KEYWORDS, 0, "ai", Kind.LIST),
    SPLITLINES(Kind.STR, Convention.KEYWORDS, 0, "", Kind.LIST),
    ENCODE(Kind.STR, Convention.KEYWORDS, 0, "", Kind.OBJECT),
    FIND(Kind.STR, Convention.FAST, 1, "aii", Kind.INT),
    RFIND(Kind.STR, Convention.FAST, 1, "aii", Kind.INT),
    STR_INDEX(Kind.STR, Convention.FAST, 1, "aii", Kind.INT),
    STR_COUNT(Kind.STR, Convention.FAST, 1, "aii", Kind.INT),
    LJUST(Kind.STR, Convention.FAST, 1, "ia", Kind.STR),
    RJUST(Kind.STR, Convention.FAST, 1, "ia", Kind.STR),
    CENTER(Kind.STR, Convention.FAST, 1, "ia", Kind.STR),
    ZFILL(Kind.STR, Convention.ONE, 1, "i", Kind.STR),
    JOIN(Kind.STR, Convention.ONE, 1, "s", Kind.STR),
    PARTITION(Kind.STR, Convention.ONE, 1, "a", Kind.TUPLE),
    RPARTITION(Kind.STR, Convention.ONE, 1, "a", Kind.TUPLE),
    REMOVEPREFIX(Kind.STR, Convention.ONE, 1, "a", Kind.STR),
    REMOVESUFFIX(Kind.STR, Convention.ONE, 1, "a", Kind.STR),
    LOWER(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    UPPER(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    TITLE(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    CAPITALIZE(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    CASEFOLD(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    SWAPCASE(Kind.STR, Convention.NONE, 0, "", Kind.STR),
    ISASCII(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISLOWER(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISUPPER(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISSPACE(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISALPHA(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISALNUM(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISDIGIT(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISDECIMAL(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISNUMERIC(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISIDENTIFIER(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    ISPRINTABLE(Kind.STR, Convention.NONE, 0, "", Kind.BOOL),
    KEYS(Kind.DICT, Convention.NONE, 0, "", Kind.OBJECT),
    VALUES(Kind.DICT, Convention.NONE, 0, "", Kind.OBJECT),
    ITEMS(Kind.DICT, Convention.NONE, 0, "", Kind.OBJECT),
    POP(Kind.LIST, Convention.FAST, 0, "i", Kind.OBJECT),
    REVERSE(Kind.LIST, Convention.NONE, 0, "", Kind.NONE),
    INSERT(Kind.LIST, Convention.FAST, 2, "ia", Kind.NONE),
    EXTEND(Kind.LIST, Convention.ONE, 1, "s", Kind.NONE),
    LIST_COPY(Kind.LIST, Convention.NONE, 0, "", Kind.LIST),
    DICT_POP(Kind.DICT, Convention.FAST, 1, "ka", Kind.OBJECT),
    SETDEFAULT(Kind.DICT, Convention.FAST, 1, "ka", Kind.OBJECT),
    DICT_COPY(Kind.DICT, Convention.NONE, 0, "", Kind.DICT),
    DISCARD(Kind.SET, Convention.ONE, 1, "k", Kind.NONE),
    REMOVE(Kind.SET, Convention.ONE, 1, "k", Kind.NONE),
    SET_POP(Kind.SET, Convention.NONE, 0, "", Kind.OBJECT),
    SET_COPY(Kind.SET, Convention.NONE, 0, "", Kind.SET),
    DEQUE_APPEND(Owner.DEQUE, Convention.ONE, 1, "a", Kind.NONE),
    DEQUE_APPENDLEFT(Owner.DEQUE, Convention.ONE, 1, "a", Kind.NONE),
    DEQUE_POPLEFT(Owner.DEQUE, Convention.NONE, 0, "", Kind.OBJECT),
    AS_INTEGER_RATIO(Kind.FLOAT, Convention.NONE, 0, "", Kind.TUPLE),
    IS_INTEGER(Kind.FLOAT, Convention.NONE, 0, "", Kind.BOOL),
    BIT_LENGTH(Kind.INT, Convention.NONE, 0, "", Kind.INT),
    BIT_COUNT(Kind.INT, Convention.NONE, 0, "", Kind.INT);

    /** Classes in C whose methods are known, but which values have no kind for. */
    public enum Owner {
        DEQUE("_collections.deque");

        private final String text;

        Owner(String text) {
            this.text = text;
        }

        /** Its module, a dot and its name. */
        public String text() {
            return text;
        }
    }

    /** How the C function takes arguments. */
    public enum Convention {
        NONE,
        ONE,
        FAST,
        /** The same, with names of keywords. */
        KEYWORDS
    }

    /** What an argument has to be. */
    public enum Argument {
        /** Anything: only strings, and tuples of them, are looked into. */
        ANY,
        /** Exactly an int. */
        INT,
        /** Exactly a list or a tuple. */
        SEQUENCE,
        /** One of which machine code can tell without Python whether the receiver has it. */
        KEY
    }

    private final Kind receiver;
    private final @Nullable Owner owner;
    private final Convention convention;
    private final int least;
    private final String arguments;
    private final Kind result;
    private final String method;

    KnownMethod(Kind receiver, Convention convention, int least, String arguments, Kind result) {
        this(receiver, null, convention, least, arguments, result);
    }

    KnownMethod(Owner owner, Convention convention, int least, String arguments, Kind result) {
        this(Kind.OBJECT, owner, convention, least, arguments, result);
    }

    KnownMethod(
            Kind receiver,
            @Nullable Owner owner,
            Convention convention,
            int least,
            String arguments,
            Kind result) {
        this.owner = owner;
        this.receiver = receiver;
        this.convention = convention;
        this.least = least;
        this.arguments = arguments;
        this.result = result;
        String name = name().toLowerCase(java.util.Locale.ROOT);
        String prefix = named("_");
        method = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /**
     * The method of that name, or null.
     *
     * @param receiver exact kind of the receiver, or OBJECT: then it is a guess
     * @param count arguments
     * @param fits whether a method may be it, going by what else is known
     */
    public static @Nullable KnownMethod find(
            String name, Kind receiver, int count, Predicate<KnownMethod> fits) {
        for (KnownMethod method : values()) {
            boolean likely =
                    receiver == Kind.OBJECT ? !method.isOfMany() : receiver == method.receiver;
            if (likely
                    && method.method.equals(name)
                    && count >= method.least
                    && count <= method.arguments.length()
                    && fits.test(method)) {
                return method;
            }
        }
        return null;
    }

    /** Whether the name alone does not say which class it is of. */
    private boolean isOfMany() {
        return switch (this) {
            case LIST_COPY, DICT_COPY, SET_COPY, REMOVE -> true;
            default -> false;
        };
    }

    /** The class whose method it is, if the kind of the receiver does not say so, or null. */
    public @Nullable Owner owner() {
        return owner;
    }

    /** Exact kind of the receiver, or OBJECT: it is of a class derived from the owner. */
    public Kind receiver() {
        return receiver;
    }

    /** How the C function is called. */
    public Convention convention() {
        return convention;
    }

    /** What an argument has to be. */
    public Argument argument(int index) {
        return switch (arguments.charAt(index)) {
            case 'i' -> Argument.INT;
            case 's' -> Argument.SEQUENCE;
            case 'k' -> Argument.KEY;
            default -> Argument.ANY;
        };
    }

    /** The type of what it returns. */
    public Type result() {
        return Type.of(result);
    }

    /** Whether its first argument is a {@link Argument#KEY}. */
    public boolean hasKey() {
        return arguments.startsWith("k");
    }

    /** What calls it: it may change its receiver. */
    public Op operation() {
        return switch (this) {
            case POP, REVERSE, INSERT, EXTEND -> Op.CHANGE_LIST;
            case DEQUE_APPEND, DEQUE_APPENDLEFT, DEQUE_POPLEFT -> Op.CHANGE_LIST;
            case DICT_POP, SETDEFAULT, DISCARD, REMOVE, SET_POP -> Op.CHANGE_TABLE;
            default -> Op.CALL_METHOD;
        };
    }

    /** The name of its class, with something behind it. */
    private String named(String behind) {
        String type = owner == null ? receiver.name() : owner.name();
        return type.toLowerCase(java.util.Locale.ROOT) + behind;
    }

    @Override
    public String toString() {
        return named("." + method);
    }
}
