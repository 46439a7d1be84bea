package dev.justjit.ir;

import dev.justjit.abi.Opcode;
import java.io.ByteArrayOutputStream;

/** Bytecode as the compiler has made it, and beside it what the interpreter has made of it. */
final class BytecodeWriter {
    private static final int MOST_UNITS = 250;

    private final ByteArrayOutputStream clean = new ByteArrayOutputStream();
    private final ByteArrayOutputStream live = new ByteArrayOutputStream();
    private boolean refused;

    /** As the compiler has made it. */
    byte[] clean() {
        return clean.toByteArray();
    }

    /** As it is when it has run. */
    byte[] live() {
        return live.toByteArray();
    }

    /** Units so far. */
    int units() {
        return clean.size() / 2;
    }

    /** It is not to be used. */
    void refuse() {
        refused = true;
    }

    /** Whether it is more than is wanted, or was refused, as for a jump that does not fit. */
    boolean isTooLong() {
        return refused || clean.size() > 2 * MOST_UNITS;
    }

    /** An instruction that has not been specialized; answers the unit behind it. */
    int emit(Opcode opcode, int oparg) {
        return emit(opcode, oparg, opcode);
    }

    /** An instruction, and as what it was seen; answers the unit behind it. */
    int emit(Opcode opcode, int oparg, Opcode seen) {
        clean.write(opcode.number());
        clean.write(oparg);
        live.write(seen.number());
        live.write(oparg);
        for (int i = 0; i < opcode.caches(); i++) {
            clean.writeBytes(new byte[2]);
            live.writeBytes(new byte[2]);
        }
        return clean.size() / 2;
    }

    /** A part that is appended later. */
    byte[][] separately(Runnable part) {
        byte[] cleanBefore = clean.toByteArray();
        byte[] liveBefore = live.toByteArray();
        clean.reset();
        live.reset();
        part.run();
        byte[][] made = {clean.toByteArray(), live.toByteArray()};
        clean.reset();
        live.reset();
        clean.writeBytes(cleanBefore);
        live.writeBytes(liveBefore);
        return made;
    }

    /** Appends a part. */
    void append(byte[][] part) {
        clean.writeBytes(part[0]);
        live.writeBytes(part[1]);
    }

    /** A jump over so many units. */
    void jump(Opcode opcode, int distance) {
        if (distance > 255) {
            refuse();
        }
        emit(opcode, Math.min(distance, 255));
    }
}
