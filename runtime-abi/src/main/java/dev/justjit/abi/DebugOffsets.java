package dev.justjit.abi;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyInterpreterState;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What {@code _Py_DebugOffsets}, the first {@value #SIZE} bytes of {@link Global#RUNTIME}, must hold
 * if the layouts of {@link dev.justjit.abi.layout} are to be trusted. From {@code
 * Include/internal/pycore_runtime.h}. The table covers only part of what machine code uses: it has
 * nothing on functions, cells, generators, dict keys, or the recursion counters of a thread.
 */
public final class DebugOffsets {
    /** Bytes of the struct. */
    public static final int SIZE = 584;

    /** Position of the cookie, 8 bytes. */
    public static final int COOKIE_POSITION = 0;

    /** The cookie {@code xdebugpy}, read as a little-endian word. */
    public static final long COOKIE = 0x7970677562656478L;

    /** Position of {@code PY_VERSION_HEX}, 64 bits. */
    public static final int VERSION_POSITION = 8;

    /** Shifts {@code PY_VERSION_HEX} to {@link #VERSION}. */
    public static final int VERSION_SHIFT = 16;

    /** Major and minor version: 3.13. */
    public static final int VERSION = 0x030D;

    /** Position of a word that is 0 in builds with the global interpreter lock. */
    public static final int FREE_THREADED_POSITION = 16;

    /** Position of the first word of the table. */
    public static final int TABLE_POSITION = 24;

    /** On which machines a word must have the expected value. */
    public enum Scope {
        /** On all. */
        EVERYWHERE,
        /** On x86-64: the struct embeds types of the C library. */
        X86_64,
        /** On none: it differs between patch releases. The value is that of 3.13.5 on x86-64. */
        NOWHERE
    }

    /**
     * One word of the table.
     *
     * @param group the member of {@code _Py_DebugOffsets}
     * @param field the member of the group
     * @param position where the word is, in bytes from {@link Global#RUNTIME}
     * @param expected its value
     * @param scope where the value is required
     */
    public record Entry(String group, String field, int position, int expected, Scope scope) {}

    private final List<Entry> entries = new ArrayList<>(70);
    private String group = "";
    private Scope scope = Scope.EVERYWHERE;

    private DebugOffsets() {}

    /** All words of the table in order. The list cannot be changed. */
    public static List<Entry> entries() {
        DebugOffsets table = new DebugOffsets();
        table.runtimeAndInterpreter();
        table.threadAndFrame();
        table.code();
        table.objects();
        return Collections.unmodifiableList(table.entries);
    }

    private void runtimeAndInterpreter() {
        start("runtime_state", Scope.NOWHERE).word("size", 283376);
        start("runtime_state", Scope.X86_64).word("finalizing", 608).word("interpreters_head", 632);
        start("interpreter_state", Scope.NOWHERE).word("size", PyInterpreterState.SIZE);
        start("interpreter_state", Scope.X86_64)
                .word("id", 7272)
                .word("next", 7264)
                .word("threads_head", 7344)
                .word("gc", 7400)
                .word("imports_modules", 7656)
                .word("sysdict", PyInterpreterState.SYSDICT)
                .word("builtins", PyInterpreterState.BUILTINS)
                .word("ceval_gil", 16)
                .word("gil_runtime_state", 7752)
                .word("gil_runtime_state_enabled", 0)
                .word("gil_runtime_state_locked", 7768)
                .word("gil_runtime_state_holder", 7760);
    }

    private void threadAndFrame() {
        start("thread_state", Scope.EVERYWHERE)
                .word("size", ThreadState.SIZE)
                .word("prev", ThreadState.PREV)
                .word("next", ThreadState.NEXT)
                .word("interp", ThreadState.INTERP)
                .word("current_frame", ThreadState.CURRENT_FRAME)
                .word("thread_id", ThreadState.THREAD_ID)
                .word("native_thread_id", ThreadState.NATIVE_THREAD_ID)
                .word("datastack_chunk", ThreadState.DATASTACK_CHUNK)
                .word("status", ThreadState.STATUS);
        start("interpreter_frame", Scope.EVERYWHERE)
                .word("size", InterpreterFrame.SIZE)
                .word("previous", InterpreterFrame.PREVIOUS)
                .word("executable", InterpreterFrame.EXECUTABLE)
                .word("instr_ptr", InterpreterFrame.INSTR_PTR)
                .word("localsplus", InterpreterFrame.LOCALSPLUS)
                .word("owner", InterpreterFrame.OWNER);
    }

    private void code() {
        start("code_object", Scope.EVERYWHERE)
                .word("size", PyCode.SIZE)
                .word("filename", PyCode.FILENAME)
                .word("name", PyCode.NAME)
                .word("qualname", PyCode.QUALNAME)
                .word("linetable", PyCode.LINETABLE)
                .word("firstlineno", PyCode.FIRSTLINENO)
                .word("argcount", PyCode.ARGCOUNT)
                .word("localsplusnames", PyCode.LOCALSPLUSNAMES)
                .word("localspluskinds", PyCode.LOCALSPLUSKINDS)
                .word("co_code_adaptive", PyCode.CODE_ADAPTIVE);
    }

    private void objects() {
        start("pyobject", Scope.EVERYWHERE)
                .word("size", PyObject.SIZE)
                .word("ob_type", PyObject.TYPE);
        start("type_object", Scope.EVERYWHERE)
                .word("size", PyType.SIZE)
                .word("tp_name", PyType.NAME)
                .word("tp_repr", PyType.REPR)
                .word("tp_flags", PyType.FLAGS);
        start("tuple_object", Scope.EVERYWHERE)
                .word("size", PyTuple.SIZE_OF_ONE)
                .word("ob_item", PyTuple.ITEMS)
                .word("ob_size", PyVarObject.OB_SIZE);
        start("list_object", Scope.EVERYWHERE)
                .word("size", PyList.SIZE)
                .word("ob_item", PyList.ITEMS)
                .word("ob_size", PyVarObject.OB_SIZE);
        start("dict_object", Scope.EVERYWHERE)
                .word("size", PyDict.SIZE)
                .word("ma_keys", PyDict.KEYS)
                .word("ma_values", PyDict.VALUES);
        start("float_object", Scope.EVERYWHERE)
                .word("size", PyFloat.SIZE)
                .word("ob_fval", PyFloat.VALUE);
        start("long_object", Scope.EVERYWHERE)
                .word("size", PyLong.SIZE)
                .word("lv_tag", PyLong.TAG)
                .word("ob_digit", PyLong.DIGIT);
        start("bytes_object", Scope.EVERYWHERE)
                .word("size", PyBytes.SIZE_OF_EMPTY)
                .word("ob_size", PyVarObject.OB_SIZE)
                .word("ob_sval", PyBytes.DATA);
        start("unicode_object", Scope.EVERYWHERE)
                .word("size", PyUnicode.SIZE)
                .word("state", PyUnicode.STATE)
                .word("length", PyUnicode.LENGTH)
                .word("asciiobject_size", PyUnicode.ASCII_DATA);
        start("gc", Scope.EVERYWHERE).word("size", 240).word("collecting", 200);
    }

    private DebugOffsets start(String newGroup, Scope newScope) {
        group = newGroup;
        scope = newScope;
        return this;
    }

    private DebugOffsets word(String field, int expected) {
        int position = TABLE_POSITION + Long.BYTES * entries.size();
        entries.add(new Entry(group, field, position, expected, scope));
        return this;
    }
}
