"""frames.py CURRENT_FRAME SHOWN_NEVER: what the sampler notes of a frame that names something else than living code.

A frame is as it may be at any instruction, also while it is being pushed: here one of the test's own is put on top of
the thread's. A line for each thing that it names: what it is, and the names of the code objects of the sample.
"""

import os
import sys
import weakref

from justjit._native import Library, Word, _Api, put, word
from justjit._sampler import Sampler

CURRENT_FRAME, SHOWN_NEVER = map(int, sys.argv[1:])  # offset in the thread's state; a flag of code objects
TGKILL = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
COUNT, TYPE, FLAGS, INSTRUCTIONS = 0, 8, 48, 200  # offsets in a code object
EXECUTABLE, PREVIOUS, INSTRUCTION = 0, 8, 56  # offsets in a frame

library = Library()
sampler = Sampler()
sampler.stop()  # no timers: the signals are sent here
syscall = _Api(library.address("syscall"))
process, thread = os.getpid(), library.call("gettid")
current = Word.from_address(library.call("PyThreadState_Get") + CURRENT_FRAME)
frame = library.call("calloc", 1, 80)


def noted(executable):
    """The code objects of a sample in which the innermost frame names that address."""
    put(frame + EXECUTABLE, executable)
    put(frame + INSTRUCTION, (executable + INSTRUCTIONS) % 2**64)
    previous = Word.from_address(frame + PREVIOUS)
    real = current.value
    previous.value = real
    # only functions of C from here on, which push no frame
    current.value = frame
    syscall(TGKILL, process, thread, 32, 0, 0)
    current.value = real
    *_, (_, _, _, _, frames) = sampler.samples()
    return [sampler.code(address) for address, _ in frames]


def show(what, executable):
    print(what, *(code.co_name for code in noted(executable)))


def made(name):
    return compile(f"def {name}(): pass", name, "exec").co_consts[0]


def memory(of, offset, value):
    """Memory that is like a code object but for one word."""
    copy = library.call("aligned_alloc", 16, 256)
    for at in range(0, INSTRUCTIONS + 16, 8):
        put(copy + at, word(id(of) + at))
    put(copy + offset, value)
    return copy


living = made("living")
head = word(id(living) + FLAGS)
show("living:", id(living))
show("again:", id(living))
show("freed, the last block of a list:", memory(living, COUNT, 0))
show("freed:", memory(living, COUNT, id(living)))
show("another object:", memory(living, TYPE, id(str)))
show("of the interpreter:", memory(living, FLAGS, head | SHOWN_NEVER))
show("NULL:", 0)
show("no memory:", 4096)
show("no address:", 2**64 - 8)
show("None:", id(None))

ended = []
seen, unseen = made("seen"), made("unseen")
watches = [weakref.ref(seen, ended.append), weakref.ref(unseen, ended.append)]
address = id(seen)
noted(address)
del seen, unseen
others = [made(f"other{i}") for i in range(100)]
print("ended:", [watch in ended for watch in watches], sampler.code(address).co_name)
