"""The program has replaced builtins before there is a compiler: compiled code asks the program's."""

import builtins

import justjit

original_import, original_len = builtins.__import__, builtins.len
asked = []


def own_import(name, *rest):
    asked.append(name)
    return original_import(name, *rest)


def own_len(x):
    return "three" if x == [1, 2, 3] else original_len(x)


def imports():
    import math

    return math.pi


def measure(x):
    return len(x)


for _ in range(100):
    measure([1, 2])
builtins.__import__, builtins.len = own_import, own_len
justjit._service.wait()
print(justjit.status())
for function in imports, measure:
    justjit.compile_function(function)
asked.clear()
print(imports() > 3, asked, measure([1, 2, 3]))
builtins.__import__, builtins.len = original_import, original_len
asked.clear()
print(imports() > 3, asked, measure([1, 2, 3]))
builtins.__import__, builtins.len = own_import, own_len
print(imports() > 3, asked, measure([1, 2, 3]))
