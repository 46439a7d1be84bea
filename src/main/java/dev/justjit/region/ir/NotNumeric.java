package dev.justjit.region.ir;

/** The loop does something that regions do not know. Thrown while building; the way to there leaves. */
public final class NotNumeric extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ordinary;

    /** Something that regions do not know. */
    public NotNumeric(String reason) {
        this(reason, false);
    }

    /**
     * @param ordinary whether the loop ends there, as {@code break} and {@code return} do
     */
    public NotNumeric(String reason, boolean ordinary) {
        super(reason, null, false, false);
        this.ordinary = ordinary;
    }

    /** Whether the loop ends there, as {@code break} and {@code return} do. */
    public boolean isOrdinary() {
        return ordinary;
    }
}
