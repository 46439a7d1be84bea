package dev.justjit.store;

import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Stub;
import dev.justjit.masm.MacroAssembler.MachineCode;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import dev.justjit.record.LoopWords;
import dev.justjit.record.RegionData;
import dev.justjit.region.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Machine code in the form that {@code justjit._linker} links without a JVM: tables of words of eight bytes,
 * little-endian, say where in the code, and in its writable memory, values go; symbols are there once each, in {@link
 * Group}s, whose values follow one another.
 */
public final class LinkTable {
    /** A word of a table: offset, kind from this bit on, number of the value from that one on. */
    public static final int KIND_SHIFT = 32;

    public static final int SYMBOL_SHIFT = 48;

    /** Kinds besides those of {@link Relocation}: eight bytes of the value. */
    public static final int WORD = Relocation.Kind.values().length;

    /** Symbols whose values Python makes in the same way; each group is a tuple. */
    enum Group {
        /** Offsets from the code's address. */
        SELF,
        /** Offsets from the address of the writable memory. */
        DATA,
        /** Offsets from the address of the code object. */
        CODE,
        /** Ordinals of stubs. */
        STUB,
        /** Names of exported functions and objects. */
        EXPORT,
        /** Numbers of constants. */
        CONSTANT,
        /** Numbers of names. */
        NAME,
        /** Numbers of the names of locals. */
        LOCAL_NAME,
        /** Ordinals of {@link Symbol.Kind} and texts, in turn. */
        OTHER
    }

    private final Map<Symbol, Integer> numbers = new LinkedHashMap<>();
    private final Map<Group, List<Symbol>> groups = new LinkedHashMap<>();
    private final IntUnaryOperator siteOffsets;
    private final int loops;
    private final @Nullable InputNames inputs;

    private LinkTable(int loops, IntUnaryOperator siteOffsets) {
        this(loops, siteOffsets, null);
    }

    private LinkTable(int loops, IntUnaryOperator siteOffsets, @Nullable InputNames inputs) {
        this.loops = loops;
        this.inputs = inputs;
        this.siteOffsets = siteOffsets;
        for (Group group : Group.values()) {
            groups.put(group, new ArrayList<>());
        }
    }

    /**
     * What a file with such code is for, but for the compiler's build.
     *
     * @param isa short name of the instruction set
     * @param python {@code sys.version}
     */
    public static String target(String isa, String python) {
        CRC32 sum = new CRC32();
        sum.update(python.getBytes(StandardCharsets.UTF_8));
        return "%s-generic-%08x".formatted(isa, sum.getValue());
    }

    /** Code without the rest of a blob, as {@code (bytes, table, groups)}. */
    public static byte[] of(MachineCode code) {
        LinkTable table = new LinkTable(0, site -> 0);
        code.pool().forEach(table::add);
        code.relocations().forEach(each -> table.add(each.symbol()));
        table.number();
        Marshal out = new Marshal().tuple(3);
        out.bytes(code.bytes());
        out.bytes(table.words(code.poolOffset(), code.pool(), code.relocations()));
        table.write(out);
        return out.toBytes();
    }

    /**
     * A blob, as {@code (bytes, table, groups, memory, table of the memory, vector entry, code units, loops, units)}.
     * Loops are headers and offsets of their words in the memory, in turn; for code with loops, units are the offsets
     * at which a frame goes on at each, of four bytes.
     */
    public static byte[] of(CodeBlob blob, BlobData data) {
        int sites = BlobData.sites(blob);
        LinkTable table =
                new LinkTable(
                        BlobData.loops(blob), site -> sites + blob.caches().get(site).offset());
        blob.pool().forEach(table::add);
        blob.relocations().forEach(each -> table.add(each.symbol()));
        data.words().forEach(each -> table.add(each.symbol()));
        table.number();
        Marshal out = new Marshal().tuple(9);
        out.bytes(blob.bytes());
        out.bytes(table.words(blob.poolOffset(), blob.pool(), blob.relocations()));
        table.write(out);
        out.bytes(data.bytes());
        List<Long> words = new ArrayList<>();
        for (BlobData.Word each : data.words()) {
            words.add(table.word(each.offset(), WORD, each.symbol()));
        }
        out.bytes(bytes(words));
        out.number(blob.vectorEntry()).number(blob.handBacks().length);
        writeLoops(out, blob);
        return out.toBytes();
    }

    private static void writeLoops(Marshal out, CodeBlob blob) {
        int count = blob.loops().size();
        out.tuple(2 * count);
        for (int i = 0; i < count; i++) {
            out.number(blob.loops().get(i).header());
            out.number(BlobData.loops(blob) + LoopWords.BYTES * i);
        }
        int[] units = count == 0 ? new int[0] : blob.handBacks();
        ByteBuffer offsets = ByteBuffer.allocate(Integer.BYTES * units.length);
        offsets.order(ByteOrder.LITTLE_ENDIAN);
        for (int offset : units) {
            offsets.putInt(offset);
        }
        out.bytes(offsets.array());
    }

