package dev.justjit.api;

import dev.justjit.host.PythonHost;
import dev.justjit.host.process.CApi;

/**
 * Lets tracebacks show the lines of sources that came as strings: each has a file name of its own, by which {@code
 * linecache} knows its lines as long as any of its code exists. All methods need the GIL.
 */
final class SourceLines {
    private static final String SOURCE =
            """
            def keeper():
                import linecache
                from _weakref import ref
                watched = {}

                def keep(code, source, name):
                    lines = [line + "\\n" for line in source.splitlines()]
                    linecache.cache[name] = len(source), None, lines, name
                    codes = [code]
                    for each in codes:
                        codes += [c for c in each.co_consts if type(c) is type(code)]
                    left = len(codes)

                    def died(reference):
                        nonlocal left
                        del watched[id(reference)]
                        left -= 1
                        if not left:
                            linecache.cache.pop(name, None)

                    for each in codes:
                        reference = ref(each, died)
                        watched[id(reference)] = reference

                return keep
            """;

    private long keep;
    private int count;

    /** The next source's name. */
    String nextName() {
        return "<java-" + ++count + ">";
    }

    /** From now on the lines of the code are known; where that fails, tracebacks go without. */
    void keep(long code, String source, long name) {
        Caller caller = Python.current().gil().caller();
        caller.shield();
        try {
            keepShielded(code, source, name);
        } finally {
            caller.unshield();
        }
    }

    private void keepShielded(long code, String source, long name) {
        if (keep == 0) {
            long keeper = PythonHost.helper(SOURCE, "<justjit.lines>", "keeper");
            keep = keeper == 0 ? 0 : CApi.call(keeper);
            CApi.decRef(keeper);
        }
        if (keep != 0) {
            long text = ToPython.convertText(source);
            CApi.decRef(CApi.call(keep, code, text, name));
            CApi.decRef(text);
        }
        CApi.clearError();
    }
}
