package dev.justjit.region.ir;

import org.jspecify.annotations.Nullable;

/** Functions and types that regions call without Python; known by identity. */
public enum Builtin {
    ABS("builtins", "abs"),
    MIN("builtins", "min"),
    MAX("builtins", "max"),
    DIVMOD("builtins", "divmod"),
    INT("builtins", "int"),
    FLOAT("builtins", "float"),
    BOOL("builtins", "bool"),
    LEN("builtins", "len"),
    RANGE("builtins", "range"),
    ENUMERATE("builtins", "enumerate"),
    ZIP("builtins", "zip"),
    POW("builtins", "pow"),
    SQRT("math", "sqrt"),
    FABS("math", "fabs"),
    FLOOR("math", "floor"),
    CEIL("math", "ceil"),
    TRUNC("math", "trunc"),
    SIN("math", "sin"),
    COS("math", "cos"),
    TAN("math", "tan"),
    ATAN("math", "atan"),
    EXP("math", "exp"),
    // from here on they are in MathCalls
    ROUND("builtins", "round"),
    LOG("math", "log"),
    LOG2("math", "log2"),
    LOG10("math", "log10"),
    LOG1P("math", "log1p"),
    EXP2("math", "exp2"),
    EXPM1("math", "expm1"),
    CBRT("math", "cbrt"),
    ASIN("math", "asin"),
    ACOS("math", "acos"),
    SINH("math", "sinh"),
    COSH("math", "cosh"),
    TANH("math", "tanh"),
    ASINH("math", "asinh"),
    ACOSH("math", "acosh"),
    ATANH("math", "atanh"),
    ERF("math", "erf"),
    ERFC("math", "erfc"),
    FMOD("math", "fmod"),
    MATH_POW("math", "pow"),
    COPYSIGN("math", "copysign"),
    ATAN2("math", "atan2"),
    ISNAN("math", "isnan"),
    ISINF("math", "isinf"),
    ISFINITE("math", "isfinite"),
    ISQRT("math", "isqrt"),
    GCD("math", "gcd");

    private static final Builtin[] ALL = values();

    private final String module;
    private final String text;

    Builtin(String module, String text) {
        this.module = module;
        this.text = text;
    }

    /** The module that has it. */
    public String module() {
        return module;
    }

    /** Its name there; for functions of {@code libm} also the C name. */
    public String text() {
        return text;
    }

    /** The builtin of a shape, or null: it is something else. */
    public static @Nullable Builtin of(Shape shape) {
        return shape.is(Shape.Kind.BUILTIN) ? ALL[(int) shape.detail()] : null;
    }
}
