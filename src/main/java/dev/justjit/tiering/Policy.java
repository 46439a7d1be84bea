package dev.justjit.tiering;

/**
 * When code is worth compiling, how often, and when that is given up: the one home of every threshold, each
 * with its reason. (How large a graph may become by inlining is {@code build/Budget}'s: it is the same for whatever made
 * the code hot.) Times were measured on the machines of {@code src/docs/performance.md}. Those that can be
 * set are system properties, for experiments and tests.
 */
public final class Policy {
    /**
     * Calls of a function before it is compiled. Counting one costs 25 ns, compiling takes a millisecond on
     * another core: a function that is called less often never pays for either.
     */
    public static final int HOT_CALLS = 300;

    /**
     * The same where code of an earlier run is stored and there is no JVM: linking it takes a tenth of a
     * millisecond of the program's own time.
     */
    public static final int STORED_CALLS = 100;

    /**
     * Passes of a loop with numbers, there, that are worth a JVM as soon as the process is old enough for one: about a
     * millisecond. It will go on, and it takes two to ten times as long as it would with its numbers in registers.
     */
    public static final int STORED_LOOP_PASSES = 30_000;

    /** Passes of a loop there whose stored regions do not fit what the frame holds, until they are tried again. */
    public static final int STORED_MISFIT_PASSES = 5_000;

    /** A function that was called so often or less, and loops, is entered at its loop first. */
    public static final int ONCE = 2;

    /** Functions called by one caller that became hot: then it is looked at as if it had been sampled enough. */
    public static final int HOT_CALLEES = 2;

    /** Milliseconds between two looks at what is running; 0: none is taken. */
    public static final int SAMPLE_MILLIS = Settings.number("justjit.sample.millis", 4, 0);

    /** The same in a program's first quarter of a second, where every millisecond interpreted is one lost. */
    public static final int EARLY_SAMPLE_MILLIS = Math.min(SAMPLE_MILLIS, 2);

    /** Looks of {@link #EARLY_SAMPLE_MILLIS}. */
    public static final int EARLY_SAMPLES = 125;

    /** How often code is seen running before it is compiled: twice is not chance any more. */
    public static final int SAMPLES = Settings.number("justjit.samples", 2, 1);

    /**
     * Code that takes long to compile is seen for longer: about as long as that takes, in milliseconds between
     * two looks.
     */
    public static int samples(long compileNanos) {
        return (int) (compileNanos / (EARLY_SAMPLE_MILLIS * 1_000_000L + 1));
    }

    /** The same for code that was looked at in vain. */
    public static final int SAMPLES_AGAIN = 250;

    /** Whether every loop of the interpreter is entered from its first jump on: for tests. */
    public static final boolean ENTERS_ALL = Settings.isOn("justjit.enter.all");

    /** Whether the run is made for an archive of class data, which is to have the classes that graphs are made with. */
    private static final boolean TRAINS = Settings.isOn("justjit.archive");

    /** Whether the Java stack trace of an error of the compiler itself is printed. */
    public static final boolean TRACES = Settings.isOn("justjit.debug");

    /**
     * Entries from one loop of the interpreter in one epoch, which is about {@link #SAMPLE_MILLIS}. An entry
     * costs 0.1 µs: a loop that is left again after less than a microsecond does not pay.
     */
    public static final int ENTRIES_PER_EPOCH = ENTERS_ALL ? Integer.MAX_VALUE : 4000;

    /** Versions of one code object before it is compiled without predictions. */
    public static final int MAX_VERSIONS = 4;

    /** Passes of a loop's header in machine code before numbers are kept in registers: 1 to 10 ms to compile. */
    public static final int LOOP_PASSES = Settings.number("justjit.loops", 1000, 1);

    /** Numeric regions of one loop for different types; more are refused. */
    public static final int MAX_REGIONS = 4;

    /** Passes until a loop is looked at again that was not numeric, and how often that is done. */
    public static final long LOOP_PASSES_AFTER_REFUSAL = 50_000;

    /** After so many it is not looked at again. */
    public static final int MAX_LOOP_REFUSALS = 3;

    /** Half of the passes after which regions are tried again that a frame did not fit, the first time. */
    public static final long LOOP_PASSES_AFTER_MISFIT = 1000;

    /** How often that number is doubled. */
    public static final int MOST_MISFIT_DOUBLINGS = 6;

    /** Bytes of machine code in a process. */
    public static final long CODE_BYTES =
            Settings.number("justjit.code.bytes", 64L << 20, 1L << 12, 1L << 30);

    /**
     * Processor time that compiling may take at once, and its part of what the process takes from the start of
     * the compiler on. In a young process the JVM compiles the compiler beside it for nearly as long again, and
     * attaching has cost something: a short program is to take 1.3 times what it takes without, at the most.
     */
    public static final long COMPILE_BURST_NANOS = 10_000_000;

    /** The part of a young process. */
    public static final double COMPILE_SHARE_YOUNG = 0.25;

    /** Processor time of a process that is young, and the part of what it takes later. */
    public static final long YOUNG_NANOS = 600_000_000;

