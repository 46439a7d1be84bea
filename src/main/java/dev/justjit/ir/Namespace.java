package dev.justjit.ir;

/** Where names outside of functions are. */
public enum Namespace {
    GLOBALS,
    BUILTINS
}
