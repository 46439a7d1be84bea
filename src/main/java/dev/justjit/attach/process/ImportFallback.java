package dev.justjit.attach.process;

/**
 * The Python function that answers {@code from module import name} when the module has no such
 * attribute: with an entry of {@code sys.modules}, or with an ImportError in the words of the
 * interpreter, which runs the statement on a stand-in for the module.
 *
 * <p>It is plain Python, because it must also work in a forked process; it sees a private copy of the
 * builtins and imports nothing when called, so nothing that a program does to {@code builtins} or
 * {@code sys.path} reaches it; and it is text in a class, because looking up a resource costs
 * milliseconds at every start.
 */
public final class ImportFallback {
    /** The text of the module, for a process whose path does not have it. */
    public static final String SOURCE =
            """
            import sys

            _IMPORT = compile("from m import n", "<justjit>", "exec", dont_inherit=True)
            _MODULE = type(sys)
            _ABSENT = object()


            def import_from_failed(module, name):
                # the stand-in lacks the attribute once, then answers as the module
                lacking = True

                def read(stand_in, attribute):
                    nonlocal lacking
                    value = _ABSENT if lacking else getattr(module, attribute, _ABSENT)
                    lacking = False
                    if value is _ABSENT:
                        raise AttributeError
                    return value

                base = _MODULE if issubclass(type(module), _MODULE) else object
                stand_in = base.__new__(type("", (base,), {"__getattribute__": read}))
                if base is _MODULE:
                    known = _MODULE.__dict__["__dict__"].__get__(module)
                    if known is not None and "__file__" in known:
                        # the interpreter reads this one past __getattribute__
                        base.__setattr__(stand_in, "__file__", known["__file__"])
                scope = {"__builtins__": {"__import__": lambda *arguments: stand_in}}
                exec(_IMPORT.replace(co_names=("m", name)), scope)
                return scope[name]
            """;

    private static final String FUNCTION = "import_from_failed";

    private ImportFallback() {}

    /**
     * Makes the function; a new reference.
     *
     * @throws Incompatible if it cannot be made
     */
    public static long create() {
        return PythonText.function(SOURCE, FUNCTION);
    }
}
