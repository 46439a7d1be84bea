package dev.justjit.attach.process;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.ffi.Native;
import dev.justjit.ir.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a frame holds just now, as far as its next pass through a loop will hold the same. */
public final class FrameKinds {
    private final Map<Long, Kind> kinds = new HashMap<>();

    /** Looks up the types. */
    public FrameKinds() {
        put(Global.PYBOOL_TYPE, Kind.BOOL);
        put(Global.PYLONG_TYPE, Kind.INT);
        put(Global.PYFLOAT_TYPE, Kind.FLOAT);
        put(Global.PYUNICODE_TYPE, Kind.STR);
        put(Global.PYLIST_TYPE, Kind.LIST);
        put(Global.PYTUPLE_TYPE, Kind.TUPLE);
        put(Global.PYDICT_TYPE, Kind.DICT);
        put(Global.PYLISTITER_TYPE, Kind.LIST_ITERATOR);
        put(Global.PYTUPLEITER_TYPE, Kind.TUPLE_ITERATOR);
        put(Global.PYRANGEITER_TYPE, Kind.RANGE_ITERATOR);
    }

    private void put(Global type, Kind kind) {
        kinds.put(Native.requireSymbol(type.symbol()), kind);
    }

    /** Kinds of the first slots of a canonical frame; UNKNOWN where nothing is there, or something else. */
    public List<Kind> of(long frame, int slots) {
        List<Kind> found = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            long object = Native.getLong(frame + InterpreterFrame.LOCALSPLUS + 8L * i);
            Kind kind = object == 0 ? null : kinds.get(Objects.type(object));
            found.add(kind == null ? Kind.UNKNOWN : kind);
        }
        return found;
    }
}
