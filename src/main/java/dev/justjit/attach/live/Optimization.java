package dev.justjit.attach.live;

import dev.justjit.compile.CodeBlob;
import dev.justjit.tiering.Optimizer;
import dev.justjit.tiering.Policy;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What the optimizing compiler has to do with one code object. Needs the GIL. */
public final class Optimization {
    private final UnstableUnits unstable = new UnstableUnits();
    private boolean wanted = Policy.OPTIMIZER.isAtOnce();
    private int versions;
    private int attempts;
    private long samples = Policy.HOT_SAMPLES;
    private long looksAtRegions;
    private @Nullable String refusal;
    private @Nullable String notYet;
    private Trials.@Nullable Trial trial;
    private double ratio;
    private byte @Nullable [] lost;
    private Trials.@Nullable Trial doubtful;
    private boolean confirmed;

    /** Whether calls are compiled by way of a graph from now on. */
    public boolean isWanted() {
        return wanted && refusal == null;
    }

    /** The code is hot. Whether it may be optimized now. */
    public boolean want() {
        wanted = wanted || Policy.OPTIMIZER == Optimizer.ON;
        return isWanted();
    }

    /** How often the code is to be seen in its machine code before it is hot. */
    long samples() {
        return samples;
    }

    /**
     * The code was seen as often as {@link #samples} says. Whether most of its time went into numeric regions, which are
     * better than graphs: then it is to be seen more often the next time.
     *
     * @param now how many looks have found its regions running so far
     */
    public boolean isInRegions(long now) {
        boolean most = 2 * (now - looksAtRegions) >= samples;
        looksAtRegions = now;
        boolean rarely = most || refusal != null;
        samples = rarely ? Policy.HOT_SAMPLES_AGAIN : Policy.HOT_SAMPLES;
        return most;
    }

    /** Calls are timed in a graph from now on. */
    void tries(Trials.Trial begun) {
        trial = begun;
    }

    /** They are no longer; how long they took, in parts of what they take in templates, or 0. */
    void tried(double found) {
        trial = null;
        ratio = found;
    }

    /** What is being tried, or null. */
    public Trials.@Nullable Trial trial() {
        return trial;
    }

    /** What was tried is slower than what templates made, by so much that it would be again. */
    void lost(CodeBlob graph) {
        lost = graph.bytes();
    }

    /** Whether the same machine code has been tried and was slower. */
    public boolean hasLost(CodeBlob graph) {
        return Arrays.equals(lost, graph.bytes());
    }

    /** What was tried is faster, by so little that it is to be tried once more when the program has gone on. */
    void doubt(Trials.Trial won) {
        doubtful = confirmed ? null : won;
        samples = Policy.HOT_SAMPLES_AGAIN;
    }

    /** What is to be tried once more now, or null. */
    public Trials.@Nullable Trial doubtful() {
        Trials.Trial again = doubtful;
        confirmed |= again != null;
        doubtful = null;
        return again;
    }

    /** How long calls took in the graph that was tried last, in parts of what they take in templates; 0: not known. */
    public double ratio() {
        return ratio;
    }

    /** What comes next is made by templates, until the code is hot again. */
    public void rest() {
        wanted = Policy.OPTIMIZER.isAtOnce();
    }

    /** One more version was made. */
    public void made() {
        versions++;
        unstable.made();
        doubtful = null;
        confirmed = false;
    }

    /** Where the next graph, which is asked for now, is not to predict. */
    public BitSet unstable() {
        return unstable.ask();
    }

    /** A graph was left too often at units of the code: the next one does not predict there, or there is no next one. */
    public void left(BitSet units, int length) {
        boolean helps = unstable.left(units, length);
        if (!helps || versions >= Policy.MAX_GRAPHS) {
            refuse("it was left too often");
        }
    }

    /** Templates make the code from now on. */
    public void refuse(String reason) {
        refusal = reason;
    }

    /**
     * There is no graph of it now. There may be one when more is known of it.
     *
     * @param reason why
     */
    public void putOff(String reason) {
        samples = Policy.samplesAgain(attempts);
        attempts++;
        rest();
        boolean again = attempts < Policy.MAX_GRAPH_ATTEMPTS && !wanted;
        if (!again) {
            refuse(reason);
        } else {
            notYet = reason;
        }
    }

    /** Why templates make the code although it is hot, or null. */
    public @Nullable String refusal() {
        return refusal != null ? refusal : notYet;
    }
}
