"""A python3.13 of debian_python.sh with the compiler installed, for drivers that measure its starts.

Nothing is written into the folder of that Python: the installation is one for a user, in a folder of its own.
"""

import glob
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
JAR = os.path.join(os.path.dirname(HERE), "src", "target", "justjit.jar")
PATIENCE = 120

# Enough to run functions that were stored before, and not enough for a JVM.
PROGRAM = """
def add(a, b):
    return a + b

def total(n):
    result = 0
    for i in range(n):
        result = add(result, i & 7)
    return result

def words(n):
    return " ".join(str(total(i % 5)) for i in range(n))

def work():
    for _ in range({rounds}):
        words(60)
        total(200)

work()
"""
PEAK = """
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        print(line.split()[1])
"""
INSTALL = """
import sys
from justjit import _unpack
_unpack._site_packages = lambda: sys.argv[1]
_unpack.install(sys.argv[2])
"""


class Failure(Exception):
    """A process that did not do what it was for."""


class Installation:
    """The environments in which `python` is started; `folder` is for what is made."""

    def __init__(self, folder_of_python, jar, folder):
        self.python = os.path.join(os.path.abspath(folder_of_python), "python3.13")
        self.jar = os.path.abspath(jar)
        self.folder = folder
        homes = glob.glob(os.path.join(os.path.abspath(folder_of_python), "root/usr/lib/jvm/java-*-amd64"))
        self.java = os.environ.get("JUSTJIT_JAVA") or (homes[0] if homes else "none")
        self.cache = self.new_cache("cache")
        self._install()

    def new_cache(self, name):
        """A folder for stored code, empty."""
        path = os.path.join(self.folder, name)
        os.mkdir(path, 0o700)
        return path

    def _install(self):
        """Into the site-packages of a user; beside it an empty one, for Python without the compiler."""
        for user in ("user", "nobody"):
            os.makedirs(os.path.join(self.folder, user, "lib/python3.13/site-packages"))
        target = os.path.join(self.folder, "user", "lib/python3.13/site-packages")
        environment = {**self.plain(), "PYTHONPATH": self.jar}
        self.run(environment, "-c", INSTALL, target, self.jar)
        # class data, as `install` makes it
        self.run(self.installed(), "-c", "from justjit import _archive; _archive.need()")
        end = time.monotonic() + PATIENCE / 2
        while self.java != "none" and not glob.glob(f"{self.cache}/archive-*/*.jsa") and time.monotonic() < end:
            time.sleep(0.1)

    def plain(self):
        """Without the compiler."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JUSTJIT")}
        kept.pop("PYTHONPATH", None)
        return {
            **kept,
            "PYTHONUSERBASE": os.path.join(self.folder, "nobody"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        }

    def from_jar(self):
        """With the jar on the path, and no more."""
        return {**self.plain(), "PYTHONPATH": self.jar, **self._ours()}

    def installed(self, mode=None, **more):
        """With the compiler installed, in that mode."""
        found = {**self.plain(), **self._ours(), "PYTHONUSERBASE": os.path.join(self.folder, "user")}
        if mode is not None:
            found["JUSTJIT"] = mode
        return {**found, **more}

    def _ours(self):
        return {"JUSTJIT_CACHE_DIR": self.cache, "JUSTJIT_JAVA": self.java}

    def program(self, name, rounds, more=""):
        """The path of a program, whose functions `store` has stored."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(PROGRAM.replace("{rounds}", str(rounds)) + more)
        return path

    def store(self):
        """Fills the cache with the code of the program's functions."""
        options = "-Djustjit.wait=true -Djustjit.store.millis=20000"
        environment = self.installed("hot", JUSTJIT_WAIT="1", JUSTJIT_THRESHOLD="20", JUSTJIT_JVM_OPTIONS=options)
        self.run(environment, self.program("store.py", 30))
        if not glob.glob(os.path.join(self.cache, "*-generic-*.jjb")):
            raise Failure("no code was stored: is there a Java?")

    def run(self, environment, *arguments):
        """What the process has printed."""
        done = subprocess.run(
            [self.python, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode:
            raise Failure(f"{arguments[:2]}: status {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout


def options_of(parser):
    """Adds what all these drivers are told, and reads the arguments."""
    parser.add_argument("dir", metavar="DIR", help="a folder of bench/debian_python.sh")
    parser.add_argument("--jar", default=JAR)
    options = parser.parse_args()
    if not os.path.exists(os.path.join(options.dir, "python3.13")):
        sys.exit(f"{options.dir} has no python3.13: bash bench/debian_python.sh {options.dir}")
    return options
