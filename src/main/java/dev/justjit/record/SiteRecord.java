package dev.justjit.record;

/**
 * The writable record of one site: an instruction whose way to its result depends on the class of an
 * object. It holds up to {@link #ENTRIES} shapes that the site has met, and is at once cache and
 * profile. Guarded by the GIL.
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

    /** Of an entry: one more word, by shape. */
    public static final int EXTRA = 24;

    /** Of an entry: how often it served. */
    public static final int HITS = 32;

    /** Of an entry: number of its {@link Shape}. */
    public static final int SHAPE = 40;

    /** Bytes of an entry. */
    public static final int ENTRY_BYTES = 48;

    /** Entries of a record. */
    public static final int ENTRIES = 4;

    /** The handler behind the last entry. */
    public static final int END = ENTRIES * ENTRY_BYTES;

    /** The name: an interned str, which the code object keeps alive. */
    public static final int NAME = END + 8;

    /** How often no entry served. */
    public static final int MISSES = END + 16;

    /** How often an owner was analysed to make an entry of it. */
    public static final int ANALYSED = END + 24;

    /** Non-zero when the attribute is to be called: then methods are not bound. */
    public static final int FOR_CALL = END + 32;

    /** Bytes of the record. */
    public static final int BYTES = END + 40;

    /**
     * After so many analyses a site stays as it is: it meets too many shapes, or such that no entry can
     * describe.
     */
    public static final int MOST_ANALYSED = 16;

    private SiteRecord() {}
}
