package dev.justjit.masm;

import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.List;

/** Calls whose callee finds a place or data in its caller's code by its return address. */
final class MasmSites {
    /** More than an instruction reaches on AArch64. */
    private static final int FAR = 1 << 21;

    private static final List<Reg> SOME = List.of(Reg.RET, Reg.ARG0, Reg.ARG3, Reg.SAVED1);

    private final Isa isa;
    private final CodeMemory memory = new CodeMemory(1 << 24);
    private final List<String> wrong = new ArrayList<>();

    private MasmSites(Isa isa) {
        this.isa = isa;
    }

    /** The wrong ones among all kinds of such calls. */
    static List<String> run(Isa isa) {
        MasmSites sites = new MasmSites(isa);
        for (Reg dst : SOME) {
            for (Reg returnAddress : SOME) {
                sites.check(dst, returnAddress, false);
            }
        }
        sites.check(Reg.RET, Reg.ARG1, true);
        sites.checkData(Reg.ARG0);
        sites.checkData(Reg.ARG3);
        return sites.wrong;
    }

    private void check(Reg dst, Reg returnAddress, boolean far) {
        MacroAssembler m = isa.assembler(false, far);
        emitCallee(m, m.newLabel(), dst, returnAddress);
        Blob callee = new Blob(m);
        for (int kind = 0; kind < 4; kind++) {
            check(kind, dst, returnAddress, far, Symbol.number(callee.address));
        }
        callee.free();
    }

    /** Even kinds have the site before the call; the first two call a label. */
    private void check(int kind, Reg dst, Reg returnAddress, boolean far, Symbol function) {
        MacroAssembler m = isa.assembler(false, far);
        Label callee = m.newLabel();
        Label site = m.newLabel();
        emitCallee(m, callee, dst, returnAddress);
        if (kind % 2 == 0) {
            emitSite(m, site, far);
        }
        m.align(16);
        final int entry = m.position();
        m.enterFromC();
        if (kind < 2) {
            m.callWithSite(callee, site);
        } else {
            m.callWithSite(function, site);
        }
        m.leaveToC();
        if (kind % 2 != 0) {
            emitSite(m, site, far);
        }
        Blob blob = new Blob(m);
        long found = Native.call(blob.address + entry, 0) - blob.address;
        blob.free();
        if (found != m.positionOf(site)) {
            wrong.add("site " + kind + " by " + dst + ", " + returnAddress + " at " + found);
        }
    }

    /** The callee reads the data behind the call and goes on behind them. */
    private void checkData(Reg at) {
        long data = 0xfedc_ba98_7654_3210L;
        MacroAssembler m = isa.assembler(false, false);
        Label callee = m.newLabel();
        m.bind(callee);
        m.takeData(at);
        m.load(Width.W64, Reg.RET, Mem.at(at, 0));
        m.add(at, at, Long.BYTES);
        m.jumpRegister(at);
        m.align(16);
        final int entry = m.position();
        m.enterFromC();
        m.callWithData(callee, data);
        m.xor(Reg.RET, Reg.RET, 1);
        m.leaveToC();
        Blob blob = new Blob(m);
        long found = Native.call(blob.address + entry, 0);
        blob.free();
        if (found != (data ^ 1)) {
            wrong.add("data by " + at + ": " + Long.toHexString(found));
        }
    }

    private static void emitCallee(MacroAssembler m, Label callee, Reg dst, Reg returnAddress) {
        m.bind(callee);
        m.enter();
        m.loadReturnAddress(returnAddress);
        m.siteOf(dst, returnAddress);
        m.move(Reg.RET, dst);
        m.leave();
    }

    private static void emitSite(MacroAssembler m, Label site, boolean far) {
        if (far) {
            m.align(FAR);
        }
        m.bind(site);
        if (far) {
            m.embed(0);
            m.align(FAR);
        }
    }

    /** Published code. */
    private final class Blob {
        final long address;
        private final int length;

        Blob(MacroAssembler m) {
            MacroAssembler.MachineCode code = m.finish();
            Linker.link(code.bytes(), code.poolOffset(), code.pool(), MasmProgram::resolve);
            length = code.bytes().length;
            address = memory.allocate(length);
            memory.publish(address, code.bytes());
        }

        void free() {
            memory.free(address, length);
        }
    }
}
