package dev.justjit.cli;

/** Which code is compiled, and when: the values of {@code --jit}. */
public enum JitMode {
    /** Functions with the decorator {@code @jit}. */
    DECORATED("decorated"),
    /** Those, and whatever turns out to be hot. */
    HOT("hot"),
    /** Every code object at its first call. */
    EAGER("eager"),
    /** Like hot, and calls that only compute run in the interpreter, too, and are compared. */
    VERIFY("verify"),
    /** Nothing; the interpreter runs everything. */
    OFF("off");

    private final String text;

    JitMode(String text) {
        this.text = text;
    }

    /** The value on the command line. */
    public String text() {
        return text;
    }
}
