package dev.justjit.record;

/**
 * The writable record of one site: an instruction whose way to its result depends on the class of an
 * object. It holds up to four shapes that the site has met, and is at once cache and profile. Its
 * address is that of its first entry. Guarded by the GIL.
 *
 * <p>A site calls the {@link #HANDLER} of the first entry. A handler whose guards fail jumps to that of
 * the next entry; entries that are not in use, and the word behind the last one, hold the handler
 * that misses.
 *
 * <p>Objects in entries are borrowed: the class whose version the entry names keeps them alive as long
 * as it has that version, and no version is given twice.
 */
public final class SiteRecord {
    /** Of an entry: address of the code that checks and serves it. */
    public static final int HANDLER = 0;

    /** Of an entry: version tag of the owner's class, 32 bits, never 0. */
    public static final int VERSION = 8;

    /** Of an entry: what else is compared, by shape, 32 bits. */
    public static final int SECOND = 12;

    /** Of an entry: the object, or where in the owner it is. */
    public static final int PAYLOAD = 16;

    /** Of an entry: the name; of {@code super} the start class. */
    public static final int ENTRY_NAME = 24;

    /** Of an entry: how often it served. */
    public static final int HITS = 32;

    /** Of an entry: number of its {@link Shape}. */
    public static final int SHAPE = 40;

    /** Bytes of an entry. */
    public static final int ENTRY_BYTES = 48;

    /** Before the entries: the name, an interned str that the code object keeps alive. */
    public static final int NAME = -8;

    /** Before the entries: how often no entry served. */
    public static final int MISSES = -16;

    /** Before the entries: how often an owner was analysed to make an entry of it. */
    public static final int ANALYSED = -24;

    /** Before the entries: the number of entries, a power of 2. */
    public static final int COUNT = -32;

    /** Before the entries: non-zero when the attribute is to be called; then methods are not bound. */
    public static final int FOR_CALL = -40;

    /** Bytes before the entries. */
    public static final int HEADER_BYTES = 40;

    /** Entries of a record of an attribute. */
    public static final int ATTRIBUTE_ENTRIES = 4;

    /** Entries of a record of a global or of a class that is called: few sites meet two. */
    public static final int OTHER_ENTRIES = 2;

    /**
     * After so many analyses a site meets too many shapes, or such that no entry can describe: then only each
     * {@link #MISSES_TO_ANALYSE}th miss is analysed, since a program's classes may be others by now.
     */
    public static final int MOST_ANALYSED = 16;

    /** A power of 2: an analysis takes about ten times as long as a miss without one. */
    public static final int MISSES_TO_ANALYSE = 64;

    private SiteRecord() {}

    /** Bytes of entries, and of the handler behind them that misses. */
    public static int bytes(int entries) {
        return entries * ENTRY_BYTES + Long.BYTES;
    }
}
