package dev.justjit.attach.bridge;

/** The functions of the module {@code _justjit}. */
enum BridgeFunction {
    COMPILE(
            "compile",
            1,
            "($module, function, /)",
            "Compile a function now. None, or the reason why it stays interpreted."),
    CHECK(
            "check",
            1,
            "($module, function, /)",
            "None if the function could be compiled, else the reason. Changes nothing."),
    MARK(
            "mark",
            2,
            "($module, function, calls, /)",
            "Let the function be compiled at that many calls from now."),
    PROMISE(
            "promise",
            2,
            "($module, function, mode, /)",
            "What the numbers in the function are: 'auto', 'int', 'float' or 'object'."),
    ADOPT("adopt", 1, "($module, function, /)", "Let the calls of the function be counted."),
    IS_COMPILED(
            "is_compiled",
            1,
            "($module, function, /)",
            "Whether calls of the function run machine code."),
    REPORT(
            "report",
            1,
            "($module, function, /)",
            "JSON: what is known of the function's code; None if nothing is."),
    REPORTS("reports", 0, "($module, /)", "JSON: what is known of all code that was looked at."),
    LISTING(
            "listing",
            2,
            "($module, function, isa, /)",
            "The function as it would be compiled now for 'x64', 'a64' or '' (this machine), as text."),
    CODE_SIZE(
            "code_size",
            1,
            "($module, function, /)",
            "JSON: what the bytes are for that the function would be compiled to now."),
    GRAPH(
            "graph",
            2,
            "($module, function, what, /)",
            "The graph of the function before and after the passes, as text; or what 'verify' or 'time' tell of it."),
    OBSERVE(
            "observe",
            0,
            "($module, /)",
            "Note from now on what is compiled, for a report. Address and size of the memory for code."),
    OBSERVATIONS(
            "observations",
            1,
            "($module, codes, /)",
            "A tuple of JSON, what was noted, and of the code objects in it. With the machine code of those at these addresses."),
    INTERPRET(
            "interpret",
            2,
            "($module, function, reason, /)",
            "Let the function's code be interpreted for good; what is compiled already is not entered any more."),
    BEGIN_VERIFYING(
            "begin_verifying",
            3,
            "($module, before, after, all, /)",
            "Call before(function, arguments, names) and after(token, result, exception) around calls of compiled functions."),
    VERIFY(
            "verify",
            2,
            "($module, function, calls, /)",
            "Let the call of the function be looked at that comes so many calls from now; None: no call any more."),
    EXITS(
            "exits",
            2,
            "($module, function, before, /)",
            "What is counted of the function's exits; with an earlier answer, JSON: which were taken since."),
    STATS("stats", 0, "($module, /)", "JSON: the counters of the compiler."),
    OPCODES("opcodes", 0, "($module, /)", "JSON: the opcodes and how each is compiled."),
    ENABLE(
            "enable",
            1,
            "($module, threshold, /)",
            "Compile functions made from now on at their threshold-th call; None: where they are hot."),
    DISABLE("disable", 0, "($module, /)", "Compile no more functions by counting calls."),
    ADOPT_ALL(
            "adopt_all",
            0,
            "($module, /)",
            "Let the calls of all functions that exist be counted, if calls are counted at all."),
    EXPECT(
            "expect",
            1,
            "($module, function, /)",
            "Compile the function at its next call: it was hot before there was a compiler."),
    STORE_LATER(
            "store_later",
            1,
            "($module, function, /)",
            "Compile the function when nothing else is to be done, and store it for starts without a JVM."),
    END(
            "end",
            1,
            "($module, stats, /)",
            "Detach the compiler, because the program ends; print its counters if stats is True."),
    SET_IMPORT_FROM_FALLBACK(
            "set_import_from_fallback",
            1,
            "($module, callable, /)",
            "The callable that answers 'from module import name' without such an attribute.");

    private final String text;
    private final int arguments;
    private final String signature;
    private final String summary;

    BridgeFunction(String text, int arguments, String signature, String summary) {
        this.text = text;
        this.arguments = arguments;
        this.signature = signature;
        this.summary = summary;
    }

    /** Name in Python. */
    String text() {
        return text;
    }

    /** Number of arguments, all positional. */
    int arguments() {
        return arguments;
    }

    /** Docstring in the form that gives builtin functions a signature. */
    String doc() {
        return text + signature + "\n--\n\n" + summary;
    }
}
