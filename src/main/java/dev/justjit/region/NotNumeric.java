package dev.justjit.region;

/** The loop does something that regions do not know. Thrown while building; the way to there leaves. */
final class NotNumeric extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ordinary;

    NotNumeric(String reason) {
        this(reason, false);
    }

    /**
     * @param ordinary whether the loop ends there, as {@code break} and {@code return} do
     */
    NotNumeric(String reason, boolean ordinary) {
        super(reason, null, false, false);
        this.ordinary = ordinary;
    }

    boolean isOrdinary() {
        return ordinary;
    }
}
