package dev.justjit.bytecode;

import java.util.Arrays;
import java.util.List;

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
 * @param adaptive live bytecode with specializations and caches, same length
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

    /** Number of code units. */
    public int units() {
        return code.length / 2;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Little-endian 16-bit inline-cache word {@code word} units after {@code insn}. */
    public int cache16(Insn insn, int word) {
        int at = 2 * (insn.offset() + word);
        return (adaptive[at] & 0xff) | (adaptive[at + 1] & 0xff) << 8;
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

    /** Little-endian 32-bit inline-cache value. */
    public int cache32(Insn insn, int word) {
        return cache16(insn, word) | cache16(insn, word + 1) << 16;
    }
}
