package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of a code object, taken under the GIL in one go.
 *
 * @param name {@code co_qualname}
 * @param filename {@code co_filename}
 * @param firstLine {@code co_firstlineno}
 * @param flags {@code co_flags}
 * @param argCount positional parameters
 * @param keywordOnlyCount keyword-only parameters
 * @param localsPlus number of locals, cells and free variables
 * @param stackSize {@code co_stacksize}
 * @param freeVars number of free variables
 * @param firstTraceable unit index of the first RESUME
 * @param code clean bytecode, {@code co_code}
 * @param adaptive live bytecode with specializations and caches, same length; then what is {@link Learnt}
 * @param exceptionTable raw {@code co_exceptiontable}
 * @param lineTable raw {@code co_linetable}
 * @param constants descriptors of {@code co_consts}
 * @param names {@code co_names}
 * @param localNames {@code co_localsplusnames}
 * @param localKinds {@code co_localspluskinds}
 * @param immortal whether the code object's reference count never changes
 * @param ownName index in {@code names} of the function's own name, or -1
 * @param globalsKeys shape of the keys of the globals dict at the time
 * @param builtinsKeys shape of the keys of the builtins dict at the time
 */
public record CodeImage(
        String name,
        String filename,
        int firstLine,
        int flags,
        int argCount,
        int keywordOnlyCount,
        int localsPlus,
        int stackSize,
        int freeVars,
        int firstTraceable,
        byte[] code,
        byte[] adaptive,
        byte[] exceptionTable,
        byte[] lineTable,
        List<Constant> constants,
        List<String> names,
        List<String> localNames,
        byte[] localKinds,
        boolean immortal,
        int ownName,
        KeysShape globalsKeys,
        KeysShape builtinsKeys) {

    /**
     * Where the entries of a dict's keys object are. A version belongs to one keys object, so a guard
     * on it covers the rest.
     *
     * @param version {@code dk_version}, 0 if it has none
     * @param log2IndexBytes {@code dk_log2_index_bytes}
     */
    public record KeysShape(int version, int log2IndexBytes) {
        /** No namespace was seen. */
        public static final KeysShape NONE = new KeysShape(0, 0);
    }

    /** The same code with other live bytecode. */
    public CodeImage withFeedback(byte[] newAdaptive) {
        return new CodeImage(
                name,
                filename,
                firstLine,
                flags,
                argCount,
                keywordOnlyCount,
                localsPlus,
                stackSize,
                freeVars,
                firstTraceable,
                code,
                newAdaptive,
                exceptionTable,
                lineTable,
                constants,
                names,
                localNames,
                localKinds,
                immortal,
                ownName,
                globalsKeys,
                builtinsKeys);
    }

    /** Whether machine code of the other, compiled without feedback, is machine code of this one. */
    public boolean hasCodeOf(CodeImage other) {
        return flags == other.flags
                && argCount == other.argCount
                && keywordOnlyCount == other.keywordOnlyCount
                && localsPlus == other.localsPlus
                && stackSize == other.stackSize
                && freeVars == other.freeVars
                && firstTraceable == other.firstTraceable
                && immortal == other.immortal
                && ownName == other.ownName
                && names.size() == other.names.size()
                && sameConstants(other)
                && Arrays.equals(code, other.code)
                && Arrays.equals(exceptionTable, other.exceptionTable)
                && Arrays.equals(localKinds, other.localKinds);
    }

    /** A record's own {@code equals} takes a young JVM 20 ms. */
    private boolean sameConstants(CodeImage other) {
        boolean same = constants.size() == other.constants.size();
        for (int i = 0; same && i < constants.size(); i++) {
            Constant one = constants.get(i);
            Constant two = other.constants.get(i);
            same =
                    one.kind() == two.kind()
                            && one.intValue() == two.intValue()
                            && one.text().equals(two.text());
        }
        return same;
    }

    /** Whether there is live bytecode for all of the clean one. */
    boolean isWhole() {
        return adaptive.length >= code.length;
    }

    /** Number of code units. */
    public int units() {
        return code.length / 2;
    }

    /** Whether a flag of {@code co_flags} is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * The index or offset in the inline cache {@code word} units after {@code insn}.
     *
     * @throws IllegalArgumentException if what is there holds in one process only: machine code has symbols for it
     */
    public int cache16(Insn insn, int word) {
        if (word == 0 || word != PortableImage.indexWord(insn.seen())) {
            throw new IllegalArgumentException("word " + word + " of " + insn.seen());
        }
        return cached16(insn.offset() + word);
    }

    /** Whether an instruction whose inline cache begins with a counter has been executed. */
    public boolean hasRun(Insn insn) {
        if (!PortableImage.tellsWhetherItHasRun(insn.opcode())) {
            throw new IllegalArgumentException(insn.opcode().name());
        }
        return cached16(insn.offset() + InlineCache.COUNTER) != InlineCache.FRESH_COUNTER;
    }

    /** Whether the inline cache of an instruction begins with a counter. */
    public boolean hasCounter(Insn insn) {
        return switch (insn.opcode()) {
            case POP_JUMP_IF_TRUE, POP_JUMP_IF_FALSE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE ->
                    false;
            default -> insn.opcode().caches() > 0;
        };
    }

    /** Whether the counter is as it was in the beginning; images for other processes know it of few instructions. */
    public boolean isFresh(Insn insn) {
        return cached16(insn.offset() + InlineCache.COUNTER) == InlineCache.FRESH_COUNTER;
    }

    /**
     * The shape of the keys in which a {@code LOAD_GLOBAL} with feedback found its name, or null if they are no
     * longer those of the namespace.
     */
    public @Nullable KeysShape seenKeys(Insn insn) {
        return hasKeysOf(insn.offset(), insn.seen()) ? keysOf(insn.seen()) : null;
    }

    boolean hasKeysOf(int unit, Opcode seen) {
        return keysOf(seen).version() == cached16(unit + PortableImage.keysWord(seen));
    }

    private KeysShape keysOf(Opcode seen) {
        return seen == Opcode.LOAD_GLOBAL_BUILTIN ? builtinsKeys : globalsKeys;
    }

    /** The little-endian 16 bits at a unit of the live bytecode. */
    public int cached16(int unit) {
        return (adaptive[2 * unit] & 0xff) | (adaptive[2 * unit + 1] & 0xff) << Byte.SIZE;
    }

    /** The little-endian 32 bits at a unit of the live bytecode. */
    public int cached32(int unit) {
        return cached16(unit) | cached16(unit + 1) << Short.SIZE;
    }

    /**
     * The address in the inline cache at a unit when the image was taken. What it refers to may be gone: it is
     * only to be used where the guard that the interpreter has for it passes.
     */
    public long cachedAddress(int unit) {
        long address = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            address = address << Byte.SIZE | adaptive[2 * unit + i] & 0xff;
        }
        return address;
    }
}
