package dev.justjit.cli;

import dev.justjit.masm.Isa;
import org.jspecify.annotations.Nullable;

/** Names of instruction sets as users know them. */
final class MachineNames {
    private MachineNames() {}

    /** The one that {@code uname -m} calls so, or that has this short name; null if there is none. */
    static @Nullable Isa isa(String name) {
        return switch (name) {
            case "x86_64", "x86-64", "amd64" -> Isa.X64;
            case "aarch64", "arm64" -> Isa.A64;
            default -> Isa.of(name);
        };
    }
}
