package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.List;
import java.util.Random;

/** Calls of functions with a {@link FunctionFrame}. */
final class MasmFunctions {
    private MasmFunctions() {}

    /** The function keeps an argument in a word of its own, whatever it does to kept registers. */
    static Operation call(Random random) {
        int words = 1 + random.nextInt(NativeFrame.MOST_RESERVED);
        int word = random.nextInt(words);
        int last = random.nextInt(words);
        FunctionFrame frame = new FunctionFrame(words, random.nextBoolean(), random.nextBoolean());
        int imm = (int) MasmProgram.number(random);
        return new MasmOperations.Named("function", frame, word, last, imm) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                Label function = m.newLabel();
                Label done = m.newLabel();
                m.moveImm(Reg.ARG1, imm);
                m.stackPointer(Reg.ARG2);
                m.call(function);
                m.stackPointer(Reg.TMP0);
                m.sub(Reg.ARG2, Reg.ARG2, Reg.TMP0);
                m.add(Reg.RET, Reg.RET, Reg.ARG2); // 0: the stack is as before
                m.jump(done);
                m.bind(function);
                m.enterFunction(frame);
                m.storeImm(Width.W64, Mem.stackWord(last), 7);
                m.store(Width.W64, Mem.stackWord(word), Reg.ARG1);
                if (frame.keeps0()) {
                    m.moveImm(Reg.SAVED0, 1);
                }
                if (frame.keeps1()) {
                    m.moveImm(Reg.SAVED1, 2);
                }
                m.address(Reg.RET, Mem.stackWord(word));
                m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
                m.leaveFunction(frame);
                m.bind(done);
            }

            @Override
            public void model(State s, List<Reg> lost) {
                s.set(Reg.RET, imm);
                lost.addAll(List.of(Reg.ARG0, Reg.ARG1, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.ARG5));
                lost.add(Reg.TMP0);
            }
        };
    }
}
