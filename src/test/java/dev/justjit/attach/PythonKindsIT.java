package dev.justjit.attach;

import static dev.justjit.attach.PythonApiIT.passes;

import org.junit.jupiter.api.Test;

/** The Python package with functions that suspend, and with promises of what numbers are. */
class PythonKindsIT {
    @Test
    void compilesWhatSuspends() throws Exception {
        passes(
                "--jit=decorated",
                """
                import types
                from justjit import *

                def plain(): return 1
                def gen(): x = yield 1; yield x
                async def coro(): return 2
                async def agen(): yield 3
                @types.coroutine
                def old(): yield 4

                first = gen()
                assert next(first) == 1
                assert compile_generator(gen) is gen and is_compiled(gen)
                assert first.send(5) == 5 and list(first) == []
                for f in coro, agen, old:
                    assert compile_coroutine(f) is f and is_compiled(f), f
                for f in gen, coro, agen, old:
                    assert compile_function(f) is f
                try:
                    coro().send(None)
                except StopIteration as stop:
                    assert stop.value == 2
                wrong = "compile_generator needs a generator function, and "
                fails(TypeError, wrong + "plain is a regular", compile_generator, plain)
                fails(TypeError, wrong + "coro is a coroutine", compile_generator, coro)
                fails(TypeError, wrong + "agen is an asynchronous", compile_generator, agen)
                wrong = "compile_coroutine needs a coroutine function, and "
                fails(TypeError, wrong + "plain is a regular", compile_coroutine, plain)
                fails(TypeError, wrong + "gen is a generator", compile_coroutine, gen)
                fails(TypeError, "needs a Python function", compile_generator, len)
                print("done")
                """);
    }

    @Test
    void promisesCompileTheFirstCall() throws Exception {
        passes(
                "--jit=decorated",
                """
                from justjit import *

                SOURCE = (
                    "def total(n, start):\\n"
                    "    for i in range(n): start += i\\n"
                    "    return start\\n"
                )

                def make(mode):
                    space = {}
                    exec(SOURCE, space)
                    return jit(space["total"], mode=mode)

                for mode in "auto", "int", "float", "object", "int":
                    f = make(mode)
                    assert f(10, 1) == 46 and f(4, 0.5) == 6.5 and f(0, "x") == "x", mode
                    assert is_compiled(f), mode
                first = make("int")
                assert not is_compiled(first) and first(3, 2**70) == 2**70 + 3
                assert is_compiled(first)
                fails(ValueError, "mode must be one of", jit, mode="ints")
                print("done")
                """);
    }

    /** As in the interpreter once it has specialized the loop, which is when this is compiled. */
    @Test
    void releasesWhatAGeneratorReturnsAfterItsLoop() throws Exception {
        passes(
                "--jit=decorated",
                """
                import sys
                from justjit import *

                seen = []

                class Noisy:
                    def __del__(self):
                        seen.append(sys._getframe(1).f_lasti)

                def source():
                    yield 1
                    return Noisy()

                def loop():
                    for v in source():
                        pass

                for _ in range(20):
                    loop()
                compile_function(source)
                compile_function(loop)
                loop()
                assert seen[-1] == seen[-2], seen
                print("done")
                """);
    }
}
