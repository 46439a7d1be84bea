package dev.justjit.masm;

import dev.justjit.masm.a64.A64Frames;
import dev.justjit.masm.a64.A64Masm;
import dev.justjit.masm.x64.X64Frames;
import dev.justjit.masm.x64.X64Masm;
import org.jspecify.annotations.Nullable;

/** The instruction sets. */
public enum Isa implements Target {
    X64("x64", "amd64") {
        @Override
        public MacroAssembler assembler(boolean listing, boolean far) {
            return new X64Masm(listing);
        }

        @Override
        public String nameOf(Reg reg) {
            return X64Masm.nameOf(reg);
        }

        @Override
        public String nameOf(FReg reg) {
            return X64Masm.nameOf(reg);
        }

        @Override
        public FrameLayout frames(byte[] code) {
            return X64Frames.layout();
        }
    },
    A64("a64", "aarch64") {
        @Override
        public MacroAssembler assembler(boolean listing, boolean far) {
            return new A64Masm(listing, far);
        }

        @Override
        public String nameOf(Reg reg) {
            return A64Masm.nameOf(reg);
        }

        @Override
        public String nameOf(FReg reg) {
            return A64Masm.nameOf(reg);
        }

        @Override
        public FrameLayout frames(byte[] code) {
            return A64Frames.layout(code);
        }
    };

    private final String shortName;
    private final String javaName;

    Isa(String shortName, String javaName) {
        this.shortName = shortName;
        this.javaName = javaName;
    }

    /** Name in options and folders: {@code x64}, {@code a64}. */
    public String shortName() {
        return shortName;
    }

    /** The native frames of some machine code, of one function or stub. */
    public abstract FrameLayout frames(byte[] code);

    /** The instruction set with this short name, or null. */
    public static @Nullable Isa of(String shortName) {
        for (Isa isa : values()) {
            if (isa.shortName.equals(shortName)) {
                return isa;
            }
        }
        return null;
    }

    /** The one of this machine, or null if it is neither. */
    public static @Nullable Isa ofThisMachine() {
        String name = System.getProperty("os.arch", "");
        for (Isa isa : values()) {
            if (isa.javaName.equals(name)) {
                return isa;
            }
        }
        return null;
    }
}
