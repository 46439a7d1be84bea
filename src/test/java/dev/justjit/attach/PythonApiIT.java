package dev.justjit.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess.Outcome;
import org.junit.jupiter.api.Test;

/** The Python package and the module below it, in programs that check themselves. */
class PythonApiIT {
    /** {@code fails(type, words, function, arguments)}: raises that, with the words in its text. */
    private static final String FAILS =
            """
            def fails(expected, words, function, *args, **kwargs):
                try:
                    function(*args, **kwargs)
                except expected as error:
                    assert words in str(error), error
                else:
                    raise AssertionError(f"nothing was raised, not {expected}")
            """;

    static void passes(String mode, String program) throws Exception {
        try (JarProgram jar = new JarProgram().option("-Djustjit.wait=true")) {
            Outcome done = jar.with("p.py", FAILS + program).run("run", mode, "p.py");
            assertEquals("", done.err());
            assertEquals("done\n", done.out());
            assertEquals(0, done.status());
        }
    }

    @Test
    void compilesMarkedFunctionsAtTheThirdCall() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import jit, is_compiled, explain

                @jit
                def plain(a, b):
                    return a + b

                @jit(mode="auto", on_fail="error")
                def called(a, b):
                    return a * b

                def never(a):
                    return a

                for f in plain, called:
                    assert f(2, 3) and not is_compiled(f)
                    assert f(2, 3) and not is_compiled(f)
                    assert f(2, 3) and is_compiled(f)
                assert plain("a", "b") == "ab" and plain(2, 3) == 5
                assert called(2**40, 2**40) == 2**80
                for _ in range(100):
                    never(1)
                assert not is_compiled(never)
                seen = explain(plain)
                assert seen["name"] == "plain" and seen["compiled"] and seen["bytes"] > 100
                assert seen["reason"] is None and seen["versions"] == 1
                left = [s for s in seen["exits"] if s["opcode"] == "BINARY_OP" and s["count"]]
                assert left and left[0]["line"] == plain.__code__.co_firstlineno + 2
                assert "often enough" in explain(never)["reason"]
                print("done")
                """);
    }

    @Test
    void sitesRememberWhatTheyMeet() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import compile_function, explain

                class Value:
                    def __init__(self, x):
                        self.x = x

                class Slot(object):
                    __slots__ = ("x",)

                def read(o):
                    return o.x

                def seen():
                    (site,) = explain(read)["sites"]
                    return site["misses"], [(s["kind"], s["count"]) for s in site["shapes"]]

                compile_function(read)
                assert explain(read)["sites"] == []
                for i in range(10):
                    assert read(Value(i)) == i
                assert seen() == (1, [("value", 9)])
                slot = Slot()
                slot.x = 1
                assert [read(slot) for _ in range(5)] == [1] * 5
                assert seen() == (2, [("value", 9), ("slot", 4)])
                Value.x = property(lambda self: "property")
                assert [read(Value.__new__(Value)) for _ in range(3)] == ["property"] * 3
                assert seen() == (3, [("value", 9), ("slot", 4), ("property", 2)])
                for i in range(9):
                    kind = type("K%d" % i, (), {"x": i})
                    assert read(kind()) == read(kind()) == i
                misses, shapes = seen()
                assert misses == 12 and len(shapes) == 4, (misses, shapes)
                (site,) = explain(read)["sites"]
                assert site["name"] == "x" and site["line"] == read.__code__.co_firstlineno + 1
                print("done")
                """);
    }

    /** A program that makes its classes anew has as many as it likes, one after the other. */
    @Test
    void sitesThatMetManyClassesLearnLaterOnes() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import compile_function, explain

                def work(kind, n):
                    for i in range(n):
                        assert kind(i).x == i

                def made(i):
                    def __init__(self, x):
                        self.x = x
                    return type("K%d" % i, (), {"__init__": __init__})

                compile_function(work)
                for i in range(60):
                    work(made(i), 3)
                work(made(60), 3000)
                for site in explain(work)["sites"]:
                    if site["opcode"] in ("LOAD_ATTR", "CALL") and len(site["shapes"]) > 1:
                        assert max(s["count"] for s in site["shapes"]) > 2800, site
                print("done")
                """);
    }

    @Test
    void compilesMethods() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import jit, is_compiled, compile_function

                class C:
                    @jit
                    @staticmethod
                    def outer(x):
                        return x + 1

                    @staticmethod
                    @jit
                    def inner(x):
                        return x + 1

                    @jit
                    @classmethod
                    def made(cls, x):
                        return cls, x

                    @jit
                    def method(self, x):
                        return self, x

                    @property
                    @jit
                    def value(self):
                        return 9

                    def later(self):
                        return 7

                c = C()
                for _ in range(4):
                    assert C.outer(1) == c.inner(1) == 2
                    assert c.made(3) == (C, 3) and c.method(4) == (c, 4) and c.value == 9
                for f in C.outer, C.inner, C.made, c.method, C.method, C.value.fget:
                    assert is_compiled(f), f
                assert not is_compiled(C.value) and not is_compiled(C)
                assert compile_function(c.later)() == 7 and is_compiled(C.later)
                fails(TypeError, "property", jit, C.value)
                print("done")
                """);
    }

    @Test
    void saysWhatCannotBeCompiled() throws Exception {
        passes(
                "--jit=decorated",
                """
                import warnings
                import justjit
                from justjit import jit, compile_function, explain, NotCompilable, JitWarning

                exec("def big():\\n" + "    x = 1\\n" * 31000)

                fails(NotCompilable, "code units", jit(on_fail="error"), big)
                fails(NotCompilable, "big stays interpreted", compile_function, big)
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    assert jit(on_fail="warn")(big) is big
                assert len(caught) == 1 and caught[0].category is JitWarning
                assert caught[0].filename == __file__
                assert jit(big) is big and big() is None
                assert explain(big)["reason"].endswith("code units, the limit is 60000")
                assert issubclass(JitWarning, UserWarning)
                assert issubclass(NotCompilable, RuntimeError)
                print("done")
                """);
    }

    @Test
    void refusesWrongArguments() throws Exception {
        passes(
                "--jit=decorated",
                """
                import justjit
                from justjit import *

                def f(x):
                    return x

                for use in jit, jit(), compile_function, explain:
                    for wrong in 5, len, int, "f", object():
                        fails(TypeError, "needs a Python function", use, wrong)
                fails(TypeError, "needs a Python function", jit(), None)
                fails(ValueError, "mode must be one of auto", jit, mode="fast")
                fails(TypeError, "mode must be a str", jit, mode=1)
                fails(ValueError, "on_fail must be one of", jit, f, on_fail="maybe")
                fails(TypeError, "unexpected keyword", jit, other=1)
                fails(TypeError, "positional", jit, f, f)
                fails(ValueError, "between 1", enable, 0)
                fails(ValueError, "between 1", enable, 2**31)
                fails(TypeError, "must be an int", enable, "3")
                fails(TypeError, "must be an int", enable, True)
                assert is_compiled(len) is False
                print("done")
                """);
    }

    @Test
    void survivesAnyArgumentsOfTheModuleBelow() throws Exception {
        passes(
                "--jit=decorated",
                """
                import _justjit, inspect

                def f(x):
                    return x

                names = [n for n in dir(_justjit) if not n.startswith("__")]
                assert len(names) == 26, names
                wrong = [(1,), (None,), (f, -1), (f, "x"), (f, 2**70), (f, None), (1, 2, 3), (type,)]
                for name in names:
                    function = getattr(_justjit, name)
                    wanted = len(inspect.signature(function).parameters)
                    for args in [(), *wrong]:
                        if name == "set_import_from_fallback" and callable((args or [0])[0]):
                            continue
                        if name == "enable" and args in [(1,), (None,)]:
                            continue
                        if name in ("verify", "exits") and args == (f, None):
                            continue
                        if name in ("interpret", "exits") and args == (f, "x"):
                            continue
                        if len(args) == wanted == 0:
                            continue
                        fails((TypeError, ValueError), "", function, *args)
                    fails(TypeError, "keyword", function, x=1)
                exec("def big():\\n" + "    x = 1\\n" * 31000)
                fails(RuntimeError, "code units", _justjit.listing, big, "")
                try:
                    from os import no_such_name
                except ImportError as error:
                    assert "no_such_name" in str(error)
                print("done")
                """);
    }

    @Test
    void countsCallsWhenAsked() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import enable, disable, is_compiled, stats, opcodes

                enable(2)

                def counted(x):
                    return x

                counted(1)
                assert not is_compiled(counted)
                counted(1)
                assert is_compiled(counted)
                disable()

                def uncounted(x):
                    return x

                for _ in range(99):
                    uncounted(1)
                assert not is_compiled(uncounted)
                numbers = stats()
                assert numbers["compiled"] >= 1 and numbers["code_bytes"] > 1000
                assert numbers["failures"] == 0 and numbers["opcodes"]["RESUME"] >= 1
                table = {row["name"]: row for row in opcodes()}
                assert table["BINARY_OP"]["tiers"] == ["T0", "T1", "T2"]
                assert table["BINARY_OP_ADD_INT"]["base"] == "BINARY_OP"
                print("done")
                """);
    }

    @Test
    void compilesNothingInAForkedProcess() throws Exception {
        passes(
                "--jit=decorated",
                """
                import os
                from justjit import jit, compile_function, stats, is_compiled, NotCompilable
                from justjit import explain, opcodes

                @compile_function
                def compiled(a, b):
                    return a + b

                def fresh(x):
                    return x

                def failing():
                    from os import no_such_name

                compile_function(failing)
                child = os.fork()
                if child == 0:
                    status = 1
                    try:
                        assert compiled(1, 2) == 3 and jit(fresh)(5) == 5
                        fails(NotCompilable, "forked", compile_function, fresh)
                        assert is_compiled(compiled) and not is_compiled(fresh)
                        assert explain(compiled)["compiled"]
                        assert "forked" in explain(fresh)["reason"]
                        assert stats() == {} and opcodes() == []
                        fails(ImportError, "no_such_name", failing)
                        status = 7
                    finally:
                        os._exit(status)
                assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
                compile_function(fresh)
                print("done")
                """);
    }

    @Test
    void doesNothingWithoutACompiler() throws Exception {
        passes(
                "--jit=off",
                """
                import sys
                before = set(sys.modules)
                import justjit
                new = set(sys.modules) - before - {"zlib"}
                assert new == {"justjit"}, new
                from justjit import *

                @jit
                def f(x):
                    return x

                @jit(on_fail="error")
                def gen():
                    yield 1

                assert f(1) == 1 and not is_compiled(f) and list(gen()) == [1]
                fails(NotCompilable, "without the compiler", compile_function, f)
                fails(TypeError, "needs a Python function", jit, 5)
                assert "without the compiler" in explain(f)["reason"] and explain(f)["exits"] == []
                assert stats() == {} and opcodes() == []
                enable(5)
                disable()
                print("done")
                """);
    }

    @Test
    void importsLittle() throws Exception {
        passes(
                "--jit=decorated",
                """
                import sys
                before = set(sys.modules)
                from justjit import jit
                new = set(sys.modules) - before - {"zlib"}
                assert new == {"justjit", "justjit._api", "justjit._begin", "justjit._places", "justjit._service"}, new
                print("done")
                """);
    }
}
