package dev.justjit.masm.x64;

import static dev.justjit.masm.x64.X64Registers.gpr;
import static dev.justjit.masm.x64.X64Registers.size;

import dev.justjit.asm.x64.Address;
import dev.justjit.asm.x64.Size;
import dev.justjit.asm.x64.X64Assembler;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Pool;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.List;

/** Labels, the pool, and moves. */
abstract class X64Base implements MacroAssembler {
    final X64Assembler asm;
    private final boolean listing;
    private final Pool pool = new Pool();
    private final List<Relocation> relocations = new ArrayList<>();
    private int boundLabels;
    private int inlined;
    private final List<dev.justjit.asm.x64.Label> slots = new ArrayList<>();
    private final List<int[]> distanceWords = new ArrayList<>();
    private final List<Label> distanceTargets = new ArrayList<>();

    X64Base(boolean listing) {
        this.listing = listing;
        asm = new X64Assembler(listing);
    }

    private static final class X64Label extends Label {
        final dev.justjit.asm.x64.Label target;

        X64Label(dev.justjit.asm.x64.Label target) {
            this.target = target;
        }
    }

    static dev.justjit.asm.x64.Label label(Label label) {
        return ((X64Label) label).target;
    }

    /** The operand of the pool slot named {@code symbol}; equal names share a slot. */
    final Address pool(Symbol symbol) {
        int number = pool.number(symbol.in(inlined));
        if (number == slots.size()) {
            slots.add(asm.newLabel());
        }
        return Address.rip(slots.get(number));
    }

    /** What a listing calls the place. */
    final String nameOf(Symbol symbol) {
        return listing ? symbol.label() : "";
    }

    /** The last four bytes are to be filled in by linking. */
    final void relocate(Relocation.Kind kind, Symbol symbol) {
        relocations.add(new Relocation(asm.position() - 4, kind, symbol.in(inlined)));
    }

    @Override
    public void inlined(int code) {
        inlined = code;
    }

    @Override
    public Label newLabel() {
        return new X64Label(asm.newLabel());
    }

    @Override
    public Label newNearLabel() {
        return new X64Label(asm.newNearLabel());
    }

    @Override
    public void bind(Label label) {
        asm.bind(label(label));
        boundLabels++;
    }

    @Override
    public int boundLabels() {
        return boundLabels;
    }

    @Override
    public int position() {
        return asm.position();
    }

    @Override
    public int positionOf(Label label) {
        return label(label).position();
    }

    @Override
    public void comment(String text) {
        if (listing) {
            asm.comment(text);
        }
    }

    @Override
    public boolean keepsListing() {
        return listing;
    }

    @Override
    public void align(int bytes) {
        asm.align(bytes);
    }

    @Override
    public void embed(long value) {
        asm.embed(value);
    }

    @Override
    public void embedDistance(Label label) {
        distanceWords.add(new int[] {asm.position()});
        distanceTargets.add(label);
        asm.embed(0);
    }

    @Override
    public void move(Reg dst, Reg src) {
        if (dst != src) {
            asm.mov(Size.Q64, gpr(dst), gpr(src));
        }
    }

    @Override
    public void moveImm(Reg dst, long value) {
        if (value == 0) {
            asm.xor(Size.D32, gpr(dst), gpr(dst));
        } else {
            asm.mov(gpr(dst), value);
        }
    }

    @Override
    public void load(Width width, Reg dst, Mem src) {
        Address from = X64Registers.operand(src);
        switch (width) {
            case W8 -> asm.movzx(Size.B8, gpr(dst), from);
            case W16 -> asm.movzx(Size.W16, gpr(dst), from);
            case W32 -> asm.mov(Size.D32, gpr(dst), from);
            case W64 -> asm.mov(Size.Q64, gpr(dst), from);
        }
    }

    @Override
    public void loadSigned(Width width, Reg dst, Mem src) {
        Address from = X64Registers.operand(src);
        if (width == Width.W64) {
            asm.mov(Size.Q64, gpr(dst), from);
        } else {
            asm.movsx(size(width), gpr(dst), from);
        }
    }

    @Override
    public void store(Width width, Mem dst, Reg src) {
        asm.mov(size(width), X64Registers.operand(dst), gpr(src));
    }

    @Override
    public void storeImm(Width width, Mem dst, int value) {
        asm.mov(size(width), X64Registers.operand(dst), value);
    }

    /** The upper half is there already. */
    @Override
    public void storeCodePosition(Mem dst, Mem code, int offset) {
        asm.mov(Size.D32, X64Registers.operand(dst), offset);
        relocate(Relocation.Kind.LOWER_HALF, Symbol.code(offset));
    }

    @Override
    public void load(Reg dst, Symbol symbol) {
        asm.mov(Size.Q64, gpr(dst), pool(symbol));
    }

    @Override
    public void address(Reg dst, Mem mem) {
        asm.lea(gpr(dst), X64Registers.operand(mem));
    }

    @Override
    public void address(Reg dst, Label label) {
        asm.lea(gpr(dst), Address.rip(label(label)));
    }

    @Override
    public MachineCode finish() {
        asm.align(8);
        int poolOffset = asm.position();
        for (int i = 0; i < slots.size(); i++) {
            if (listing) {
                asm.comment("pool: " + pool.symbols().get(i).label());
            }
            asm.bind(slots.get(i));
            asm.embed(0);
        }
        byte[] bytes = asm.finish();
        for (int i = 0; i < distanceWords.size(); i++) {
            int at = distanceWords.get(i)[0];
            putLong(bytes, at, positionOf(distanceTargets.get(i)) - at);
        }
        return new MachineCode(bytes, poolOffset, pool.symbols(), relocations, lines());
    }

    private static void putLong(byte[] bytes, int at, long value) {
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (listing) {
            for (var line : asm.listing()) {
                lines.add(line.text());
            }
        }
        return lines;
    }
}
