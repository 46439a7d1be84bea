package dev.justjit.asm.x64;

/** Jumps, calls, traps and padding. Part of {@link X64Assembler}. */
public abstract sealed class BranchInstructions extends BitInstructions permits SseInstructions {
    private static final int LONGEST_NOP = 9;

    BranchInstructions(boolean withListing) {
        super(withListing);
    }

    /** Jumps: in 2 bytes to a bound label that is near enough or one made to be near, else in 5. */
    public final void jmp(Label target) {
        checkOwner(target);
        begin();
        if (fitsShort(target)) {
            emit(0xeb);
            emitShortDistance(target);
        } else {
            emit(0xe9);
            emitDistance(target, 0);
        }
        noteTarget("jmp", target);
    }

    /** Jumps on a condition: in 2 bytes to a label that is near or, once bound, near enough; else in 6. */
    public final void jcc(Cc cc, Label target) {
        checkOwner(target);
        begin();
        if (fitsShort(target)) {
            emit(0x70 | cc.ordinal());
            emitShortDistance(target);
        } else {
            emit(0x0f);
            emit(0x80 | cc.ordinal());
            emitDistance(target, 0);
        }
        noteTarget(conditional("j", cc), target);
    }

    /**
     * Jumps in 2 bytes. If the label is not bound yet, {@code bind} checks the range.
     *
     * @throws IllegalArgumentException if the label is bound and out of range
     */
    public final void jmpShort(Label target) {
        shortJump(0xeb, target);
        noteTarget("jmp", target);
    }

    /**
     * Jumps in 2 bytes on a condition. If the label is not bound yet, {@code bind} checks the range.
     *
     * @throws IllegalArgumentException if the label is bound and out of range
     */
    public final void jccShort(Cc cc, Label target) {
        shortJump(0x70 | cc.ordinal(), target);
        noteTarget(conditional("j", cc), target);
    }

    /** Jumps to the address in a register. */
    public final void jmp(Gpr target) {
        encode(0, 0, 0xff, 4, target.ordinal());
        note("jmp", Size.Q64, target);
    }

    /** Jumps to the address in memory. */
    public final void jmp(Address target) {
        encode(0, 0, 0xff, 4, target, 0);
        note("jmp", Size.Q64, target);
    }

    /** Calls code at a label. */
    public final void call(Label target) {
        checkOwner(target);
        begin();
        emit(0xe8);
        emitDistance(target, 0);
        noteTarget("call", target);
    }

    /**
     * Calls a place outside of this code, in 5 bytes. The last 4 are zero: whoever places the code puts
     * the distance there, from the end of the instruction.
     *
     * @param name of the place, for the listing
     */
    public final void callOutside(String name) {
        outside("call", 0xe8, name);
    }

    /**
     * Jumps to a place outside of this code, in 5 bytes. The last 4 are zero: whoever places the code
     * puts the distance there, from the end of the instruction.
     *
     * @param name of the place, for the listing
     */
    public final void jmpOutside(String name) {
        outside("jmp", 0xe9, name);
    }

    private void outside(String mnemonic, int opcode, String name) {
        begin();
        emit(opcode);
        emit4(0);
        if (listing != null) {
            listing.instruction(start, mnemonic, name);
        }
    }

    /** Calls the address in a register. */
    public final void call(Gpr target) {
        encode(0, 0, 0xff, 2, target.ordinal());
        note("call", Size.Q64, target);
    }

    /** Calls the address in memory. */
    public final void call(Address target) {
        encode(0, 0, 0xff, 2, target, 0);
        note("call", Size.Q64, target);
    }

    /**
     * Tests eax for the bits of the distance from the end of this instruction to a label. Of use only
     * as four bytes of data, the last of the instruction, that may be executed.
     */
    public final void test(Label target) {
        checkOwner(target);
        begin();
        emit(0xa9);
        emitDistance(target, 0);
        if (listing != null) {
            listing.instruction(start, "test", Listing.gpr(Size.D32, 0), target + "-.-5");
        }
    }

    /** Returns to the address on top of the stack. */
    public final void ret() {
        plain("ret", 0xc3);
    }

    /** Breakpoint trap. */
    public final void int3() {
        plain("int3", 0xcc);
    }

    /** Undefined-instruction trap. */
    public final void ud2() {
        plain("ud2", 0x0f0b);
    }

    /** Marks a legal target of indirect branches where the processor enforces that. */
    public final void endbr64() {
        begin();
        emit4(0xfa1e0ff3);
        note("endbr64");
    }

    /** Sets rsp to rbp, then pops rbp. */
    public final void leave() {
        plain("leave", 0xc9);
    }

    /**
     * Emits instructions that do nothing, as few as possible.
     *
     * @param bytes their total length
     * @throws IllegalArgumentException if it is negative
     */
    public final void nop(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("nop length is negative: " + bytes);
        }
        for (int left = bytes; left > 0; left -= LONGEST_NOP) {
            oneNop(Math.min(left, LONGEST_NOP));
        }
    }

    /**
     * Pads with {@code nop} up to the next multiple of {@code n} bytes from the start of the code.
     *
     * @param n a power of two
     * @throws IllegalArgumentException if {@code n} is not a power of two
     */
    public final void align(int n) {
        if (n <= 0 || (n & (n - 1)) != 0) {
            throw new IllegalArgumentException("alignment is not a power of two: " + n);
        }
        nop(-position() & (n - 1));
    }

    /** The lengths and bytes are those both manufacturers recommend. */
    private void oneNop(int length) {
        begin();
        if (length == 1) {
            emit(0x90);
            note("nop");
        } else if (length == 2) {
            emit2(0x9066);
            note("xchg", Size.W16, Gpr.RAX, Size.W16, Gpr.RAX);
        } else {
            longNop(length);
        }
    }

    private void longNop(int length) {
        boolean wide = length == 6 || length == 9;
        if (wide) {
            emit(0x66);
        }
        emit2(0x1f0f);
        int rest = length - (wide ? 4 : 3);
        boolean sib = rest == 2 || rest == 5;
        int dispBytes = sib ? rest - 1 : rest;
        emit((dispBytes == 0 ? 0 : dispBytes == 1 ? 0x40 : 0x80) | (sib ? 4 : 0));
        for (int i = 0; i < rest; i++) {
            emit(0);
        }
        if (listing != null) {
            String address = "[rax" + (sib ? "+rax*1" : "") + (dispBytes == 0 ? "]" : "+0x0]");
            listing.instruction(start, "nop", (wide ? "WORD" : "DWORD") + " PTR " + address);
        }
    }

    private void plain(String mnemonic, int opcode) {
        encodeInOpcode(0, 0, opcode, 0);
        note(mnemonic);
    }

    private void shortJump(int opcode, Label target) {
        checkOwner(target);
        if (target.isBound()) {
            checkShort(target, target.position() - (position() + 2));
        }
        begin();
        emit(opcode);
        emitShortDistance(target);
    }

    private boolean fitsShort(Label target) {
        return target.isBound()
                ? target.position() - (position() + 2) >= Byte.MIN_VALUE
                : target.near;
    }

    private void noteTarget(String mnemonic, Label target) {
        if (listing != null) {
            listing.instruction(start, mnemonic, target.toString());
        }
    }
}
