package dev.justjit.ir;

/**
 * What an operation does besides computing its result. Immutable; the methods make changed copies.
 *
 * <p>An operation with {@link #isOrdered} effects stays where it is among the others, and carries the state of the
 * frame before its instruction.
 */
public final class Effects {
    /** Nothing but a result that its inputs say all of. */
    public static final Effects NONE = new Effects(0, 0, Leaves.NEVER, 0, 0);

    private static final int RUNS_PYTHON = 1;
    private static final int ALLOCATES = 2;
    private static final int RELEASES = 4;
    private static final int ENDS_BLOCK = 8;
    private static final int REPEATS = 16;
    private static final int COUNTS = 32;
    private static final int FINALIZES = 64;
    private static final int STEALS_ALL = -1;

    /** May run Python code: reads and writes everything, may raise. */
    public static final Effects PYTHON =
            new Effects(Memory.ALL, Memory.ALL, Leaves.NEVER, RUNS_PYTHON, 0);

    /**
     * Lets go of an object that may be the last reference to something with a finalizer: Python may run, and may have
     * changed anything, but no exception comes out of it.
     */
    static final Effects FINALIZING =
            new Effects(Memory.ALL, Memory.ALL, Leaves.NEVER, FINALIZES | COUNTS, 0);

    /** Lets others run, who may change anything; an exception comes out in the interpreter. */
    static final Effects EVENTS = new Effects(Memory.ALL, Memory.ALL, Leaves.NEVER, 0, 0);

    private final int reads;
    private final int writes;
    private final Leaves leaves;
    private final int flags;
    private final int stolen;

    private Effects(int reads, int writes, Leaves leaves, int flags, int stolen) {
        this.reads = reads;
        this.writes = writes;
        this.leaves = leaves;
        this.flags = flags;
        this.stolen = stolen;
    }

    static Effects reading(Memory... parts) {
        return new Effects(mask(parts), 0, Leaves.NEVER, 0, 0);
    }

    static Effects writing(Memory... parts) {
        return new Effects(0, mask(parts), Leaves.NEVER, 0, 0);
    }

    private static int mask(Memory[] parts) {
        int mask = 0;
        for (Memory part : parts) {
            mask |= part.bit();
        }
        return mask;
    }

    Effects alsoReading(Memory... parts) {
        return new Effects(reads | mask(parts), writes, leaves, flags, stolen);
    }

    Effects leaving(Leaves why) {
        return new Effects(reads, writes, why, flags, stolen);
    }

    /** Makes an object; where there is no memory it leaves, and the interpreter raises. */
    Effects allocating() {
        Leaves why = leaves == Leaves.NEVER ? Leaves.FOR_RESULT : leaves;
        return new Effects(reads, writes, why, flags | ALLOCATES, stolen);
    }

    /** Lets go of what it overwrites, which may run Python as it dies. */
    Effects releasing() {
        return new Effects(reads, Memory.ALL, leaves, flags | RELEASES, stolen);
    }

    /** Changes the number of references to an object: stays, and is done each time. */
    Effects counting() {
        return new Effects(reads, writes, leaves, flags | COUNTS, stolen);
    }

    /** Is done each time: what it depends on is not the memory that is told here. */
    Effects repeating() {
        return new Effects(reads, writes, leaves, flags | REPEATS, stolen);
    }

    /** Is the last of its block. */
    Effects ending() {
        return new Effects(reads, writes, leaves, flags | ENDS_BLOCK, stolen);
    }

    /** Takes over the reference to an input. */
    Effects stealing(int input) {
        return new Effects(reads, writes, leaves, flags, stolen | 1 << input);
    }

    Effects stealingAll() {
        return new Effects(reads, writes, leaves, flags, STEALS_ALL);
    }

    /** Set of {@link Memory#bit}s. */
    public int reads() {
        return reads;
    }

    /** Set of {@link Memory#bit}s. */
    public int writes() {
        return writes;
    }

    /** Whether it may go back to the interpreter, and why. */
    public Leaves leaves() {
        return leaves;
    }

    /** Whether any Python code may run in it. */
    public boolean runsPython() {
        return (flags & RUNS_PYTHON) != 0;
    }

    /** Whether an exception may come out of it: nothing else raises, since the interpreter does it better. */
    public boolean raises() {
        return runsPython();
    }

    /** Whether it makes an object. */
    public boolean allocates() {
        return (flags & ALLOCATES) != 0;
    }

    /** Whether it lets go of an object that a slot of memory held before. */
    public boolean releasesOld() {
        return (flags & RELEASES) != 0;
    }

    /** Whether it may let go of an object that runs Python as it dies; {@link #writes} has what may change then. */
    public boolean finalizes() {
        return (flags & FINALIZES) != 0;
    }

    /** Whether it is the last node of its block. */
    public boolean endsBlock() {
        return (flags & ENDS_BLOCK) != 0;
    }

    /** Whether it takes over the reference to an input. */
    public boolean steals(int input) {
        return stolen == STEALS_ALL || (stolen >> input & 1) != 0;
    }

    /** Whether it takes over the reference to any input. */
    public boolean steals() {
        return stolen != 0;
    }

    /** Whether it changes anything that others can see. */
    public boolean isOrdered() {
        return writes != 0 || runsPython();
    }

    /** Whether the operation may go when nobody uses its result. */
    public boolean isRemovable() {
        return writes == 0
                && leaves != Leaves.AS_PROOF
                && (flags & (RUNS_PYTHON | COUNTS | ENDS_BLOCK)) == 0;
    }

    /** Whether two of them in a row with the same inputs give the same, if nothing is written in between. */
    public boolean isRepeatable() {
        return writes == 0
                && (flags & (RUNS_PYTHON | ALLOCATES | COUNTS | ENDS_BLOCK | REPEATS)) == 0;
    }
}
