"""Short real commands as whole processes: what a compiler costs where it cannot gain.

    python3 bench/short.py                            off against hot, ten commands, 15 runs of each
    python3 bench/short.py --filter pdb --runs 31     some commands, steadier
    python3 bench/short.py --command plain=python3.13 --command hot='./justjit run --jit=hot'

The runs of all Pythons alternate; the first is what the others are compared with. Exit status 1:
something failed, or the outputs were not equal. What runs, and how to read it: bench/README.md.
"""

import argparse
import difflib
import email
import hashlib
import http.client
import json
import os
import platform
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "short")
JUSTJIT = shlex.quote(os.path.join(os.path.dirname(HERE), "justjit"))
DEFAULTS = [f"off={JUSTJIT} run --jit=off", f"hot={JUSTJIT} run --jit=hot"]
PATIENCE = 120  # seconds for one process, which is killed after that
REQUESTS = 50
WALL_TARGET = 1.03
CPU_TARGET = 1.3

# The arguments of Python for each command; the folder they run in is made by prepare.
COMMANDS = {
    "pass": ["-c", "pass"],
    "json_tool": ["-m", "json.tool", "--sort-keys", "records.json"],
    "compileall": ["-m", "compileall", "-f", "package"],
    "unittest": ["-m", "unittest", "discover", "-v", "-s", "suite"],
    "http_server": ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", "site"],
    "argparse": ["expenses.py", "-v", "sum", "--since", "2023-02-01", "--by", "month", "person"]
    + ["--least", "3.50", "--only", "food", "--only", "rent", "--", "expenses.csv"],
    "ast": ["-m", "ast", "module.py"],
    "pdb": ["-m", "pdb", "debugged.py"],
    "cprofile": ["-m", "cProfile", "-s", "stdname", "profiled.py"],
    "imports": ["many_imports.py"],
}
INPUTS = {"pdb": "debugged.txt"}

# What may differ between two runs, and what is put in its place.
VARYING = [
    (r"\d+\.\d\d\ds?\b", "SECONDS"),  # of the tests, and of the profiler, whose columns get wider
    (r"\[\d+/\w+/\d+ [\d:]+\]", "[MOMENT]"),
    (r"\bport \d+", "port N"),
    (r":\d+/\)", ":N/)"),
    (r"[^\s'\"(]*/python3\.\d+/", "LIBRARY/"),
    (r"[ \t]+", " "),
]


class Failure(Exception):
    """A process that did not end well, or said something else than another."""


def arguments():
    parser = argparse.ArgumentParser(description="Time short commands as whole processes.")
    parser.add_argument(
        "--command",
        metavar="NAME=COMMAND",
        action="append",
        type=command,
        help="a Python to measure, the first as the base; by default off and hot",
    )
    parser.add_argument("--filter", metavar="TEXT", action="append", default=[])
    parser.add_argument("--runs", type=positive, default=15, help="of each command (15)")
    parser.add_argument("--json", metavar="FILE", help="write all numbers to FILE")
    parser.add_argument("--list", action="store_true", help="print the commands")
    options = parser.parse_args()
    options.command = dict(options.command or map(command, DEFAULTS))
    return options


def command(text):
    """A name and the words of a command, found from wherever a process is started."""
    name, sign, words = text.partition("=")
    first, *others = shlex.split(words) or [""]
    path = shutil.which(first)
    if not (name and sign and path):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=COMMAND that can be run")
    return name, [os.path.abspath(path), *others]


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("a number greater than 0 is needed")
    return value


