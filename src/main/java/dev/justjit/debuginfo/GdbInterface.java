package dev.justjit.debuginfo;

import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JIT interface of gdb: a list of objects in memory, and a function that is called when it has changed. The list
 * begins in the descriptor of {@link GdbLibrary}; {@code justjit._debuginfo} may have put entries into it before.
 */
final class GdbInterface implements JitObserver {
    // struct jit_code_entry
    private static final int NEXT = 0;
    private static final int PREVIOUS = 8;
    private static final int OBJECT = 16;
    private static final int OBJECT_BYTES = 24;
    private static final int ENTRY_BYTES = 32;

    // struct jit_descriptor
    private static final int ACTION = 4;
    private static final int RELEVANT = 8;
    private static final int FIRST = 16;

    private static final int REGISTER = 1;
    private static final int UNREGISTER = 2;

    private final Isa isa;
    private final long descriptor;
    private final long function;

    /** Entries by the address of their code. */
    private final Map<Long, Long> entries = new HashMap<>();

    GdbInterface(Isa isa, long descriptor, long function) {
        this.isa = isa;
        this.descriptor = descriptor;
        this.function = function;
    }

    @Override
    public boolean wantsLines() {
        return true;
    }

    @Override
    public void loaded(List<NativeCode> code) {
        byte[] object =
                GdbObject.of(isa, code, each -> Native.bytes(each.address(), each.length()));
        long copy = Native.allocate(object.length);
        Native.copy(object, copy);
        long entry = Native.allocate(ENTRY_BYTES);
        long first = Native.getLong(descriptor + FIRST);
        Native.putLong(entry + NEXT, first);
        Native.putLong(entry + OBJECT, copy);
        Native.putLong(entry + OBJECT_BYTES, object.length);
        if (first != 0) {
            Native.putLong(first + PREVIOUS, entry);
        }
        Native.putLong(descriptor + FIRST, entry);
        entries.put(code.get(0).address(), entry);
        tell(REGISTER, entry);
    }

    @Override
    public void freed(long address) {
        Long entry = entries.remove(address);
        if (entry == null) {
            return;
        }
        long next = Native.getLong(entry + NEXT);
        long previous = Native.getLong(entry + PREVIOUS);
        Native.putLong(previous == 0 ? descriptor + FIRST : previous + NEXT, next);
        if (next != 0) {
            Native.putLong(next + PREVIOUS, previous);
        }
        tell(UNREGISTER, entry);
        Native.free(Native.getLong(entry + OBJECT));
        Native.free(entry);
    }

    private void tell(int action, long entry) {
        Native.putInt(descriptor + ACTION, action);
        Native.putLong(descriptor + RELEVANT, entry);
        Native.call(function);
        Native.putInt(descriptor + ACTION, 0);
    }
}
