package dev.justjit.host;

/**
 * What an embedding program wants of the compiler.
 *
 * @param mode name of the mode, as {@code --jit} has it
 * @param threshold call at which a function is hot, or 0 for the default
 * @param codeBytes memory for machine code, or 0 for the default
 */
public record CompilerChoice(String mode, int threshold, long codeBytes) {
    /** What finds the compiler, so that embedding does without it where it is absent. */
    public interface Compiler {
        /** The hooks of the compiler as it was chosen. */
        HostHooks hooks(CompilerChoice choice);
    }
}
