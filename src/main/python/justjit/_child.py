"""The child of a process with a compiler: of that there is only the machine code it has made, which goes on.
Imported before the fork.

What that machine code asks Java for is asked of the host, as where stored code runs without a JVM (`_runtime`),
and so is code for what was not compiled before.
"""

from justjit import _layout
from justjit._block import answer_by
from justjit._native import Library, put, word


def take_over(host):
    """In the child; false if the compiler is of another build than this package. Until then its code asks for
    nothing, because JitData.FORKED is set."""
    data = host.get("COMPILER_DATA")
    if not data or host.text("COMPILER_BUILD") != _layout.BUILD:
        return False
    answer_by(data, host.entries, host.code)
    put(data + _layout.DATA_PROGRAM_MONITORS, host.code + host.entries["DOUBT"])
    put(data + _layout.DATA_FUNCTION_MADE, 0)
    nothing = Library().address("Py_IsInitialized")
    # a look at what runs may be on its way: it finds nothing to do
    put(data + _layout.DATA_READY, 0)
    put(data + _layout.DATA_INSTALL_READY, nothing)
    put(data + _layout.DATA_SEEN_RUNNING, nothing)
    # nobody counts epochs: loops enter machine code as often as they like
    put(data + _layout.DATA_EPOCH, word(data + _layout.DATA_EPOCH) + 1)
    put(data + _layout.DATA_ENTRIES_PER_EPOCH, 2**62)
    for field in ("REQUESTED", "ASKING", "DOUBTED", "DESCRIPTORS", "ENDED"):
        host.put(field, 0)
    host.put("RUNTIME_DATA", data)
    put(data + _layout.DATA_FORKED, 0)
    return True
