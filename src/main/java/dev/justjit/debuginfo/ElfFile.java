package dev.justjit.debuginfo;

import java.util.ArrayList;
import java.util.List;

/** An ELF file of 64 bits: program headers, sections, their table. */
final class ElfFile {
    static final int EXECUTABLE = 2;
    static final int SHARED = 3;

    static final int PROGBITS = 1;
    static final int SYMTAB = 2;
    static final int STRTAB = 3;
    static final int HASH = 5;
    static final int DYNAMIC = 6;
    static final int NOBITS = 8;
    static final int DYNSYM = 11;

    static final int WRITE = 1;
    static final int ALLOC = 2;
    static final int EXECUTE = 4;

    static final int HEADER_BYTES = 64;
    static final int SEGMENT_BYTES = 56;
    static final int SYMBOL_BYTES = 24;

    private static final int ALIGNMENT = 8;
    private static final int CURRENT_VERSION = 1;

    /**
     * A section.
     *
     * @param address in memory, or 0
     * @param size in memory, if there is no {@code content}
     * @param link number of the section it belongs to, or 0
     * @param info as the type has it
     * @param entrySize of a table, or 0
     */
    record Section(
            String name,
            int type,
            int flags,
            long address,
            long size,
            byte[] content,
            int link,
            int info,
            int entrySize) {
        /** Contents that are not loaded. */
        static Section of(String name, byte[] content) {
            return new Section(name, PROGBITS, 0, 0, content.length, content, 0, 0, 0);
        }
    }

    private final int machine;
    private final int type;
    private final byte[] segments;
    private final List<Section> sections = new ArrayList<>();

    /**
     * @param segments the program headers
     */
    ElfFile(int machine, int type, byte[] segments) {
        this.machine = machine;
        this.type = type;
        this.segments = segments;
    }

    /** Answers its number; 1 is the table of names. */
    int add(Section section) {
        sections.add(section);
        return sections.size() + 1;
    }

    /** The number of the last section. */
    int last() {
        return sections.size() + 1;
    }

    /** A function or object as a symbol table has it. */
    static Bytes symbol(int name, int info, int section, long address, long size) {
        return new Bytes().u32(name).u8(info).u8(0).u16(section).u64(address).u64(size);
    }

    /** Where the first section will be. */
    static int firstOffset(int segments) {
        return HEADER_BYTES + SEGMENT_BYTES * segments;
    }

    /** All but the last section at multiples of 8, then the table of sections, then the last one. */
    byte[] toArray() {
        Bytes names = new Bytes().u8(0);
        List<Integer> nameOffsets = new ArrayList<>();
        nameOffsets.add(names.size());
        names.text(".shstrtab");
        for (Section section : sections) {
            nameOffsets.add(names.size());
            names.text(section.name());
        }
        List<Section> all = new ArrayList<>();
        all.add(new Section(".shstrtab", STRTAB, 0, 0, names.size(), names.toArray(), 0, 0, 0));
        all.addAll(sections);
        return write(all, nameOffsets);
    }

    private byte[] write(List<Section> all, List<Integer> names) {
        int last = all.size() - 1;
        int at = HEADER_BYTES + segments.length;
        int[] offsets = new int[all.size()];
        // first what has an address: where it is in the file follows from it
        Bytes contents = new Bytes();
        for (int i = 1; i <= last; i++) {
            at = place(all.get(i % last), offsets, i % last, contents, at);
        }
        int table = at;
        offsets[last] = table + HEADER_BYTES * (all.size() + 1);
        Bytes out = new Bytes();
        header(out, table, all.size() + 1);
        out.bytes(segments).bytes(contents.toArray()).bytes(new byte[HEADER_BYTES]);
        for (int i = 0; i < all.size(); i++) {
            section(out, all.get(i), names.get(i), offsets[i]);
        }
        return out.bytes(all.get(last).content()).toArray();
    }

    private static int place(Section section, int[] offsets, int number, Bytes contents, int at) {
        offsets[number] = at;
        contents.bytes(section.content()).align(ALIGNMENT);
        return aligned(at + section.content().length);
    }

    private static int aligned(int at) {
        return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void header(Bytes out, int table, int count) {
        out.u8(0x7f).u8('E').u8('L').u8('F').u8(2).u8(1).u8(CURRENT_VERSION).u8(0).u64(0);
        out.u16(type).u16(machine).u32(CURRENT_VERSION).u64(0);
        int programs = segments.length / SEGMENT_BYTES;
        out.u64(programs == 0 ? 0 : HEADER_BYTES).u64(table).u32(0);
        out.u16(HEADER_BYTES).u16(SEGMENT_BYTES).u16(programs);
        out.u16(HEADER_BYTES).u16(count).u16(1);
    }

    private static void section(Bytes out, Section section, int name, int offset) {
        out.u32(name).u32(section.type()).u64(section.flags()).u64(section.address());
        out.u64(offset).u64(section.size()).u32(section.link()).u32(section.info());
        out.u64(ALIGNMENT).u64(section.entrySize());
    }
}
