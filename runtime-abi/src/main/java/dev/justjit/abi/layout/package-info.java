/**
 * Where the fields of CPython's C structs are. One class per struct, one constant per field: the
 * offset in bytes, named as in C without the prefix, for release builds of CPython 3.13 with the
 * global interpreter lock. A field is a 64-bit pointer where its comment does not give a width. The
 * offsets hold on x86-64 and AArch64 alike, except those of {@link
 * dev.justjit.abi.layout.PyInterpreterState}, whose struct embeds types of the C library. Nothing
 * here may know what machine code does with a field.
 */
package dev.justjit.abi.layout;
