package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Loads from spots and stores to them. {@code TMP0} is lost where it says so, and nothing else but the target. */
final class Access {
    private final FrameCode code;
    private final MacroAssembler m;
    private final int locals;

    Access(FrameCode code) {
        this.code = code;
        m = code.masm();
        locals = code.image().localsPlus();
    }

    /** Memory of a word or of a slot. */
    Mem memory(Location location) {
        return switch (location.kind()) {
            case WORD -> word(location.index());
            case RESERVED -> Mem.nativeWord(NativeFrame.WORDS + location.index());
            case SLOT ->
                    location.index() < locals
                            ? code.local(location.index())
                            : code.slot(location.index() - locals);
            case GENERAL, DOUBLE, CONSTANT ->
                    throw new IllegalStateException(location + " is not in memory");
        };
    }

    /** The last words of the native frame come first: templates take the others. */
    private static Mem word(int number) {
        return Mem.nativeWord(NativeFrame.WORDS - 1 - number);
    }

    /** {@code dst} = what is there, the bits of a double. */
    void load(Reg dst, Location location) {
        switch (location.kind()) {
            case GENERAL -> m.move(dst, location.reg());
            case DOUBLE -> m.moveBits(dst, location.freg());
            case WORD, RESERVED, SLOT -> m.load(Width.W64, dst, memory(location));
            case CONSTANT -> load(dst, constant(location));
        }
    }

    /** {@code TMP0} is lost for a constant. */
    void load(FReg dst, Location location) {
        switch (location.kind()) {
            case GENERAL -> m.moveFromBits(dst, location.reg());
            case DOUBLE -> m.move(dst, location.freg());
            case WORD, RESERVED, SLOT -> m.load(dst, memory(location));
            case CONSTANT -> m.moveImm(dst, constant(location).literal().doubleValue(), Reg.TMP0);
        }
    }

    /** The register that is the spot, or {@code scratch}, to which it is brought. */
    Reg use(Location location, Reg scratch) {
        if (location.is(Location.Kind.GENERAL)) {
            return location.reg();
        }
        load(scratch, location);
        return scratch;
    }

    /** The same; {@code TMP0} is lost for a constant. */
    FReg use(Location location, FReg scratch) {
        if (location.is(Location.Kind.DOUBLE)) {
            return location.freg();
        }
        load(scratch, location);
        return scratch;
    }

    void store(Location location, Reg value) {
        switch (location.kind()) {
            case GENERAL -> m.move(location.reg(), value);
            case DOUBLE -> m.moveFromBits(location.freg(), value);
            case WORD, RESERVED, SLOT -> m.store(Width.W64, memory(location), value);
            case CONSTANT -> throw new IllegalStateException("store to a constant");
        }
    }

    void store(Location location, FReg value) {
        switch (location.kind()) {
            case GENERAL -> m.moveBits(location.reg(), value);
            case DOUBLE -> m.move(location.freg(), value);
            case WORD, RESERVED, SLOT -> m.store(memory(location), value);
            case CONSTANT -> throw new IllegalStateException("store to a constant");
        }
    }

    /** From anywhere to anywhere; {@code TMP0} is lost. */
    void move(Location dst, Location src) {
        if (dst.is(Location.Kind.GENERAL)) {
            load(dst.reg(), src);
        } else if (dst.is(Location.Kind.DOUBLE)) {
            load(dst.freg(), src);
        } else if (src.is(Location.Kind.GENERAL)) {
            store(dst, src.reg());
        } else if (src.is(Location.Kind.DOUBLE)) {
            store(dst, src.freg());
        } else {
            load(Reg.TMP0, src);
            store(dst, Reg.TMP0);
        }
    }

    private static Node constant(Location location) {
        Node constant = location.constant();
        if (constant == null) {
            throw new IllegalStateException("no constant");
        }
        return constant;
    }

    private void load(Reg dst, Node constant) {
        Literal literal = constant.literal();
        if (constant.type().representation() == Representation.OBJECT) {
            loadObject(dst, literal);
        } else {
            m.moveImm(dst, literal.bits());
        }
    }

    /** The object that an inline cache refers to. */
    static Symbol cached(Literal literal) {
        return Symbol.cachedObject(CodeGroup.place(literal.code(), literal.index()));
    }

    /**
     * @throws NotCompiled if there is no such object
     */
    private void loadObject(Reg dst, Literal literal) {
        boolean small =
                literal.kind() == Literal.Kind.INT
                        && literal.bits() >= PyLong.SMALL_MIN
                        && literal.bits() <= PyLong.SMALL_MAX;
        switch (literal.kind()) {
            case NULL -> m.moveImm(dst, 0);
            case NONE -> m.load(dst, Global.NONE);
            case BOOL -> m.load(dst, literal.bits() == 0 ? Global.FALSE : Global.TRUE);
            case CACHED -> m.load(dst, cached(literal));
            case BUILTIN -> {
                if (!literal.text().equals("NotImplemented")) {
                    throw new NotCompiled("the builtin " + literal.text() + " is used as a value");
                }
                m.load(dst, Global.NOT_IMPLEMENTED);
            }
            case INT, FLOAT, STR, TUPLE, BIG_INT, OTHER -> {
                if (small) {
                    m.load(Width.W64, dst, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
                    m.add(dst, dst, (int) literal.bits() << PyLong.SMALL_SHIFT);
                } else if (literal.index() >= 0) {
                    m.load(dst, Symbol.constant(Math.max(literal.code(), 0), literal.index()));
                } else {
                    throw new NotCompiled("a number that was computed has no object");
                }
            }
        }
    }
}
