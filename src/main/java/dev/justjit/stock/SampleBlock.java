package dev.justjit.stock;

/**
 * The memory that {@link SampleCode} works on. {@code justjit._sampler} allocates it, zeroed, and fills it, and knows
 * the offsets by the module that {@link HostModule} writes. Words of eight bytes, in the order of this enum.
 */
public enum SampleBlock {
    /** Set by Python: addresses of C functions. */
    ERRNO_LOCATION,
    THREAD_STATE_GET,
    CLOCK_GETTIME,
    VM_READ,
    /** Set by Python: the process that samples; a forked child records nothing. */
    PROCESS,
    GETPID,
    /** Set by Python: the main interpreter. Only its threads are seen: code of others may die at any time. */
    INTERPRETER,
    /** Set by Python: the type of code objects. */
    CODE_TYPE,
    /** Where the next sample goes, and where the last one may begin. */
    NEXT,
    END,
    /** Samples for which there was no room. */
    DROPPED,
    /** Ticks of threads that held no GIL: they ran C, or nothing of Python. */
    OUTSIDE,
    /** Set by Python: the memory of machine code; size 0 while there is none. */
    CODE_BASE,
    CODE_SIZE,
    /** Set by Python: {@code struct iovec}s for what is read and for where it goes. */
    LOCAL_BASE,
    LOCAL_SIZE,
    REMOTE_BASE,
    REMOTE_SIZE,
    /** What was read of a frame or of the stack. */
    SCRATCH(Long.BYTES * SampleBlock.STACK_WORDS),
    /**
     * For each hash of addresses of code objects: the one of them that was put into a sample last; none of them dies
     * from then on. 0 before.
     */
    MARKS(SampleBlock.MARK_BYTES);

    /** Words of the native stack that are searched for return addresses into machine code. */
    static final int STACK_WORDS = 256;

    static final int MARK_BYTES = 1 << 19;

    /** An address, a multiple of 16, shifted right by so much, is in its low bits an offset in {@link #MARKS}. */
    static final int MARK_SHIFT = 1;

    /** Words of a sample before its frames: see {@link SampleCode}. */
    static final int HEADER_WORDS = 9;

    /** Return addresses into machine code that are kept. */
    static final int RETURNS = 4;

    /** Frames of a sample at the most, the innermost. */
    static final int MOST_FRAMES = 100;

    private static final int[] OFFSETS = new int[values().length + 1];

    static {
        for (SampleBlock field : values()) {
            OFFSETS[field.ordinal() + 1] = OFFSETS[field.ordinal()] + field.bytes;
        }
    }

    private final int bytes;

    SampleBlock() {
        this(Long.BYTES);
    }

    SampleBlock(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes from the start of the block. */
    int offset() {
        return OFFSETS[ordinal()];
    }

    /** Bytes of the block. */
    static int bytes() {
        return OFFSETS[OFFSETS.length - 1];
    }

    /** Bytes of a sample at the most. */
    static int sampleBytes() {
        return Long.BYTES * (HEADER_WORDS + 2 * MOST_FRAMES);
    }
}
