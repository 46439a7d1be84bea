package dev.justjit.ir;

/** What can use values: nodes as inputs, states of the frame, and edges as arguments. */
public sealed interface User permits Node, FrameState, Edge {}
