package dev.justjit.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs and command lines for {@link RunLikePythonTest}. */
final class RunPrograms {
    /** File name to text, written as Latin-1. */
    static final Map<String, String> SOURCES = new LinkedHashMap<>();

    static {
        SOURCES.put(
                "facts.py",
                """
                import sys, os, signal, threading, atexit, time, subprocess
                print(sys.argv, sys.path, sys.executable, sys.prefix, sys.flags, sys._xoptions)
                print(__file__, __spec__, __loader__, __builtins__, __name__, __package__)
                print(sorted(globals()))
                print([signal.getsignal(s) for s in (1, 2, 12, 13, 15, 25)])
                print(threading.current_thread() is threading.main_thread())
                print(sys.stdout.encoding, sys.stdin.encoding, sys.getfilesystemencoding())
                print(sorted(k for k in os.environ if k.startswith(('LD_', 'LC_', 'PYTHON'))))
                print(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True))
                atexit.register(print, 'at exit')
                def late():
                    time.sleep(.1)
                    print('thread')
                threading.Thread(target=late).start()
                """);
        SOURCES.put("error.py", "def f(x):\n    return 1/x\nf(0)\n");
        SOURCES.put("exit.py", "import sys\nsys.exit('bye')\n");
        SOURCES.put("exit7.py", "raise SystemExit(7)\n");
        SOURCES.put("syntax.py", "x = (1,\nprint(2)\ny = 3 +\n");
        SOURCES.put("encoding.py", "x = '\u00ff'\n");
        SOURCES.put("latin.py", "# -*- coding: latin-1 -*-\nprint(ascii('\u00e9'))\n");
        SOURCES.put("null.py", "x = 1\0\n");
        SOURCES.put("interrupt.py", "raise KeyboardInterrupt\n");
        SOURCES.put(
                "kill.py",
                "import os, time\nos.kill(os.getpid(), 2)\nfor i in 'ab':\n    time.sleep(1)\n");
        SOURCES.put("term.py", "import os, time\nos.kill(os.getpid(), 15)\ntime.sleep(1)\n");
        SOURCES.put(
                "fork.py",
                """
                import os
                pid = os.fork()
                if pid == 0:
                    print('child', flush=True)
                    raise ValueError('in the child')
                print(os.waitpid(pid, 0)[1])
                """);
        SOURCES.put(
                "forks.py",
                """
                import os, sys
                for k in range(6):
                    pid = os.fork()
                    if pid == 0:
                        if k == 0: print('child', flush=True); break
                        if k == 1: raise ValueError(k)
                        if k == 2: sys.exit('bye')
                        if k == 3: sys.exit(259)
                        if k == 4: raise KeyboardInterrupt
                        sys.excepthook = lambda *a: 1/0
                        raise KeyError(k)
                    print(os.waitpid(pid, 0)[1], flush=True)
                """);
        SOURCES.put("hook.py", "import sys\nsys.excepthook = lambda *a: print(a[0])\n1/0\n");
        SOURCES.put(
                "closed.py",
                "import sys\nclass X:\n  def __del__(s): sys.stderr.write('del')\nx = X()\n"
                        + "sys.stdout.close()\n");
        SOURCES.put(
                "recursion.py",
                """
                class A:
                    def __getattr__(self, name):
                        return getattr(self, name + 'x')
                def g(x):
                    return list(map(g, [x]))
                for f in (lambda: A().y, lambda: g(0)):
                    try:
                        f()
                    except RecursionError as error:
                        print(error)
                def h(n):
                    return h(n + 1)
                h(0)
                """);
        SOURCES.put(
                "fault.py",
                "import faulthandler, os\nfaulthandler.enable()\n"
                        + "print(faulthandler.is_enabled())\nfaulthandler.disable()\n");
        SOURCES.put("pipe.py", "import signal\nsignal.signal(signal.SIGPIPE, signal.SIG_DFL)\n");
        SOURCES.put(
                "package/__main__.py",
                "import sys\nprint(sys.argv, sys.path[0], __package__)\n1/0\n");
        SOURCES.put("package/__init__.py", "");
        SOURCES.put("folder/__main__.py", "import sys\nprint(sys.argv, sys.path[0])\n1/0\n");
        SOURCES.put("sleep.py", "import time\nprint('up', flush=True)\ntime.sleep(60)\n");
        SOURCES.put("read.py", "import sys\nprint(sys.stdin.read())\n");
    }

    /** Command lines; {@code ~} stands for a space in an argument. */
    static final List<String> CASES =
            List.of(
                    "facts.py a b~c",
                    "-X utf8 -W ignore -O facts.py",
                    "folder/link.py",
                    "-I facts.py",
                    "LC_ALL=C -c print(ascii('\u00e9'),__import__('sys').argv) \u00e9",
                    "error.py",
                    "error.pyc",
                    "exit.py",
                    "exit7.py",
                    "syntax.py",
                    "encoding.py",
                    "latin.py",
                    "null.py",
                    "interrupt.py",
                    "kill.py",
                    "term.py",
                    "fork.py",
                    "forks.py",
                    "-m forks",
                    "hook.py",
                    "closed.py",
                    "recursion.py",
                    "fault.py",
                    "pipe.py",
                    "nonexistent.py",
                    "empty",
                    "folder x",
                    "app.zip x",
                    "-m package a",
                    "-m nonexistent",
                    "-m json.tool <<< {\"a\":~1}",
                    "-c import~sys;~sys.exit(3)",
                    "-c 1/0",
                    "-c a~b~c",
                    "read.py <<< some~input",
                    "- a <<< import~sys\\nprint(sys.argv,~sys.path[0],~__file__)\\n1/0\\n",
                    "-i -c x=1 <<< print(x)\\n",
                    "-V",
                    "PYTHONHASHSEED=0 -c print(hash('a'))",
                    "PYTHONPATH=/x -c import~sys;~print(sys.path)",
                    "PYTHONMALLOC=malloc -c print(1)",
                    "PYTHONFAULTHANDLER=1 fault.py");

    private RunPrograms() {}
}