    /**
     * A region, as {@code (names, callees, header, bytes, table, groups, bytes of its memory, entry)}: it is for code
     * with just these names, and for globals that are functions of such code, {@code (name, key, names)} each. Null if
     * what it is for has no name.
     */
    public static byte @Nullable [] of(Region region, InputNames inputs) {
        CodeBlob blob = region.blob();
        LinkTable table = new LinkTable(0, site -> 0, inputs);
        blob.pool().forEach(table::add);
        blob.relocations().forEach(each -> table.add(each.symbol()));
        for (Symbol symbol : table.numbers.keySet()) {
            boolean input = symbol.kind() == Symbol.Kind.INPUT;
            boolean named = input ? inputs.has(symbol.index()) : isOfRegion(symbol);
            if (!named) {
                return null;
            }
        }
        table.number();
        Marshal out = new Marshal().tuple(8);
        inputs.write(out);
        out.number(region.report().header()).bytes(blob.bytes());
        out.bytes(table.words(blob.poolOffset(), blob.pool(), blob.relocations()));
        table.write(out);
        out.number(RegionData.BYTES + Long.BYTES * blob.sites().size());
        out.number(blob.vectorEntry());
        return out.toBytes();
    }

    private static boolean isOfRegion(Symbol symbol) {
        return symbol.kind() == Symbol.Kind.RESUME || isGeneric(symbol);
    }

    /** Whether all symbols of the blob have values that follow from the code object alone. */
    public static boolean isGeneric(CodeBlob blob) {
        return blob.pool().stream().allMatch(LinkTable::isGeneric)
                && blob.relocations().stream().allMatch(each -> isGeneric(each.symbol()));
    }

    private static boolean isGeneric(Symbol symbol) {
        return switch (symbol.kind()) {
            case CACHED_OBJECT, CACHED_VERSION, CACHED_KEYS_VERSION, INPUT, LIBRARY, RESUME ->
                    false;
            default -> true;
        };
    }

    private Group group(Symbol symbol) {
        return switch (symbol.kind()) {
            case SELF -> Group.SELF;
            case LOOP -> inputs == null ? Group.DATA : Group.OTHER;
            case BLOB_DATA, SITE -> Group.DATA;
            case CODE -> Group.CODE;
            case STUB -> Group.STUB;
            case EXPORT -> Group.EXPORT;
            case CONSTANT -> Group.CONSTANT;
            case NAME -> Group.NAME;
            case LOCAL_NAME -> Group.LOCAL_NAME;
            default -> Group.OTHER;
        };
    }

    private void add(Symbol symbol) {
        if (numbers.putIfAbsent(symbol, -1) == null) {
            Objects.requireNonNull(groups.get(group(symbol))).add(symbol);
        }
    }

    private void number() {
        int next = 0;
        for (List<Symbol> group : groups.values()) {
            for (Symbol symbol : group) {
                numbers.put(symbol, next++);
            }
        }
    }

    private byte[] words(int poolOffset, List<Symbol> pool, List<Relocation> relocations) {
        List<Long> words = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            words.add(word(poolOffset + Long.BYTES * i, WORD, pool.get(i)));
        }
        for (Relocation each : relocations) {
            words.add(word(each.at(), each.kind().ordinal(), each.symbol()));
        }
        return bytes(words);
    }

    private static byte[] bytes(List<Long> words) {
        byte[] bytes = new byte[Long.BYTES * words.size()];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(buffer::putLong);
        return bytes;
    }

    private long word(int at, int kind, Symbol symbol) {
        long number = Objects.requireNonNull(numbers.get(symbol));
        return at | (long) kind << KIND_SHIFT | number << SYMBOL_SHIFT;
    }

    private void write(Marshal out) {
        out.tuple(groups.size());
        groups.forEach((group, symbols) -> write(out, group, symbols));
    }

    private void write(Marshal out, Group group, List<Symbol> symbols) {
        out.tuple(group == Group.OTHER ? 2 * symbols.size() : symbols.size());
        for (Symbol symbol : symbols) {
            switch (group) {
                case EXPORT -> out.text(symbol.name());
                case STUB -> out.number(Stub.valueOf(symbol.name()).ordinal());
                case DATA -> out.number(offset(symbol));
                case OTHER -> out.number(symbol.kind().ordinal()).text(text(symbol));
                default -> out.number(symbol.index());
            }
        }
    }

    private String text(Symbol symbol) {
        return switch (symbol.kind()) {
            case INPUT -> Objects.requireNonNull(inputs).name(symbol.index());
            case RESUME -> String.valueOf(symbol.index());
            default -> symbol.name();
        };
    }

    private int offset(Symbol symbol) {
        return switch (symbol.kind()) {
            case LOOP -> loops + LoopWords.BYTES * symbol.index();
            case SITE -> siteOffsets.applyAsInt(symbol.index());
            default -> symbol.index();
        };
    }
}
