"""Functions are marked before there is a compiler."""

import justjit
from justjit import compile_function, jit

print(justjit.is_compiled(len), justjit.stats())


@jit
def marked(a, b):
    return a + b


@jit(mode="int", on_fail="error")
def promised(n):
    return n * 2


def asked(x):
    return x - 1


compile_function(asked)
print(justjit.is_compiled(asked), asked(5))
print([marked(i, 1) for i in range(5)], justjit.is_compiled(marked))
print(promised(21), justjit.is_compiled(promised))
print(justjit.status())
justjit.enable()
for i in range(2000):
    (lambda: i)()
print(justjit.explain(asked)["compiled"])
