"""The program has replaced what switches tools before there is a compiler, as debuggers and coverage tools do."""

import sys

import justjit

original = sys.settrace
functions = []


def own_settrace(function):
    functions.append(function)
    return original(function)


def f(x):
    return x + 1


def trace(frame, event, argument):
    events.append(event)
    return trace


sys.settrace = own_settrace
sys.setprofile = None
sys._settraceallthreads = "text"
sys.monitoring.register_callback = sys.monitoring.use_tool_id = len
justjit._service.wait()
print(justjit.status())
justjit.compile_function(f)
events = []
print(f(1), justjit.is_compiled(f))
sys.settrace(trace)
print(f(1))
sys.settrace(None)
print(f(1), functions == [trace, None], events[:3])
