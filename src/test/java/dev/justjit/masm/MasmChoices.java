package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.List;
import java.util.Random;

/** Random results that depend on a comparison, and moves. */
final class MasmChoices {
    private MasmChoices() {}

    static Operation random(Random random) {
        Reg dst = MasmOperations.register(random);
        Reg left = MasmOperations.register(random);
        Reg right = MasmOperations.register(random);
        Reg ifTrue = MasmOperations.register(random);
        Reg ifFalse = MasmOperations.register(random);
        Cond cond = MasmOperations.one(random, Cond.values());
        Width width = MasmOperations.one(random, Width.values());
        Width wide = MasmOperations.wide(width);
        int kind = random.nextInt(4);
        return new MasmOperations.Named(
                "choice", kind, dst, left, right, cond, width, ifTrue, ifFalse) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                switch (kind) {
                    case 0 -> m.set(cond, wide, dst, left, right);
                    case 1 -> m.move(dst, left);
                    default -> m.select(cond, width, dst, left, right, ifTrue, ifFalse);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                Width used = kind == 0 ? wide : width;
                boolean holds = MasmOperations.holds(cond, s.get(left), s.get(right), used);
                s.set(
                        dst,
                        switch (kind) {
                            case 0 -> holds ? 1 : 0;
                            case 1 -> s.get(left);
                            default -> s.get(holds ? ifTrue : ifFalse);
                        });
            }
        };
    }
}
