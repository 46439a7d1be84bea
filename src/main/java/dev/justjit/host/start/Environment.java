package dev.justjit.host.start;

import dev.justjit.host.process.Libc;
import dev.justjit.host.signal.SignalHold;

/** Makes the process look as it does when {@code python3} starts, where the JVM changed it. */
public final class Environment {
    private Environment() {}

    /** Called by Python's main thread before it initialises Python to run a program. */
    public static void prepare(SignalHold signals) {
        Libc.resetLocale();
        signals.begin();
        freeUserSignal();
        hideLauncher();
    }

    /** HotSpot stops threads with USR2, unless it was told to use another signal. */
    private static void freeUserSignal() {
        if (!Libc.environment("_JAVA_SR_SIGNUM").isEmpty()) {
            Libc.defaultSignal(Libc.SIGUSR2);
        }
    }

    /** Child processes must not inherit what the launcher set for this JVM alone. */
    private static void hideLauncher() {
        Libc.setEnvironment("_JAVA_SR_SIGNUM", "");
        String preload = Libc.environment("LD_PRELOAD");
        if (!preload.contains("libjsig.so")) {
            return;
        }
        StringBuilder rest = new StringBuilder();
        int start = 0;
        while (start <= preload.length()) {
            int end = start;
            while (end < preload.length()
                    && preload.charAt(end) != ':'
                    && preload.charAt(end) != ' ') {
                end++;
            }
            String entry = preload.substring(start, end);
            if (!entry.isEmpty() && !entry.endsWith("libjsig.so")) {
                rest.append(rest.length() == 0 ? "" : ":").append(entry);
            }
            start = end + 1;
        }
        Libc.setEnvironment("LD_PRELOAD", rest.toString());
    }
}
