package dev.justjit.debuginfo;

import dev.justjit.debuginfo.ElfFile.Section;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import java.util.Arrays;

/**
 * A shared library with the two symbols by which gdb finds the JIT interface: a function that does nothing, where gdb
 * has a breakpoint, and the descriptor. gdb reads symbols from files, so it is one.
 */
final class GdbLibrary {
    static final String REGISTER = "__jit_debug_register_code";
    static final String DESCRIPTOR = "__jit_debug_descriptor";

    private static final String NAME = "justjit-gdb.so";

    /** version, action_flag, relevant_entry, first_entry. */
    private static final int DESCRIPTOR_BYTES = 24;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int STACK = 0x6474e551;
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int EXECUTE = 1;

    private static final int SEGMENTS = 4;
    private static final int SYMBOL = ElfFile.SYMBOL_BYTES;
    private static final int CODE_BYTES = 16;
    private static final int SYMBOLS = 3;
    private static final int DYNAMIC_ENTRIES = 7;

    /** The largest page: what is written is on other ones than what is run. */
    private static final int PAGE = 0x10000;

    private static final int GLOBAL_FUNCTION = 0x12;
    private static final int GLOBAL_OBJECT = 0x11;

    // numbers of the sections
    private static final int SYMBOL_SECTION = 2;
    private static final int STRING_SECTION = 3;
    private static final int TEXT_SECTION = 5;
    private static final int DATA_SECTION = 6;

    private GdbLibrary() {}

    static byte[] of(Isa isa) {
        Bytes names = new Bytes().u8(0);
        final int register = names.size();
        names.text(REGISTER);
        final int descriptor = names.size();
        names.text(DESCRIPTOR);
        final int soname = names.size();
        names.text(NAME).align(8);
        int symbolsAt = ElfFile.firstOffset(SEGMENTS);
        int namesAt = symbolsAt + SYMBOLS * ElfFile.SYMBOL_BYTES;
        int hashAt = namesAt + names.size();
        Bytes hash = new Bytes().u32(1).u32(SYMBOLS).u32(1).u32(0).u32(2).u32(0);
        int codeAt = hashAt + hash.size();
        int dataAt = codeAt + CODE_BYTES;
        int dynamicAt = dataAt + DESCRIPTOR_BYTES;
        int end = dynamicAt + 16 * DYNAMIC_ENTRIES;

        Bytes segments = new Bytes();
        segment(segments, LOAD, READ | EXECUTE, 0, 0, dataAt, PAGE);
        segment(segments, LOAD, READ | WRITE, dataAt, PAGE, end - dataAt, PAGE);
        segment(segments, DYNAMIC, READ | WRITE, dynamicAt, PAGE, end - dynamicAt, 8);
        segment(segments, STACK, READ | WRITE, 0, 0, 0, 16);

        Bytes symbols = new Bytes().bytes(new byte[ElfFile.SYMBOL_BYTES]);
        symbols.bytes(
                ElfFile.symbol(register, GLOBAL_FUNCTION, TEXT_SECTION, codeAt, CODE_BYTES)
                        .toArray());
        symbols.bytes(
                ElfFile.symbol(
                                descriptor,
                                GLOBAL_OBJECT,
                                DATA_SECTION,
                                PAGE + dataAt,
                                DESCRIPTOR_BYTES)
                        .toArray());
        Bytes dynamic = new Bytes().u64(4).u64(hashAt).u64(5).u64(namesAt).u64(6).u64(symbolsAt);
        dynamic.u64(10).u64(names.size()).u64(11).u64(ElfFile.SYMBOL_BYTES);
        dynamic.u64(14).u64(soname).u64(0).u64(0);

        ElfFile file =
                new ElfFile(
                        isa.frames(new byte[0]).elfMachine(), ElfFile.SHARED, segments.toArray());
        file.add(loaded(".dynsym", ElfFile.DYNSYM, symbolsAt, symbols, STRING_SECTION, 1, SYMBOL));
        file.add(loaded(".dynstr", ElfFile.STRTAB, namesAt, names, 0, 0, 0));
        file.add(loaded(".hash", ElfFile.HASH, hashAt, hash, SYMBOL_SECTION, 0, 4));
        byte[] code = code(isa);
        int run = ElfFile.ALLOC | ElfFile.EXECUTE;
        file.add(new Section(".text", ElfFile.PROGBITS, run, codeAt, CODE_BYTES, code, 0, 0, 0));
        int written = ElfFile.ALLOC | ElfFile.WRITE;
        byte[] data = new Bytes().u32(1).u32(0).u64(0).u64(0).toArray();
        file.add(
                new Section(
                        ".data",
                        ElfFile.PROGBITS,
                        written,
                        PAGE + dataAt,
                        DESCRIPTOR_BYTES,
                        data,
                        0,
                        0,
                        0));
        file.add(
                new Section(
                        ".dynamic",
                        ElfFile.DYNAMIC,
                        written,
                        PAGE + dynamicAt,
                        dynamic.size(),
                        dynamic.toArray(),
                        STRING_SECTION,
                        0,
                        16));
        file.add(Section.of(".comment", new byte[0]));
        return file.toArray();
    }

    private static Section loaded(
            String name, int type, int at, Bytes content, int link, int info, int entry) {
        byte[] bytes = content.toArray();
        return new Section(name, type, ElfFile.ALLOC, at, bytes.length, bytes, link, info, entry);
    }

    private static void segment(
            Bytes out, int type, int flags, int offset, int base, int size, int alignment) {
        long address = (long) base + offset;
        out.u32(type).u32(flags).u64(offset).u64(address).u64(address);
        out.u64(size).u64(size).u64(alignment);
    }

    /** A function that returns. */
    private static byte[] code(Isa isa) {
        MacroAssembler m = isa.assembler(false, false);
        m.retVoid();
        return Arrays.copyOf(m.finish().bytes(), CODE_BYTES);
    }
}
