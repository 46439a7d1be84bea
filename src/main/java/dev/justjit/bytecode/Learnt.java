package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What machine code of templates has learnt at sites of some code that the interpreter noted nothing of, or one class of
 * several: behind the live bytecode of an image, in the form of instructions with inline caches. All that is done with
 * those of the bytecode (versions, objects, what is inlined) is thus done with them, by units behind the code.
 *
 * <p>Each entry is a unit with the number of the site's unit, then the instruction: its opcode, in place of an operand a
 * role, and its inline cache. Nothing in it has to be right.
 */
public final class Learnt {
    /** Roles of what is learnt of an operator: whether the method is that of the right operand. */
    public static final int SWAPPED = 1;

    /** The other operand is of the same class as the receiver. */
    public static final int SAME = 2;

    /** The other operand is an int; the next entry names its class. */
    public static final int INT = 4;

    /** The other operand is a float; the next entry names its class. */
    public static final int FLOAT = 6;

    /** The other operand is of the class that the next entry names. */
    public static final int CLASS = 8;

    /** Role of a class that is called: its objects have their values inside of them. */
    public static final int VALUES = 1;

    /** The method is {@code __len__}, which is called for a length or for a truth value. */
    public static final int LENGTH = 16;

    /** The method is {@code __abs__}, which a builtin calls. */
    public static final int ABSOLUTE = 32;

    /** Whose method it is, if it may be of several kinds: none of them, or one. */
    public static final int METHOD_MASK = LENGTH | ABSOLUTE;

    /** What the other operand is. */
    public static final int OTHER_MASK = 14;

    private static final Learnt NOTHING = new Learnt(Map.of());

    /** Entries of a site at the most. */
    public static final int MOST = 4;

    private final Map<Integer, List<Entry>> sites;

    /**
     * An entry.
     *
     * @param site unit of the instruction that it is about
     * @param unit of the entry's instruction
     * @param seen its opcode
     * @param role what it means there; of an attribute, the number of an earlier entry of the site with the same object,
     *     from 1, or 0
     */
    public record Entry(int site, int unit, Opcode seen, int role) {
        /** The instruction of the site as if this were what the interpreter has noted. */
        public Insn at(Insn insn) {
            return new Insn(unit, unit, seen.base(), insn.oparg(), insn.next(), seen);
        }
    }

    private Learnt(Map<Integer, List<Entry>> sites) {
        this.sites = sites;
    }

    /** What the image has. */
    public static Learnt of(CodeImage image) {
        List<Entry> entries = entries(image);
        if (entries.isEmpty()) {
            return NOTHING;
        }
        Map<Integer, List<Entry>> sites = new HashMap<>();
        for (Entry entry : entries) {
            sites.computeIfAbsent(entry.site(), site -> new ArrayList<>()).add(entry);
        }
        return new Learnt(sites);
    }

    /** The entries of an image, in order. */
    public static List<Entry> entries(CodeImage image) {
        int end = image.adaptive().length / 2;
        if (end <= image.units()) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        int unit = image.units();
        while (unit + 1 < end) {
            Opcode seen = Opcode.of(image.adaptive()[2 * unit + 2] & 0xff);
            int next = unit + 2 + seen.base().caches();
            if (seen.kind() != Opcode.Kind.SPECIALIZED || next > end) {
                break;
            }
            int role = image.adaptive()[2 * unit + 3] & 0xff;
            entries.add(new Entry(image.cached16(unit), unit + 1, seen, role));
            unit = next;
        }
        return entries;
    }

    /** Those of a site, the most frequent first. */
    public List<Entry> at(Insn site) {
        return sites.getOrDefault(site.offset(), List.of());
    }

    /** Writes entries. */
    public static final class Writer {
        private static final int UNITS = 1 << 16;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /**
         * @param second what is behind the version: an index, or the version of keys
         * @param object address of the object
         */
        public void add(int site, Opcode seen, int role, int version, int second, long object) {
            int caches = seen.base().caches();
            byte[] cache = new byte[2 * caches + 2];
            put(cache, InlineCache.LOAD_ATTR_TYPE_VERSION, version, Integer.BYTES);
            if (caches >= InlineCache.LOAD_ATTR_INDEX) {
                boolean narrow = caches < InlineCache.LOAD_ATTR_DESCR;
                int bytesOfIt = narrow ? Short.BYTES : Integer.BYTES;
                put(cache, InlineCache.LOAD_ATTR_INDEX, second, bytesOfIt);
            }
            if (caches >= InlineCache.LOAD_ATTR_DESCR) {
                put(cache, InlineCache.LOAD_ATTR_DESCR, object, Long.BYTES);
            }
            bytes.write(site);
            bytes.write(site >> Byte.SIZE);
            bytes.write(seen.number());
            bytes.write(role);
            bytes.write(cache, 2, 2 * caches);
        }

        /** Little-endian, at a unit of the inline cache, from 1. */
        private static void put(byte[] cache, int unit, long value, int count) {
            for (int i = 0; i < count; i++) {
                cache[2 * unit + i] = (byte) (value >> Byte.SIZE * i);
            }
        }

        /** The image with what was added. */
        public CodeImage with(CodeImage image) {
            byte[] old = image.adaptive();
            byte[] all = java.util.Arrays.copyOf(old, old.length + bytes.size());
            if (bytes.size() == 0 || all.length / 2 >= UNITS) {
                return image;
            }
            System.arraycopy(bytes.toByteArray(), 0, all, old.length, bytes.size());
            return image.withFeedback(all);
        }
    }
}
