package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.ADDRESS;
import static dev.justjit.masm.a64.A64Registers.CONSTANT;
import static dev.justjit.masm.a64.A64Registers.SCRATCH;
import static dev.justjit.masm.a64.A64Registers.gpr;

import dev.justjit.asm.a64.A64Assembler;
import dev.justjit.asm.a64.Address;
import dev.justjit.asm.a64.BranchRangeException;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Size;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Pool;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * Labels and the pool.
 *
 * <p>Near code reaches its pool by literal loads and takes addresses by {@code adr}: 1 MiB. Far code
 * keeps the distance to the place, relative to itself, in a word beside the instructions.
 */
abstract class A64Base implements MacroAssembler {
    final A64Assembler asm;
    private final boolean listing;
    private final boolean far;
    private final Pool pool = new Pool();
    private int boundLabels;
    private int inlined;
    private final List<dev.justjit.asm.a64.Label> slots = new ArrayList<>();
    private final List<Distance> distances = new ArrayList<>();

    /** A word at {@code at} that is to hold the distance from itself to {@code target}. */
    private record Distance(int at, dev.justjit.asm.a64.Label target) {}

    A64Base(boolean listing, boolean far) {
        this.listing = listing;
        this.far = far;
        asm = new A64Assembler(listing, far);
    }

    private static final class A64Label extends Label {
        final dev.justjit.asm.a64.Label target;

        A64Label(dev.justjit.asm.a64.Label target) {
            this.target = target;
        }
    }

    static dev.justjit.asm.a64.Label label(Label label) {
        return ((A64Label) label).target;
    }

    /** The label of the pool slot named {@code symbol}; equal names share a slot. */
    private dev.justjit.asm.a64.Label slot(Symbol symbol) {
        int number = pool.number(symbol.in(inlined));
        if (number == slots.size()) {
            slots.add(asm.newLabel());
        }
        return slots.get(number);
    }

    @Override
    public void inlined(int code) {
        inlined = code;
    }

    /** {@code dst} = contents of the pool slot. */
    final void loadPool(Gpr dst, Symbol symbol) {
        dev.justjit.asm.a64.Label slot = slot(symbol);
        if (far) {
            distanceTo(slot);
            asm.ldr(Size.X, dst, Address.at(ADDRESS, CONSTANT, 0));
        } else {
            asm.ldr(Size.X, dst, Address.literal(slot));
        }
    }

    /** {@code ADDRESS + CONSTANT} = the address of a label at any distance. */
    private void distanceTo(dev.justjit.asm.a64.Label target) {
        var word = asm.newLabel();
        var skip = asm.newLabel();
        asm.adr(ADDRESS, word);
        asm.ldr(Size.X, CONSTANT, Address.at(ADDRESS, 0));
        asm.b(skip);
        asm.bind(word);
        distanceWord(target);
        asm.bind(skip);
    }

    private void distanceWord(dev.justjit.asm.a64.Label target) {
        distances.add(new Distance(asm.position(), target));
        asm.embed(0);
    }

    @Override
    public Label newLabel() {
        return new A64Label(asm.newLabel());
    }

    @Override
    public Label newNearLabel() {
        return newLabel();
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
        distanceWord(label(label));
    }

    @Override
    public void load(Reg dst, Symbol symbol) {
        loadPool(gpr(dst), symbol);
    }

    @Override
    public void address(Reg dst, Label label) {
        if (far) {
            distanceTo(label(label));
            asm.add(Size.X, gpr(dst), ADDRESS, CONSTANT);
        } else {
            nearAddress(gpr(dst), label(label));
        }
    }

    private void nearAddress(Gpr dst, dev.justjit.asm.a64.Label target) {
        try {
            asm.adr(dst, target);
        } catch (BranchRangeException tooFar) {
            throw new OutOfReach(tooFar);
        }
    }

    /** {@code SCRATCH} = contents of the pool slot, to be called or jumped to. */
    final Gpr target(Symbol symbol) {
        loadPool(SCRATCH, symbol);
        return SCRATCH;
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
        byte[] bytes;
        try {
            bytes = asm.finish();
        } catch (BranchRangeException tooFar) {
            throw new OutOfReach(tooFar);
        }
        for (Distance distance : distances) {
            putLong(bytes, distance.at(), distance.target().position() - distance.at());
        }
        return new MachineCode(bytes, poolOffset, pool.symbols(), List.of(), lines());
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