def prepare(folder):
    """Fills the folder that the commands run in: scripts, data, a package, a site."""
    shutil.copytree(DATA, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        os.path.dirname(email.__file__),
        os.path.join(folder, "package"),
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copyfile(textwrap.__file__, os.path.join(folder, "module.py"))
    records = [record(number) for number in range(600)]
    write(folder, "records.json", json.dumps(records))
    days = [f"2023-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(900)]
    rows = [
        f"{day},{('ada', 'bob', 'eve')[n % 3]},{('food', 'rent', 'fun', 'other')[n * 7 % 4]},"
        f"{n * 37 % 90}.{n % 100:02}\n"
        for n, day in enumerate(days)
    ]
    write(folder, "expenses.csv", "day,person,category,amount\n" + "".join(rows))
    for number in range(REQUESTS // 2):
        write(folder, f"site/page{number}.html", f"<p>{number}</p>\n" * (20 * number + 1))


def record(number):
    return {
        "number": number,
        "name": f"record {number}",
        "price": number * 1.25,
        "tags": ["a\u00e4\u20ac", None, number % 2 == 0],
        "place": {"y": number % 17, "x": number % 13},
    }


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def environment():
    """Text is as wide everywhere, and read and written as UTF-8."""
    return {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1", "PYTHON_COLORS": "0"}


class Process:
    """One run of a command: its times, its CPU seconds with those of its children, its output."""

    def __init__(self, name, python, folder):
        self.name = name
        self.words = [*python, *COMMANDS[name]]
        self.folder = folder
        self.wall = 0.0
        self.cpu = 0.0
        self.output = ""

    def run(self):
        source = os.path.join(self.folder, INPUTS[self.name]) if self.name in INPUTS else os.devnull
        with open(source, "rb") as given, tempfile.TemporaryFile() as errors:
            served = self.name == "http_server"
            with tempfile.TemporaryFile() as printed:
                out = subprocess.PIPE if served else printed
                begun = time.perf_counter()
                with self.start(given, out, errors) as process:
                    try:
                        said = self.serve(process) if served else b""
                        status = self.wait(process)
                    except BaseException:
                        process.kill()
                        raise
                self.wall = time.perf_counter() - begun
                self.keep(status, said + content(printed), content(errors))
        return self

    def start(self, given, out, errors):
        return subprocess.Popen(
            self.words, stdin=given, stdout=out, stderr=errors, cwd=self.folder, env=environment()
        )

    def wait(self, process):
        """Waits for the end; wait4 tells what this process has used, and nobody else."""
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        return process.returncode

    def serve(self, process):
        """Asks the server for its pages and interrupts it; answers all that it said."""
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            first = process.stdout.readline()
            found = re.search(rb"port (\d+)", first)
            pages = ask(int(found[1])) if found else b"no port\n"
            process.send_signal(signal.SIGINT)
            return first + pages + process.stdout.read()
        finally:
            timer.cancel()

    def keep(self, status, out, errors):
        text = "\n".join((out + b"\n" + errors).decode("utf-8", "replace").splitlines())
        if status:
            raise Failure(f"{shlex.join(self.words)}: status {status}\n{text[-4000:]}")
        for pattern, replacement in VARYING:
            text = re.sub(pattern, replacement, text)
        self.output = text


def content(file):
    file.seek(0)
    return file.read()


def ask(port):
    """Requests to a server, half of them for what it does not have; a digest of the answers."""
    digest = hashlib.sha256()
    for number in range(REQUESTS):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE / 4)
        try:
            connection.request("GET", f"/page{number}.html")
            answer = connection.getresponse()
            digest.update(b"%d %s" % (answer.status, answer.read()))
        except (OSError, http.client.HTTPException) as failure:
            return f"request {number}: {failure}\n".encode()
        finally:
            connection.close()
    return f"{REQUESTS} answers {digest.hexdigest()}\n".encode()


def measure(name, options, folder):
    """The runs of a command by Python; the first of each only brings files into memory."""
    runs = {kind: [] for kind in options.command}
    expected = None
    for turn in range(options.runs + 1):
        order = list(options.command.items())
        for kind, python in order[turn % len(order) :] + order[: turn % len(order)]:
            run = Process(name, python, folder).run()
            expected = run if expected is None else expected
            if run.output != expected.output:
                raise Failure(difference(expected, run))
            if turn:
                runs[kind].append(run)
    return runs


def difference(expected, run):
    lines = difflib.unified_diff(
        expected.output.splitlines(),
        run.output.splitlines(),
        shlex.join(expected.words),
        shlex.join(run.words),
        lineterm="",
    )
    return "the outputs are not equal\n" + "\n".join(list(lines)[:60])


def summary(runs):
    walls, cpus = [run.wall for run in runs], [run.cpu for run in runs]
    return {
        "wall_min": min(walls),
        "wall_median": statistics.median(walls),
        "cpu_min": min(cpus),
        "cpu_median": statistics.median(cpus),
        "walls": walls,
        "cpus": cpus,
    }


def ratio(figures, base, key, target):
    """The ratios of the minimum and of the median; marked where the first misses its target."""
    low = figures[key + "_min"] / base[key + "_min"]
    middle = figures[key + "_median"] / base[key + "_median"]
    return f"{low:>8.3f}{'!' if low > target else ' '}/{middle:>6.3f}"


def header(kinds):
    base, *others = kinds
    titles = "".join(f"{kind + ' wall, CPU':>32}" for kind in kinds)
    for kind in others:
        titles += f"{'wall ' + kind + '/' + base:>17}{'CPU ' + kind + '/' + base:>17}"
    columns = f"{'min':>8} /{'median':>7}" * 2
    targets = f"{f'target {WALL_TARGET}':>17}{f'target {CPU_TARGET}':>17}"
    return f"{'ms':<12}{titles}\n{'':<12}{columns * len(kinds)}{targets * len(others)}"


def row(name, figures):
    text = f"{name:<12}"
    for one in figures.values():
        for key in ("wall", "cpu"):
            text += f"{one[key + '_min'] * 1e3:>8.1f} /{one[key + '_median'] * 1e3:>7.1f}"
    base, *others = figures.values()
    for other in others:
        text += " " + ratio(other, base, "wall", WALL_TARGET)
        text += " " + ratio(other, base, "cpu", CPU_TARGET)
    return text


def write_json(path, options, rows):
    whole = {
        "commands": options.command,
        "machine": [platform.platform(), os.cpu_count(), os.getloadavg()[0]],
        "targets": {"wall": WALL_TARGET, "cpu": CPU_TARGET},
        "programs": rows,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file, indent=1)


def main():
    options = arguments()
    names = [n for n in COMMANDS if not options.filter or any(t in n for t in options.filter)]
    if options.list or not names:
        print("\n".join(f"{n:<12}{shlex.join(COMMANDS[n])}" for n in names) or "no such command")
        return 0 if names else 1
    print(header(list(options.command)), flush=True)
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        for name in names:
            try:
                runs = measure(name, options, folder)
            except Failure as failure:
                print(f"short: {name}: {failure}", file=sys.stderr)
                return 1
            rows[name] = {kind: summary(of) for kind, of in runs.items()}
            print(row(name, rows[name]), flush=True)
    if options.json:
        write_json(options.json, options, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
