package dev.justjit.attach.live;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.bytecode.Insn;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.record.SpecialTable;
import java.util.ArrayList;
import java.util.List;

/** What stubs have noted at instructions of some code: {@link SpecialTable#OPERANDS}. */
final class OperandNotes {
    private final long table;
    private final long bytecode;

    OperandNotes(RuntimeBlock block, long code) {
        table = block.get(JitData.SPECIAL_TABLE);
        bytecode = code + PyCode.CODE_ADAPTIVE;
    }

    /**
     * One of them: see {@link SpecialTable#VERSIONS}.
     *
     * @param swapped whether the method is that of the right operand
     */
    record Note(boolean swapped, int own, int other) {
        boolean isCall() {
            return other == SpecialTable.CALLED;
        }
    }

    /** All of an instruction, the newest first. */
    List<Note> at(Insn insn) {
        long address = bytecode + 2L * insn.offset();
        long bucket = (address >> 1 & SpecialTable.BUCKETS - 1) * SpecialTable.BUCKET_ENTRIES;
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < SpecialTable.BUCKET_ENTRIES; i++) {
            long entry = table + SpecialTable.OPERANDS + (bucket + i) * SpecialTable.OPERANDS_BYTES;
            long key = Native.getLong(entry + SpecialTable.INSTRUCTION);
            if ((key & ~1L) == address) {
                int own = Native.getInt(entry + SpecialTable.VERSIONS);
                int other = Native.getInt(entry + SpecialTable.VERSIONS + Integer.BYTES);
                Note note = new Note((key & 1) != 0, own, other);
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
        }
        return notes;
    }

    /** Version of the Python function that an instruction has called; 0: none is known, or several are. */
    int called(Insn insn) {
        int version = 0;
        for (Note note : at(insn)) {
            if (note.isCall()) {
                if (version != 0) {
                    return 0;
                }
                version = note.own();
            }
        }
        return version;
    }
}
