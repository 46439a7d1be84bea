package dev.justjit.host.start;

/**
 * Outcome of a step of initialisation: CPython's {@code PyStatus}.
 *
 * @param failed the step failed, with a message
 * @param exit the program is to end now with {@code exitCode}, as after {@code python3 --version}
 * @param exitCode meaningful when {@code exit} is set
 * @param message what CPython says, empty when it says nothing
 */
public record InitStatus(boolean failed, boolean exit, int exitCode, String message) {
    /** Whether the next step may be taken. */
    public boolean ok() {
        return !failed && !exit;
    }
}
