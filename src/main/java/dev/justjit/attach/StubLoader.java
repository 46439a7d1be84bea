package dev.justjit.attach;

import dev.justjit.attach.compilation.NativeCodes;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.InstructionFetch;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Isa;
import dev.justjit.masm.JitData;
import dev.justjit.masm.MacroAssembler.MachineCode;
import java.util.List;

/** Puts the stubs into code memory. Needs the GIL: strings in them are interned. */
final class StubLoader {
    /** Address space for what profilers put behind the stubs in their picture of the process. */
    static final int ROOM_BEHIND = 8192;

    private final StartImage start;
    private final CodeMemory memory;
    private final Symbols symbols;
    private long address;

    StubLoader(StartImage start, CodeMemory memory, Symbols symbols) {
        this.start = start;
        this.memory = memory;
        this.symbols = symbols;
    }

    void load(RuntimeBlock block, Isa isa) {
        MachineCode code = start.stubs();
        byte[] bytes = code.bytes();
        address = memory.allocatePages(bytes.length + ROOM_BEHIND); // some run without the GIL
        symbols.stubsAt(address, start.entries());
        Linker.Resolver resolver = symbols.forBlob(0, address, 0, Symbols.NO_LOOPS);
        Linker.link(bytes, code.poolOffset(), code.pool(), resolver);
        Linker.relocate(bytes, address, code.relocations(), resolver);
        memory.publish(address, bytes);
        InstructionFetch.attach(memory, isa, symbols.stub(Stub.SYNCHRONIZE_CODE));
        long begin = symbols.stub(Stub.CODE_BEGIN);
        block.put(JitData.MINUS_CODE_BASE, -begin);
        block.put(JitData.CODE_SIZE, memory.base() + memory.size() - begin);
        block.put(JitData.COUNTING_ENTRY, symbols.stub(Stub.COUNTING_ENTRY));
    }

    /** Their names, once they are loaded. */
    List<NativeCode> names() {
        return NativeCodes.stubs(address, start.stubs().bytes().length, start.entries());
    }
}
