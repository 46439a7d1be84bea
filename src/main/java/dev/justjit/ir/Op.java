package dev.justjit.ir;

import static dev.justjit.ir.Effects.EVENTS;
import static dev.justjit.ir.Effects.FINALIZING;
import static dev.justjit.ir.Effects.NONE;
import static dev.justjit.ir.Effects.PYTHON;
import static dev.justjit.ir.Effects.reading;
import static dev.justjit.ir.Effects.writing;
import static dev.justjit.ir.Leaves.AS_PROOF;
import static dev.justjit.ir.Leaves.FOR_RESULT;
import static dev.justjit.ir.Memory.ATTRIBUTE;
import static dev.justjit.ir.Memory.CELL;
import static dev.justjit.ir.Memory.EXCEPTION;
import static dev.justjit.ir.Memory.GLOBAL;
import static dev.justjit.ir.Memory.ITEMS;
import static dev.justjit.ir.Memory.ITERATOR;
import static dev.justjit.ir.Memory.LENGTH;
import static dev.justjit.ir.Memory.LOCALS;
import static dev.justjit.ir.Memory.OTHER;
import static dev.justjit.ir.Memory.SHAPE;
import static dev.justjit.ir.Memory.TABLES;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations, with all that a pass may want to know of them. A pass asks this table and lists no operations of its
 * own; what depends on the operation itself (its type, its folding, its meaning) is an exhaustive switch in {@link
 * Typing}, {@link Folding} and {@link Interpreter}.
 *
 * <p>In the comments: {@code i} is {@link Node#index}, {@code d} is {@link Node#detail}.
 */
public enum Op {
    // ---- values without a place of their own
    /** The value d, a {@link Literal}, in the representation of its type. */
    CONST(Signature.EMPTY, NONE, Result.CONSTANT),
    /** What edges bring to a block, for slot i of the frame: a local, which owns an object, or an entry of the stack. */
    PARAMETER(Signature.EMPTY, NONE, Result.CONSTANT),
    /** Cell i of the closure of the function that is the input, or of the graph's own. */
    FREE_CELL(Signature.OBJECTS, NONE, Result.CONSTANT),
    /** Result i of an operation with several. */
    RESULT(Signature.OBJECT, NONE, Result.OWNED),

    // ---- proofs: the first input, of which more is known afterwards
    /** Is an exact object of the {@link Kind} d. */
    GUARD_TYPE(Signature.OBJECT, NONE.leaving(AS_PROOF), Result.SAME),
    /** Is not NULL. */
    GUARD_BOUND(Signature.OBJECT, NONE.leaving(AS_PROOF), Result.SAME),
    /** Its class has the version in the inline cache at unit i; equal ones have one place, that of the first. */
    GUARD_CLASS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Whether the class of an object has the version in the inline cache at unit i. Asking again takes less than keeping it. */
    HAS_CLASS(Signature.OBJECT, reading(SHAPE).repeating(), Result.BOOL),
    /** Has its attributes inside of the object. */
    GUARD_VALUES(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** No value inside of such an object hides an attribute of its class: its keys have the version at unit i. */
    GUARD_CLASS_KEYS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Has had no dict made for it; the pointer to it is at offset i. */
    GUARD_NO_DICT(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Is a class and has the version at unit i. */
    GUARD_IS_CLASS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Is a module whose namespace has the keys of the version at unit i. */
    GUARD_MODULE(Signature.OBJECT, reading(GLOBAL).leaving(AS_PROOF), Result.SAME),
    /** Is the object that the literal d stands for. */
    GUARD_IS(Signature.OBJECT, NONE.leaving(AS_PROOF), Result.SAME),
    /** The {@link Namespace} d has the keys of the version at unit i. */
    GUARD_KEYS(Signature.EMPTY, reading(GLOBAL).leaving(AS_PROOF), Result.NONE),
    /** Is a Python function (the type says so already) whose code is the code object i of the graph. */
    GUARD_CODE(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Is a Python function with the globals and the builtins of the graph's own frame. */
    GUARD_GLOBALS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Is a Python function with the builtins of the graph's own frame. */
    GUARD_BUILTINS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** Is a Python function whose globals have the keys of the version at unit i. */
    GUARD_FUNCTION_KEYS(Signature.OBJECT, reading(GLOBAL).leaving(AS_PROOF), Result.SAME),
    /** Is a Python function with i default values. */
    GUARD_DEFAULTS(Signature.OBJECT, reading(SHAPE).leaving(AS_PROOF), Result.SAME),
    /** So many calls as i may still be nested. */
    GUARD_DEPTH(Signature.EMPTY, reading(OTHER).leaving(AS_PROOF), Result.NONE),
    /** Is true. */
    GUARD_TRUE(Signature.BOOL, NONE.leaving(AS_PROOF), Result.NONE),

    // ---- numbers and their objects
    UNBOX_INT(Signature.OBJECT, NONE.leaving(FOR_RESULT), Result.INT64),
    UNBOX_FLOAT(Signature.OBJECT, NONE, Result.DOUBLE),
    UNBOX_BOOL(Signature.OBJECT, NONE, Result.BOOL),
    BOX_INT(Signature.INT, NONE.allocating(), Result.OWNED),
    BOX_FLOAT(Signature.FLOAT, NONE.allocating(), Result.OWNED),
    /** The last input, if it is not NULL; else the object of the number if the flag is true, else NULL. */
    BOX_INT_IF(Signature.MAYBE_INT, NONE.allocating(), Result.OWNED),
    /** The last input, if it is not NULL; else the object of the number if the flag is true, else NULL. */
    BOX_FLOAT_IF(Signature.MAYBE_FLOAT, NONE.allocating(), Result.OWNED),
    /** The second input, if it is not NULL, else the object of the number. */
    BOX_INT_OR(Signature.INT_AND_OBJECT, NONE.allocating(), Result.OWNED),
    /** The second input, if it is not NULL, else the object of the number. */
    BOX_FLOAT_OR(Signature.FLOAT_AND_OBJECT, NONE.allocating(), Result.OWNED),
    BOX_BOOL(Signature.BOOL, NONE, Result.CONSTANT),
    INT_TO_FLOAT(Signature.INT, NONE, Result.DOUBLE),

    INT_ADD(Signature.TWO_INTS, NONE.leaving(FOR_RESULT), Result.INT64),
    INT_SUBTRACT(Signature.TWO_INTS, NONE.leaving(FOR_RESULT), Result.INT64),
    INT_MULTIPLY(Signature.TWO_INTS, NONE.leaving(FOR_RESULT), Result.INT64),
    INT_FLOOR_DIVIDE(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.INT64),
    INT_REMAINDER(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.INT64),
    /** Leaves for divisors of 0, and for numbers that are no doubles. */
    INT_TRUE_DIVIDE(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.DOUBLE),
    INT_AND(Signature.TWO_INTS, NONE, Result.INT64),
    INT_OR(Signature.TWO_INTS, NONE, Result.INT64),
    INT_XOR(Signature.TWO_INTS, NONE, Result.INT64),
    /** Leaves for negative distances, which raise. */
    INT_LSHIFT(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.INT64),
    INT_RSHIFT(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.INT64),
    INT_NEGATE(Signature.INT, NONE.leaving(FOR_RESULT), Result.INT64),
    INT_INVERT(Signature.INT, NONE, Result.INT64),
    /** The {@link dev.justjit.abi.ComparisonOperator} d. */
    INT_COMPARE(Signature.TWO_INTS, NONE, Result.BOOL),

    FLOAT_ADD(Signature.TWO_FLOATS, NONE, Result.DOUBLE),
    FLOAT_SUBTRACT(Signature.TWO_FLOATS, NONE, Result.DOUBLE),
    FLOAT_MULTIPLY(Signature.TWO_FLOATS, NONE, Result.DOUBLE),
    FLOAT_DIVIDE(Signature.TWO_FLOATS, NONE.leaving(AS_PROOF), Result.DOUBLE),
    FLOAT_FLOOR_DIVIDE(Signature.TWO_FLOATS, NONE.leaving(AS_PROOF), Result.DOUBLE),
    FLOAT_REMAINDER(Signature.TWO_FLOATS, NONE.leaving(AS_PROOF), Result.DOUBLE),
    FLOAT_NEGATE(Signature.FLOAT, NONE, Result.DOUBLE),
    FLOAT_ABSOLUTE(Signature.FLOAT, NONE, Result.DOUBLE),
    /** Rounded toward zero; leaves where that does not fit. */
    FLOAT_TO_INT(Signature.FLOAT, NONE.leaving(AS_PROOF), Result.INT64),
    /** The {@link dev.justjit.abi.ComparisonOperator} d. */
    FLOAT_COMPARE(Signature.TWO_FLOATS, NONE, Result.BOOL),

    /** Leaves for numbers below 0, which raise. */
    FLOAT_SQUARE_ROOT(Signature.FLOAT, NONE.leaving(AS_PROOF), Result.DOUBLE),

    NOT(Signature.BOOL, NONE, Result.BOOL),
    /** The second input if the first is true, else the third. */
    SELECT_INT(Signature.CHOICE_OF_INTS, NONE, Result.INT64),
    /** The same of floats. */
    SELECT_FLOAT(Signature.CHOICE_OF_FLOATS, NONE, Result.DOUBLE),
    /** The same of objects, both of which are alive. */
    SELECT(Signature.CHOICE, NONE, Result.BORROWED),
    /** Whether two objects are the same one. */
    IS(Signature.TWO_OBJECTS, NONE, Result.BOOL),

    // ---- sequences
    LIST_LENGTH(Signature.OBJECT, reading(LENGTH), Result.INT64),
    TUPLE_LENGTH(Signature.OBJECT, NONE, Result.INT64),
    STR_LENGTH(Signature.OBJECT, NONE, Result.INT64),
    /** The first input, if it is at least 0 and less than the second. */
    CHECK_INDEX(Signature.TWO_INTS, NONE.leaving(AS_PROOF), Result.INT64),
    LIST_ITEM(Signature.ITEM, reading(ITEMS), Result.BORROWED),
    TUPLE_ITEM(Signature.ITEM, NONE, Result.BORROWED),
    STORE_LIST_ITEM(
            Signature.of(Representation.OBJECT, Representation.INT64, Representation.OBJECT),
            writing(ITEMS).releasing().stealing(2),
            Result.NONE),
    LIST_APPEND(
            Signature.TWO_OBJECTS,
            writing(ITEMS, LENGTH).leaving(AS_PROOF).stealing(1),
            Result.NONE),
    NEW_TUPLE(Signature.OBJECTS, NONE.allocating().stealingAll(), Result.OWNED),
    NEW_LIST(Signature.OBJECTS, NONE.allocating().stealingAll(), Result.OWNED),
    /** Start, stop and step. */
    NEW_RANGE(Signature.THREE_INTS, NONE.allocating(), Result.OWNED),

    // ---- questions that are answered without running Python; what only Python can tell leaves
    /** Whether two strings are equal. */
    STR_EQUAL(Signature.TWO_OBJECTS, NONE, Result.BOOL),
    /** The character at an index, of a string that is ASCII. */
    STR_ITEM(Signature.ITEM, NONE.leaving(AS_PROOF), Result.CONSTANT),
    /** What a dict has for a key. Leaves if it has nothing. */
    DICT_ITEM(Signature.TWO_OBJECTS, reading(TABLES).leaving(AS_PROOF), Result.BORROWED),
    /** The text of a str, an int, a float, a bool or None, as {@code str} and f-strings make it. */
    TEXT_OF(Signature.OBJECT, NONE.allocating().leaving(AS_PROOF), Result.OWNED),
    /** A str with its fields filled by {@code %}: by what {@link #TEXT_OF} takes, or a tuple of such. */
    FORMAT(Signature.TWO_OBJECTS, reading(ITEMS).allocating().leaving(AS_PROOF), Result.OWNED),
    /** {@code format} of an int, a float or a str by a specification. */
    FORMAT_OF(Signature.TWO_OBJECTS, NONE.allocating().leaving(AS_PROOF), Result.OWNED),
    /** An item of any builtin container. */
    ITEM_OF(
            Signature.TWO_OBJECTS,
            reading(ITEMS, LENGTH, TABLES).allocating().leaving(AS_PROOF),
            Result.OWNED),
    /** {@code int} of an int, a float or a str. */
    INT_OF(Signature.OBJECT, NONE.allocating().leaving(AS_PROOF), Result.OWNED),
    /** {@code float} of the same. */
    FLOAT_OF(Signature.OBJECT, NONE.allocating().leaving(AS_PROOF), Result.OWNED),
    /** The strings one behind the other; i is 1: the sum of two, which may be one of them. */
    JOIN(Signature.OBJECTS, NONE.allocating(), Result.OWNED),
    /** The part of a list, str, tuple or bytes from the second input to the third: ints or None. */
    SLICE(
            Signature.THREE_OBJECTS,
            reading(ITEMS, LENGTH).allocating().leaving(AS_PROOF),
            Result.OWNED),
    /** The {@link dev.justjit.abi.BinaryOperator} d of two objects that are ints or floats. */
    COMPUTE(Signature.TWO_OBJECTS, NONE.allocating().leaving(AS_PROOF), Result.OWNED),
    /** The {@link dev.justjit.abi.ComparisonOperator} d of two ints, floats or strings, or of two tuples. */
    COMPARE(Signature.TWO_OBJECTS, NONE.leaving(AS_PROOF), Result.BOOL),
    /** Whether two objects are equal. */
    EQUAL(Signature.TWO_OBJECTS, reading(SHAPE).leaving(AS_PROOF), Result.BOOL),
    /** Whether an object is true. */
    TRUTH_OF(Signature.OBJECT, reading(SHAPE, LENGTH, TABLES).leaving(AS_PROOF), Result.BOOL),
    /** Keys, which no Python code hashes or compares, and values in turn; i is 1: the keys are in the tuple that comes first. */
    NEW_DICT(Signature.OBJECTS, NONE.allocating(), Result.OWNED),
    /** An empty set. */
    NEW_SET(Signature.EMPTY, NONE.allocating(), Result.OWNED),
    /** What the dict, the first input, has for the second, else the third, which is alive by itself. */
    DICT_GET(Signature.THREE_OBJECTS, reading(TABLES).leaving(AS_PROOF), Result.BORROWED),
    /** Set, key. */
    SET_ADD(Signature.TWO_OBJECTS, writing(TABLES).leaving(AS_PROOF), Result.NONE),
    /**
     * The {@link KnownMethod} d of the first input, with the others as arguments; its descriptor is in the inline cache at
     * unit i. Leaves if it raises.
     */
    CALL_METHOD(
            Signature.OBJECTS,
            reading(ITEMS, LENGTH, TABLES).allocating().leaving(AS_PROOF),
            Result.OWNED),
    /** The same, of a list that is changed. */
    CHANGE_LIST(
            Signature.OBJECTS,
            writing(ITEMS, LENGTH).alsoReading(ITEMS, LENGTH).leaving(AS_PROOF),
            Result.OWNED),
    /** The same, of a dict or set that is changed; the namespace of a module may be one. */
    CHANGE_TABLE(
            Signature.OBJECTS,
            writing(TABLES, LENGTH, GLOBAL).alsoReading(TABLES, SHAPE).leaving(AS_PROOF),
            Result.OWNED),
    /** Dict, key, value. */
    STORE_DICT_ITEM(
            Signature.THREE_OBJECTS,
            writing(TABLES).releasing().leaving(AS_PROOF).stealing(2),
            Result.NONE),
    /** Whether the first, any builtin container, contains the second. */
    CONTAINS(Signature.TWO_OBJECTS, reading(TABLES, ITEMS, LENGTH).leaving(AS_PROOF), Result.BOOL),
    /** The length of any builtin container. */
    LENGTH_OF(Signature.OBJECT, reading(TABLES, LENGTH).leaving(AS_PROOF), Result.INT64),
    /** The number of the ASCII character that a string is. */
    CHARACTER_CODE(Signature.OBJECT, NONE.leaving(AS_PROOF), Result.INT64),
    /** The ASCII character with a number. */
    CHARACTER(Signature.INT, NONE.leaving(AS_PROOF), Result.CONSTANT),
    /** The address of an object. */
    ADDRESS_OF(Signature.OBJECT, NONE, Result.INT64),
    /** The class of an object. */
    CLASS_OF(Signature.OBJECT, reading(SHAPE), Result.BORROWED),
    /** Whether the first is an instance of the second. */
    IS_INSTANCE(Signature.TWO_OBJECTS, reading(SHAPE).leaving(AS_PROOF), Result.BOOL),

    // ---- iterators
    /** An iterator over a list, a tuple or a range; the type says which. */
    ITERATE(Signature.OBJECT, NONE.allocating(), Result.OWNED),
    /** An iterator over the ints from the first input up or down to the second, in steps of the third. */
    RANGE_ITERATOR(Signature.THREE_INTS, NONE.allocating(), Result.OWNED),
    HAS_NEXT(Signature.OBJECT, reading(ITERATOR, LENGTH), Result.BOOL),
    /** The next item of any builtin iterator, or NULL at its end. */
    NEXT_OR_END(
            Signature.OBJECT,
            writing(ITERATOR)
                    .alsoReading(ITERATOR, ITEMS, LENGTH, TABLES)
                    .allocating()
                    .leaving(AS_PROOF),
            Result.OWNED),
    NEXT_ITEM(Signature.OBJECT, writing(ITERATOR).alsoReading(ITERATOR, ITEMS), Result.OWNED),
    NEXT_INT(Signature.OBJECT, writing(ITERATOR).alsoReading(ITERATOR), Result.INT64),
    /** Lets the iterator over a list or tuple be at its end for good, and lets go of it; d as of RELEASE. */
    END_ITERATOR(Signature.OBJECT, FINALIZING.stealing(0), Result.NONE),

    // ---- attributes, globals, cells; d is the name, for listings
    /** Value i inside of an object, or NULL. */
    LOAD_VALUE(Signature.OBJECT, reading(ATTRIBUTE), Result.BORROWED),
    STORE_VALUE(Signature.TWO_OBJECTS, writing(ATTRIBUTE).releasing().stealing(1), Result.NONE),
    /**
     * Puts the third input where LOAD_VALUE found the second, the reference to which is the graph's from then on. No
     * Python code runs.
     */
    PUT_VALUE(Signature.THREE_OBJECTS, writing(ATTRIBUTE).stealing(2), Result.NONE),
    /** The object at offset i of an object, or NULL. */
    LOAD_SLOT(Signature.OBJECT, reading(ATTRIBUTE), Result.BORROWED),
    STORE_SLOT(Signature.TWO_OBJECTS, writing(ATTRIBUTE).releasing().stealing(1), Result.NONE),
    /** As PUT_VALUE, where LOAD_SLOT found the second input. */
    PUT_SLOT(Signature.THREE_OBJECTS, writing(ATTRIBUTE).stealing(2), Result.NONE),
    /** Entry i of the namespace of a module. */
    LOAD_MODULE_VALUE(Signature.OBJECT, reading(GLOBAL), Result.BORROWED),
    /** Entry i of the globals. */
    LOAD_GLOBAL(Signature.EMPTY, reading(GLOBAL), Result.BORROWED),
    /** Entry i of the globals of a Python function. */
    LOAD_FUNCTION_GLOBAL(Signature.OBJECT, reading(GLOBAL), Result.BORROWED),
    /** Entry i of the builtins. */
    LOAD_BUILTIN(Signature.EMPTY, reading(GLOBAL), Result.BORROWED),
    /**
     * The {@code __init__} of a class, of which the version is proved, that the interpreter has noted; or NULL.
     */
    LOAD_INIT(Signature.OBJECT, reading(SHAPE), Result.BORROWED),
    /** A new object of the class with the version at unit i, all of whose attributes are inside of it, and not bound. */
    NEW_INSTANCE(Signature.OBJECT, NONE.allocating(), Result.OWNED),
    /** The function of a bound method. */
    BOUND_FUNCTION(Signature.OBJECT, NONE, Result.BORROWED),
    /** The object of a bound method, which is passed first. */
    BOUND_SELF(Signature.OBJECT, NONE, Result.BORROWED),
    /** Default value i of a Python function. */
    LOAD_DEFAULT(Signature.OBJECT, reading(SHAPE), Result.BORROWED),
    MAKE_CELL(Signature.OBJECT, NONE.allocating().stealing(0), Result.OWNED),
    LOAD_CELL(Signature.OBJECT, reading(CELL), Result.BORROWED),
    STORE_CELL(Signature.TWO_OBJECTS, writing(CELL).releasing().stealing(1), Result.NONE),

    // ---- references and slots of the interpreter's frame
    /** Puts an object, or NULL, into the slot of local i; the {@link Replaced} d says what becomes of what was there. */
    STORE_LOCAL(Signature.OBJECT, writing(LOCALS).stealing(0), Result.NONE),
    /** What is in the slot of local i, which others may have changed; with the {@link Kind} d it is not NULL. */
    LOAD_LOCAL(Signature.EMPTY, reading(LOCALS), Result.BORROWED),
    /** One more reference to the object, if there is one. */
    RETAIN(Signature.OBJECT, NONE.counting(), Result.NONE),
    /**
     * Lets go of one reference to the object, if there is one. Where Python may run, d is the {@link Instruction} that
     * onlookers see; the rest of the frame that they see is that after it.
     */
    RELEASE(Signature.OBJECT, FINALIZING.stealing(0), Result.NONE),
    /**
     * Lets go of one reference to the object, if there is one; leaves if that would be noticed: if it is the last one to
     * an object of a class that may run Python.
     */
    RELEASE_QUIETLY(Signature.OBJECT, NONE.counting().leaving(AS_PROOF).stealing(0), Result.NONE),

    // ---- whole instructions
    /**
     * A call of the first input with positional arguments. It was a Python function that takes exactly these, and is asked
     * again by the call itself: a function that is compiled has no version any more.
     */
    CALL_FUNCTION(Signature.OBJECTS, PYTHON.stealingAll(), Result.OWNED_OR_RAISED),
    /**
     * The instruction d, an {@link Instruction}, with what it takes from the stack. The first i inputs stay there, and
     * keep their references.
     */
    GENERIC(Signature.OBJECTS, PYTHON.stealingAll(), Result.OWNED_OR_RAISED),
    /** The instruction d, which raises always. */
    RAISE(Signature.OBJECTS, PYTHON.stealingAll().ending(), Result.NONE),
    /** Leaves when something is pending: signals, another thread, a tool. */
    SAFEPOINT(Signature.EMPTY, EVENTS.leaving(AS_PROOF).repeating(), Result.NONE),
    /** Leaves when a tool was switched on, or a local changed by somebody else, while Python ran. */
    WATCH(Signature.EMPTY, reading(OTHER).leaving(AS_PROOF), Result.NONE),
    /** The exception that led to this block. */
    CAUGHT(Signature.EMPTY, reading(EXCEPTION).counting(), Result.OWNED),
    /** Where it was raised, as an int: comes before the exception. */
    CAUGHT_AT(Signature.EMPTY, reading(EXCEPTION).counting(), Result.OWNED),

    // ---- ends of blocks
    JUMP(Signature.EMPTY, NONE.ending(), Result.NONE),
    /** To the first target if the input is true, else to the second. */
    BRANCH(Signature.BOOL, NONE.ending(), Result.NONE),
    /** Ends the frame at the instruction d: its locals are let go of, and others can see that it is gone. */
    RETURN(Signature.OBJECT, writing(OTHER).ending().stealing(0), Result.NONE),
    /** Leaves always. */
    LEAVE(Signature.EMPTY, NONE.leaving(AS_PROOF).ending(), Result.NONE);

    private final Signature signature;
    private final Effects effects;
    private final Result result;
    private final String text = name().toLowerCase(Locale.ROOT);

    Op(Signature signature, Effects effects, Result result) {
        this.signature = signature;
        this.effects = effects;
        this.result = result;
    }

    /** What inputs it has. */
    public Signature signature() {
        return signature;
    }

    /** What it does besides its result. */
    public Effects effects() {
        return effects;
    }

    /** Who holds its result. */
    public Result result() {
        return result;
    }

    /** What reads back what this stores: the last input is what it reads, the others are its inputs. Null for others. */
    public @Nullable Op readBack() {
        return READ_BACK.get(this);
    }

    private static final Map<Op, Op> READ_BACK =
            Map.of(
                    STORE_LIST_ITEM, LIST_ITEM,
                    STORE_VALUE, LOAD_VALUE,
                    STORE_SLOT, LOAD_SLOT,
                    PUT_VALUE, LOAD_VALUE,
                    PUT_SLOT, LOAD_SLOT,
                    STORE_CELL, LOAD_CELL);

    /** The name as listings show it. */
    public String text() {
        return text;
    }
}
