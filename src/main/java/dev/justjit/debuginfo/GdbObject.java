package dev.justjit.debuginfo;

import dev.justjit.attach.event.NativeCode;
import dev.justjit.debuginfo.ElfFile.Section;
import dev.justjit.masm.FrameLayout;
import dev.justjit.masm.Isa;
import java.util.List;
import java.util.function.Function;

/**
 * An ELF file in memory for the JIT interface of gdb: symbols, call frames, and lines where they are known. The machine
 * code itself is not in it.
 */
final class GdbObject {
    private static final int GLOBAL_FUNCTION = 0x12;
    private static final int TEXT = 2; // the first after the table of names

    private GdbObject() {}

    /**
     * For code that was loaded together, at rising addresses.
     *
     * @param bytes gives the machine code
     */
    static byte[] of(Isa isa, List<NativeCode> codes, Function<NativeCode, byte[]> bytes) {
        NativeCode first = codes.get(0);
        NativeCode last = codes.get(codes.size() - 1);
        long length = last.address() + last.length() - first.address();
        Bytes frames = new Bytes();
        Bytes names = new Bytes().u8(0);
        Bytes symbols = new Bytes().bytes(new byte[ElfFile.SYMBOL_BYTES]);
        FrameLayout layout = isa.frames(new byte[0]);
        for (NativeCode code : codes) {
            layout = isa.frames(bytes.apply(code));
            CallFrames.addDebugFrame(frames, layout, code.address(), code.length());
            symbol(symbols, names.size(), code.address(), code.length());
            names.text(name(code));
        }
        ElfFile file = file(layout.elfMachine(), first.address(), length);
        file.add(Section.of(".debug_frame", frames.toArray()));
        if (!first.lines().isEmpty()) {
            file.add(Section.of(".debug_abbrev", DebugLines.abbreviations()));
            file.add(Section.of(".debug_line", DebugLines.lines(first)));
            file.add(Section.of(".debug_info", DebugLines.unit(codes)));
        }
        return withSymbols(file, symbols, names, names.size());
    }

    /** The same of one function, with texts in the place of numbers and without its name, for {@code justjit._debuginfo}. */
    static byte[] template(FrameLayout layout, long address, long length, long nameBytes) {
        Bytes frames = new Bytes();
        CallFrames.addDebugFrame(frames, layout, address, length);
        Bytes symbols = new Bytes().bytes(new byte[ElfFile.SYMBOL_BYTES]);
        symbol(symbols, 1, address, length);
        ElfFile file = file(layout.elfMachine(), address, length);
        file.add(Section.of(".debug_frame", frames.toArray()));
        return withSymbols(file, symbols, new Bytes().u8(0), nameBytes);
    }

    private static ElfFile file(int machine, long address, long length) {
        ElfFile file = new ElfFile(machine, ElfFile.EXECUTABLE, new byte[0]);
        int flags = ElfFile.ALLOC | ElfFile.EXECUTE;
        byte[] none = new byte[0];
        file.add(new Section(".text", ElfFile.NOBITS, flags, address, length, none, 0, 0, 0));
        return file;
    }

    private static void symbol(Bytes symbols, int name, long address, long length) {
        symbols.bytes(ElfFile.symbol(name, GLOBAL_FUNCTION, TEXT, address, length).toArray());
    }

    private static byte[] withSymbols(ElfFile file, Bytes symbols, Bytes names, long nameBytes) {
        byte[] table = symbols.toArray();
        byte[] texts = names.toArray();
        int bytes = ElfFile.SYMBOL_BYTES;
        int next = file.last() + 2;
        file.add(new Section(".symtab", ElfFile.SYMTAB, 0, 0, table.length, table, next, 1, bytes));
        file.add(new Section(".strtab", ElfFile.STRTAB, 0, 0, nameBytes, texts, 0, 0, 0));
        return file.toArray();
    }

    /** As a debugger names it: a Python function is often called {@code main}, where gdb ends its backtraces. */
    static String name(NativeCode code) {
        boolean calls = code.kind().isEmpty() || code.kind().equals(NativeCode.CALLS);
        String name = code.file().isEmpty() ? code.name() : "py::" + code.name();
        return NativeCode.clean(calls ? name : name + " (" + code.kind() + ")");
    }
}
