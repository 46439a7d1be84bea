package dev.justjit.asm.x64;

/**
 * The one place that knows prefixes, REX, ModRM and SIB. Part of {@link X64Assembler}.
 *
 * <p>An opcode is written as its bytes in one number, for example {@code 0x0faf}. A prefix is one
 * byte or two, or 0. A REX argument is 0, {@link #REX} or {@link #REX_W}; register bits are added
 * here.
 */
public abstract sealed class Encoding extends CodeBuffer permits MoveInstructions {
    /** Plain REX: makes byte registers 4 to 7 mean spl, bpl, sil, dil. */
    static final int REX = 0x40;

    /** REX with 64-bit operands. */
    static final int REX_W = 0x48;

    Encoding(boolean withListing) {
        super(withListing);
    }

    /** Begins an instruction with a register in both places of its ModRM byte. */
    final void encode(int prefix, int rex, int opcode, int reg, int rm) {
        begin();
        emitHead(prefix, rex | (reg & 8) >> 1 | rm >> 3, opcode);
        emit(0xc0 | (reg & 7) << 3 | rm & 7);
    }

    /**
     * Begins an instruction with a memory operand.
     *
     * @param trailing bytes of immediate that the caller emits after this
     */
    final void encode(int prefix, int rex, int opcode, int reg, Address memory, int trailing) {
        Label label = memory.label;
        if (label != null) {
            checkOwner(label);
        }
        begin();
        int bits = (reg & 8) >> 1 | (memory.index & 8) >> 2 | memory.base >> 3;
        emitHead(prefix, rex | bits, opcode);
        if (label != null) {
            emit((reg & 7) << 3 | 5);
            emitDistance(label, trailing);
        } else {
            emitMemory((reg & 7) << 3, memory);
        }
    }

    /** Begins an instruction whose opcode holds a register in its low 3 bits. */
    final void encodeInOpcode(int prefix, int rex, int opcode, int reg) {
        begin();
        emitHead(prefix, rex | reg >> 3, opcode | reg & 7);
    }

    private void emitHead(int prefix, int rex, int opcode) {
        if ((prefix & 0xff00) != 0) {
            emit(prefix >> 8);
        }
        if ((prefix & 0xff) != 0) {
            emit(prefix);
        }
        if (rex != 0) {
            emit(REX | rex);
        }
        if (opcode > 0xffff) {
            emit(opcode >> 16);
        }
        if (opcode > 0xff) {
            emit(opcode >> 8);
        }
        emit(opcode);
    }

    private void emitMemory(int regBits, Address memory) {
        int disp = memory.disp;
        int base = memory.base & 7;
        boolean isByte = disp == (byte) disp;
        // rbp and r13 have no form without displacement: that ModRM code means RIP-relative.
        int mod = disp == 0 && base != 5 ? 0 : isByte ? 0x40 : 0x80;
        // rsp and r12 as base need a SIB byte: their ModRM code announces it.
        if (memory.index != Address.NO_INDEX || base == 4) {
            emit(mod | regBits | 4);
            emit(memory.scaleLog << 6 | (memory.index & 7) << 3 | base);
        } else {
            emit(mod | regBits | base);
        }
        if (mod == 0x40) {
            emit(disp);
        } else if (mod == 0x80) {
            emit4(disp);
        }
    }

    /** Emits an immediate of the given width; 64-bit operands take 32 bits, sign-extended. */
    final void emitImmediate(Size size, int value) {
        if (size == Size.B8) {
            emit(value);
        } else if (size == Size.W16) {
            emit2(value);
        } else {
            emit4(value);
        }
    }

    /** REX for a register operand of the given width. */
    static int rex(Size size, Gpr reg) {
        int number = reg.ordinal();
        return size == Size.B8 && number >= 4 && number < 8 ? REX : size.rex;
    }

    /** REX for two register operands of the given width. */
    static int rex(Size size, Gpr first, Gpr second) {
        return rex(size, first) | rex(size, second);
    }

    /** The signed value of an immediate that must fit the width, signed or unsigned. */
    static int fit(Size size, int value) {
        if (size == Size.B8) {
            checkRange("8-bit immediate", value, Byte.MIN_VALUE, 0xff);
            return (byte) value;
        }
        if (size == Size.W16) {
            checkRange("16-bit immediate", value, Short.MIN_VALUE, 0xffff);
            return (short) value;
        }
        return value;
    }

    static void checkRange(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    what + " must be in " + low + " to " + high + ": " + value);
        }
    }

    /** Rejects a width an instruction does not have: everything below {@code smallest}. */
    static void checkSize(String mnemonic, Size size, Size smallest) {
        if (size.bytes() < smallest.bytes()) {
            throw new IllegalArgumentException(mnemonic + " has no form of size " + size);
        }
    }

    final void note(String mnemonic) {
        if (listing != null) {
            listing.instruction(start, mnemonic);
        }
    }

    final void note(String mnemonic, Size size, Gpr operand) {
        if (listing != null) {
            listing.instruction(start, mnemonic, Listing.gpr(size, operand.ordinal()));
        }
    }

    final void note(String mnemonic, Size size, Address operand) {
        if (listing != null) {
            listing.instruction(start, mnemonic, Listing.memory(size, operand));
        }
    }

    final void note(String mnemonic, Size dstSize, Gpr dst, Size srcSize, Gpr src) {
        if (listing != null) {
            String first = Listing.gpr(dstSize, dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.gpr(srcSize, src.ordinal()));
        }
    }

    final void note(String mnemonic, Size dstSize, Gpr dst, Size srcSize, Address src) {
        if (listing != null) {
            String first = Listing.gpr(dstSize, dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.memory(srcSize, src));
        }
    }

    final void note(String mnemonic, Size size, Address dst, Gpr src) {
        if (listing != null) {
            String first = Listing.memory(size, dst);
            listing.instruction(start, mnemonic, first, Listing.gpr(size, src.ordinal()));
        }
    }

    final void note(String mnemonic, Size size, Gpr dst, long immediate) {
        if (listing != null) {
            String first = Listing.gpr(size, dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.immediate(size, immediate));
        }
    }

    final void note(String mnemonic, Size size, Address dst, int immediate) {
        if (listing != null) {
            String first = Listing.memory(size, dst);
            listing.instruction(start, mnemonic, first, Listing.immediate(size, immediate));
        }
    }

    /** A mnemonic with its condition; without a listing just the stem, as nobody reads it. */
    final String conditional(String stem, Cc cc) {
        return listing == null ? stem : stem.concat(Listing.lower(cc));
    }
}