    /** The part of an older one. */
    public static final double COMPILE_SHARE = 0.3;

    /**
     * What making graphs may take besides: what has machine code waits for what has none, and neither takes the time of
     * the other, or it would be interpreted for longer.
     */
    public static final double GRAPH_SHARE = 0.2;

    /**
     * The same on a machine with one processor: graphs gain some 5 %, so they are to take less. The JVM compiles the
     * compiler for half as long besides.
     */
    public static final double GRAPH_SHARE_ALONE = 0.02;

    /** Entries and exits of a function take as long to compile as so many units. */
    public static final int FUNCTION_UNITS = 30;

    /** What a code unit takes to compile in a JVM that has just started, and for how many that is believed. */
    public static final long EXPECTED_UNIT_NANOS = 15_000;

    /** Units for which that is believed; then what compiling took so far counts. */
    public static final long EXPECTED_UNITS = 300;

    /** Units that the compiler of regions goes over again and again, for each one of a loop. */
    public static final int REGION_UNITS = 8;

    /** Units of a loop that is a region, at the most: it is part of its function, and short. */
    public static final int REGION_LOOP_UNITS = 100;

    /** {@link #COMPILE_SHARE} on a machine with one processor, where compiling takes the program's own time. */
    public static final double COMPILE_SHARE_ALONE = 0.1;

    /** How long compiling rests when it has taken its share. */
    public static final int COMPILE_PAUSE_MILLIS = 2;

    /** The same at the most, while the program takes no processor time. */
    public static final int MOST_COMPILE_PAUSE_MILLIS = 64;

    /** How long nothing is asked of the compiler before new code is stored, the first time; then twice as long. */
    public static final long IDLE_MILLIS = 1000;

    /** How long a program that ends waits for code that is being stored, in milliseconds. */
    public static final long LAST_CHORE_MILLIS = Settings.number("justjit.store.millis", 250, 0);

    /** The same for a run that records: it is to be complete, and is not to hang. */
    public static final long LAST_RECORD_MILLIS = 300_000;

    /** Requests that wait at the most; what is hot is found hot again. */
    public static final int MOST_REQUESTS = 2000;

    /** Whether requests are waited for, as tests want it that compare what happens at which call. */
    public static final boolean WAITS = Settings.isOn("justjit.wait");

    /** What the optimizing compiler is used for. */
    public static final Optimizer OPTIMIZER = Optimizer.ofProcess();

    /**
     * Looks that find code in its machine code before a graph is made of it: one is about {@link #SAMPLE_MILLIS} of the
     * program's time, a graph takes 2 to 20 ms to compile, and is to gain that back.
     */
    public static final int HOT_SAMPLES =
            Settings.number("justjit.optimizer.samples", TRAINS ? 1 : 6, 1);

    /**
     * Processor time of a process before its first graph: programs that are over sooner pay nothing for the optimizing
     * compiler, and everything has machine code of some kind first. The JVM's threads count. A first graph takes 5 to 30
     * ms of another processor in a young JVM, and half a millisecond of the program's thread; what it is left by until
     * its predictions are right, and trials, take more: from one second on, a program's first second did up to a tenth
     * less.
     */
    public static final long GRAPH_AGE_NANOS =
            Settings.number("justjit.optimizer.millis", TRAINS ? 0 : 2000, 0) * 1_000_000L;

    /** Code units of a function that gets a graph, at the most: it takes more than a second to make one of more. */
    public static final int MOST_GRAPH_UNITS = 8000;

    /** The same for code of which no graph was made, because none would gain enough: more is known of it then. */
    public static final int HOT_SAMPLES_AGAIN = 100;

    /** The same after so many earlier attempts: what has not gained is worth less and less of the compiler's time. */
    public static int samplesAgain(int attempts) {
        return HOT_SAMPLES_AGAIN << 2 * attempts;
    }

    /** How often a graph is tried of code that would not gain. */
    public static final int MAX_GRAPH_ATTEMPTS = 3;

    /** Whether a graph is timed against templates before it takes their place. */
    public static final boolean TRIES = OPTIMIZER == Optimizer.ON && !WAITS;

    /** What a call may take in a graph, in parts of what it takes in templates: less is noise. */
    public static final double GRAPH_PAYS = 0.98;

    /** A graph that gains less is timed once more: what a function is called with may be different later. */
    public static final double GRAPH_PAYS_FOR_SURE = 0.93;

    /** The same machine code is not timed again if it took so much. */
    public static final double GRAPH_LOSES_FOR_SURE = 1.03;

    /**
     * Exits at one instruction of a graph that is made anew because of another one, for the next graph to predict neither:
     * a quarter of those after which it would be made anew again.
     */
    public static final int EXITS_BESIDE = 5;

    /** Loops of one code object that get graphs of their own: each is about as large as the function. */
    public static final int MAX_LOOP_GRAPHS = 4;

    /** Graphs of one code object before it goes back to templates: each has one site more that is not predicted. */
    public static final int MAX_GRAPHS = 6;

    private Policy() {}
}
