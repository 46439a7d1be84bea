package dev.justjit.stubs.operator;

import dev.justjit.abi.Global;
import dev.justjit.compile.OperatorEnd;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;

/**
 * What operators do with the result of a special method that was left in its middle: {@link Stub#END_OPERATOR}. {@code SAVED0}
 * is the address of the operands, {@code SAVED1} the result.
 */
final class OperatorEnds {
    private static final Mem END = Mem.nativeWord(0);
    private static final Mem RESULT = Mem.nativeWord(1);

    private final StubLibrary stubs;
    private final SpecialMethods specials;
    private final MacroAssembler m;

    private OperatorEnds(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    static void emit(StubLibrary stubs, SpecialMethods specials) {
        new OperatorEnds(stubs, specials).emit();
    }

    private void emit() {
        Label done = m.newLabel();
        Label finished = m.newLabel();
        Label declined = m.newLabel();
        Label truth = m.newLabel();
        Label bool = m.newLabel();
        Label length = m.newLabel();
        stubs.begin(Stub.END_OPERATOR);
        m.enter();
        m.move(Reg.SAVED1, Reg.ARG0);
        m.store(Width.W64, END, Reg.ARG1);
        loadCount(Reg.TMP0);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, 3);
        m.sub(Reg.SAVED0, Reg.ARG2, Reg.TMP0);
        loadMeaning();
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.RESULT, done);
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.NOTHING, done);
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.TRUTH, truth);
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.NO_TRUTH, truth);
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.BOOL, bool);
        m.branch(Cond.GE, Width.W64, Reg.RET, OperatorEnd.LENGTH_TRUTH, length);
        m.branch(Cond.EQ, Reg.SAVED1, Global.NOT_IMPLEMENTED, declined);
        m.branch(Cond.NE, Width.W64, Reg.RET, OperatorEnd.COMPARE_BOOL, done);
        m.bind(truth);
        truth();
        m.bind(done);
        releaseOperands();
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(bool);
        bool(done);
        m.bind(length);
        length(done);
        m.bind(declined);
        declined(finished);
        m.bind(finished);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private void loadMeaning() {
        m.load(Width.W64, Reg.RET, END);
        m.and(Reg.RET, Reg.RET, (1 << OperatorEnd.MEANING_BITS) - 1);
    }

    private void loadCount(Reg dst) {
        m.load(Width.W64, dst, END);
        m.shiftRight(dst, dst, OperatorEnd.MEANING_BITS);
        m.and(dst, dst, (1 << OperatorEnd.COUNT_BITS) - 1);
    }

    /** {@code SAVED1} = its truth as an object, or NULL. */
    private void truth() {
        Label failed = m.newLabel();
        Label isTrue = m.newLabel();
        Label yes = m.newLabel();
        m.store(Width.W64, RESULT, Reg.SAVED1);
        m.address(Reg.ARG0, RESULT);
        m.call(stubs.of(Stub.IS_TRUE));
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, failed);
        m.move(Reg.ARG0, Reg.RET);
        loadMeaning();
        m.branch(Cond.NE, Width.W64, Reg.RET, OperatorEnd.NO_TRUTH, yes);
        m.xor(Reg.ARG0, Reg.ARG0, 1);
        m.bind(yes);
        m.load(Reg.SAVED1, Global.TRUE);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, isTrue);
        m.load(Reg.SAVED1, Global.FALSE);
        m.bind(isTrue);
        m.bind(failed);
    }

    /** The result is True or False, or {@code SAVED1} = NULL. */
    private void bool(Label done) {
        m.branch(Cond.EQ, Reg.SAVED1, Global.TRUE, done);
        m.branch(Cond.EQ, Reg.SAVED1, Global.FALSE, done);
        m.store(Width.W64, RESULT, Reg.SAVED1);
        BuildStubs.formatTypeName(m, "__bool__ should return bool, returned %s", RESULT);
        stubs.release(RESULT);
        m.moveImm(Reg.SAVED1, 0);
        m.jump(done);
    }

    /** {@code SAVED1} = the length that it stands for, or whether that is not 0; or NULL. */
    private void length(Label done) {
        Label truth = m.newLabel();
        m.move(Reg.RET, Reg.SAVED1);
        specials.toLength();
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, done);
        m.move(Reg.ARG0, Reg.RET);
        loadMeaning();
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.LENGTH_TRUTH, truth);
        m.call(stubs.of(Stub.BOX_INT));
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(done);
        m.bind(truth);
        m.load(Reg.SAVED1, Global.FALSE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        m.load(Reg.SAVED1, Global.TRUE);
        m.jump(done);
    }

    /** The lowest first; their slots are empty then. */
    private void releaseOperands() {
        Label more = m.newLabel();
        Label none = m.newLabel();
        loadCount(Reg.TMP0);
        m.store(Width.W64, RESULT, Reg.TMP0);
        m.bind(more);
        m.branch(Cond.EQ, Width.W64, RESULT, 0, none);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.moveImm(Reg.RET, 0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.add(Reg.SAVED0, Reg.SAVED0, 8);
        m.addMem(Width.W64, RESULT, -1);
        m.jump(more);
        m.bind(none);
    }

    /** {@code SAVED1} = what the operator makes of it that the method has declined. */
    private void declined(Label finished) {
        Label compare = m.newLabel();
        Label reflected = m.newLabel();
        Label called = m.newLabel();
        m.load(Width.W64, Reg.ARG1, END);
        m.shiftRight(Reg.ARG1, Reg.ARG1, OperatorEnd.MEANING_BITS + OperatorEnd.COUNT_BITS);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.branch(Cond.EQ, Width.W64, Reg.RET, OperatorEnd.REFLECTED, reflected);
        m.branch(Cond.NE, Width.W64, Reg.RET, OperatorEnd.BINARY, compare);
        m.call(stubs.of(Stub.BINARY_DECLINED));
        m.jump(called);
        m.bind(reflected);
        m.call(stubs.of(Stub.REFLECTED_DECLINED));
        m.jump(called);
        m.bind(compare);
        m.call(stubs.of(Stub.COMPARE_DECLINED));
        m.bind(called);
        m.move(Reg.SAVED1, Reg.RET);
        m.moveImm(Reg.RET, 0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 8), Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, finished);
        loadMeaning();
        m.branch(Cond.NE, Width.W64, Reg.RET, OperatorEnd.COMPARE_BOOL, finished);
        truth();
    }
}
