package dev.justjit.attach.snapshot;

import dev.justjit.abi.Helper;
import dev.justjit.attach.process.Objects;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.ffi.Native;
import java.util.List;

/**
 * A code object and those that may be inlined into it, as they were at one moment, with their addresses. The others are
 * kept alive until it is {@link #release}d: what their addresses lead to is asked when machine code is linked. Needs the
 * GIL, but for the group.
 */
public final class LiveCode {
    private final CodeGroup group;
    private final List<Long> codes;
    private boolean released;

    /**
     * @param codes addresses by the number of the code
     */
    LiveCode(CodeGroup group, List<Long> codes) {
        this.group = group;
        this.codes = codes;
        for (long callee : codes.subList(1, codes.size())) {
            Native.call(Objects.function(Helper.PY_INCREF), callee);
        }
    }

    /** The code alone. */
    public static LiveCode of(CodeImage image, long code) {
        return new LiveCode(CodeGroup.of(image), List.of(code));
    }

    /** The code with what may be inlined into it. */
    public CodeGroup group() {
        return group;
    }

    /** The code itself. */
    public CodeImage image() {
        return group.image();
    }

    /** Address of a code object. */
    public long code(int number) {
        if (released) {
            throw new IllegalStateException("it may be gone");
        }
        return codes.get(number);
    }

    /** Its machine code is linked, or there will be none. */
    public void release() {
        if (!released) {
            released = true;
            codes.subList(1, codes.size()).forEach(Objects::release);
        }
    }
}
