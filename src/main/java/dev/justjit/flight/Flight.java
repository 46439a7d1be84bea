package dev.justjit.flight;

/**
 * Whether events of ours are wanted: where a recording of this JVM has begun before this class was first asked, with
 * {@code -Djustjit.jfr=true}, or with {@code JUSTJIT_JFR=1} in the environment.
 */
public final class Flight {
    private static final String MODULE = "jdk.jfr";

    /** The JVM sets this property when the first recording begins. */
    private static final String BEGUN = "jdk.jfr.repository";

    private static final boolean ON =
            isAsked() && ModuleLayer.boot().findModule(MODULE).isPresent();

    private Flight() {}

    private static boolean isAsked() {
        return System.getProperty(BEGUN) != null
                || Boolean.getBoolean("justjit.jfr")
                || "1".equals(System.getenv("JUSTJIT_JFR"));
    }

    /** Does not change. */
    public static boolean isOn() {
        return ON;
    }
}
