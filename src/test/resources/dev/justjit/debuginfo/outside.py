"""Reads the frames of another process, as py-spy does: process_vm_readv, and CPython's own _Py_DebugOffsets.

python3 outside.py command…: runs the command, a program `watched.py`, and prints what it saw of it.
"""

import ctypes
import os
import re
import signal
import struct
import subprocess
import sys
import time

FIELDS = {  # positions of 64-bit words in _Py_DebugOffsets of 3.13, the cookie is word 0
    "interpreters_head": 5,
    "threads_head": 9,
    "thread_next": 21,
    "current_frame": 23,
    "previous": 29,
    "executable": 30,
    "instr_ptr": 31,
    "owner": 33,
    "filename": 35,
    "qualname": 37,
    "linetable": 38,
    "firstlineno": 39,
    "code_adaptive": 43,
    "bytes_size": 65,
    "bytes_data": 66,
    "text_length": 69,
    "text_header": 70,
}
C_STACK = 3
libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class Process:
    def __init__(self, pid):
        self.pid = pid
        runtime = self.runtime()
        assert self.read(runtime, 8) == b"xdebugpy"
        words = struct.unpack("<75Q", self.read(runtime + 8, 75 * 8))
        self.offsets = {name: words[position - 1] for name, position in FIELDS.items()}
        self.head = self.word(runtime + self.offsets["interpreters_head"])

    def read(self, address, size):
        data = ctypes.create_string_buffer(size)
        local, remote = Vector(ctypes.addressof(data), size), Vector(address, size)
        got = libc.process_vm_readv(self.pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
        if got != size:
            raise OSError(ctypes.get_errno(), f"{got} of {size} bytes at {address:#x}")
        return data.raw

    def word(self, address):
        return int.from_bytes(self.read(address, 8), "little")

    def runtime(self):
        """The address of _PyRuntime: that in the file, and where the file is mapped."""
        with open(f"/proc/{self.pid}/maps") as maps:
            lines = [line.split() for line in maps]
        for name in dict.fromkeys(line[5] for line in lines if len(line) > 5):
            if re.search(r"/(libpython3\.13\.so[^/]*|python3\.13[^/]*)$", name):
                value, is_shared = symbol(name, b"_PyRuntime")
                if value:
                    first = next(int(line[0].split("-")[0], 16) for line in lines if line[-1] == name)
                    return first + value if is_shared else value
        raise OSError("no _PyRuntime")

    def stacks(self):
        """Of each thread: (name, line) of each frame, the innermost first."""
        thread = self.word(self.head + self.offsets["threads_head"])
        while thread:
            yield list(self.frames(self.word(thread + self.offsets["current_frame"])))
            thread = self.word(thread + self.offsets["thread_next"])

    def frames(self, frame):
        at = self.offsets
        while frame:
            if self.read(frame + at["owner"], 1)[0] != C_STACK:
                code = self.word(frame + at["executable"])
                position = self.word(frame + at["instr_ptr"]) - code - at["code_adaptive"]
                yield self.text(self.word(code + at["qualname"])), self.line(code, position // 2)
            frame = self.word(frame + at["previous"])

    def text(self, address):
        length = self.word(address + self.offsets["text_length"])
        return self.read(address + self.offsets["text_header"], length).decode("ascii")

    def line(self, code, unit):
        table = self.word(code + self.offsets["linetable"])
        size = self.word(table + self.offsets["bytes_size"])
        data = self.read(table + self.offsets["bytes_data"], size)
        line = int.from_bytes(self.read(code + self.offsets["firstlineno"], 4), "little")
        at = start = 0
        while at < len(data):
            kind, units = data[at] >> 3 & 15, (data[at] & 7) + 1
            line += delta(data, at + 1, kind)
            start += units
            if unit < start:
                return line
            at += 1
            while at < len(data) and not data[at] & 128:
                at += 1
        return None


def delta(data, at, kind):
    if kind in (13, 14):
        value = shift = 0
        while True:
            value |= (data[at] & 63) << shift
            shift += 6
            if not data[at] & 64:
                break
            at += 1
        return -(value >> 1) if value & 1 else value >> 1
    return kind - 10 if 10 <= kind <= 12 else 0


def symbol(name, wanted):
    """Value of a dynamic symbol of an ELF file, and whether the file may be mapped anywhere."""
    with open(name, "rb") as file:
        data = file.read()
    (kind,) = struct.unpack_from("<H", data, 16)
    (table,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + size * i) for i in range(count)]
    for section in sections:
        if section[1] == 11:
            texts = sections[section[6]]
            for at in range(section[4], section[4] + section[5], 24):
                text, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", data, at)
                start = texts[4] + text
                if data[start : start + len(wanted) + 1] == wanted + b"\0":
                    return value, kind == 3
    return 0, False


def stopped(process, look):
    os.kill(process.pid, signal.SIGSTOP)
    while open(f"/proc/{process.pid}/stat").read().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)
    time.sleep(0.002)  # all threads
    try:
        return look()
    finally:
        os.kill(process.pid, signal.SIGCONT)


def interesting(frames):
    """Without those of the machinery that runs the program."""
    return [each for each in frames if each[0] in ("spin", "step", "walk", "numbers", "rest", "Walk.go", "drive", "main")]


def main():
    program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout.readline() == "resting\n"
        expected = program.stdout.readline().strip()
        time.sleep(0.3)
        reader = Process(program.pid)
        seen = stopped(reader, lambda: [interesting(stack) for stack in reader.stacks()])
        seen = [stack for stack in seen if stack]
        print("resting", "as the program says" if [str(each) for each in seen] == [expected] else (seen, expected))
        assert program.stdout.readline() == "busy\n"
        kinds = set()
        for _ in range(60):
            time.sleep(0.01)
            for stack in stopped(reader, lambda: list(reader.stacks())):
                stack = interesting(stack)
                if stack:
                    kinds.add(tuple(stack))
        for stack in sorted(kinds):
            print("busy", *(f"{name}:{line}" for name, line in stack))
    finally:
        program.kill()
        program.wait()


main()
