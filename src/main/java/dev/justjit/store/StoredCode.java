package dev.justjit.store;

import dev.justjit.masm.MacroAssembler.MachineCode;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Machine code that is not linked: every symbol once, pool and relocations by its number, the bytes. */
public final class StoredCode {
    private static final Symbol.Kind[] SYMBOLS = Symbol.Kind.values();
    private static final Relocation.Kind[] RELOCATIONS = Relocation.Kind.values();

    private StoredCode() {}

    /** Writes all but the listing. */
    public static void write(DataOutputStream out, MachineCode code) throws IOException {
        Map<Symbol, Integer> numbers = new LinkedHashMap<>();
        code.pool().forEach(symbol -> numbers.putIfAbsent(symbol, numbers.size()));
        code.relocations().forEach(each -> numbers.putIfAbsent(each.symbol(), numbers.size()));
        out.writeInt(numbers.size());
        for (Symbol symbol : numbers.keySet()) {
            out.writeByte(symbol.kind().ordinal());
            writeText(out, symbol.name());
            out.writeInt(symbol.index());
        }
        out.writeInt(code.pool().size());
        for (Symbol symbol : code.pool()) {
            out.writeInt(Objects.requireNonNull(numbers.get(symbol)));
        }
        out.writeInt(code.relocations().size());
        for (Relocation relocation : code.relocations()) {
            out.writeInt(relocation.at());
            out.writeByte(relocation.kind().ordinal());
            out.writeInt(Objects.requireNonNull(numbers.get(relocation.symbol())));
        }
        out.writeInt(code.poolOffset());
        out.writeInt(code.bytes().length);
        out.write(code.bytes());
    }

    /**
     * Reads what {@link #write} has written; there is no listing.
     *
     * @throws java.nio.BufferUnderflowException if the file ends too soon
     * @throws IndexOutOfBoundsException if a number in it is none of these
     */
    public static MachineCode read(ByteBuffer in) {
        Symbol[] symbols = new Symbol[count(in)];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = new Symbol(SYMBOLS[in.get()], readText(in), in.getInt());
        }
        int slots = count(in);
        List<Symbol> pool = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            pool.add(symbols[in.getInt()]);
        }
        int places = count(in);
        List<Relocation> relocations = new ArrayList<>(places);
        for (int i = 0; i < places; i++) {
            int at = in.getInt();
            Relocation.Kind kind = RELOCATIONS[in.get()];
            relocations.add(new Relocation(at, kind, symbols[in.getInt()]));
        }
        int poolOffset = in.getInt();
        byte[] bytes = new byte[count(in)];
        in.get(bytes);
        check(bytes.length, poolOffset, slots, relocations);
        return new MachineCode(bytes, poolOffset, pool, relocations, List.of());
    }

    private static void check(int length, int poolOffset, int slots, List<Relocation> relocations) {
        Objects.checkFromIndexSize(poolOffset, Math.multiplyExact(slots, Long.BYTES), length);
        for (int i = 0; i < relocations.size(); i++) {
            Objects.checkFromIndexSize(relocations.get(i).at(), Integer.BYTES, length);
        }
    }

    /**
     * How many things follow, each of which takes a byte or more.
     *
     * @throws BufferUnderflowException if there cannot be so many
     */
    static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    /** Writes a text, and its length before it. */
    public static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(ByteBuffer in) {
        byte[] bytes = new byte[count(in)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes numbers, and how many before them. */
    public static void writeInts(DataOutputStream out, int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    /** Reads what {@link #writeInts} has written. */
    public static int[] readInts(ByteBuffer in) {
        int[] numbers = new int[count(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.getInt();
        }
        return numbers;
    }
}
