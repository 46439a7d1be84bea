package dev.justjit.region.alloc;

import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.region.ir.VReg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings arguments to the registers of a call: ints and addresses to {@code ARG0..5} in order, doubles to
 * {@code F0..}. Sources may be in each other's targets; {@code RET} and {@code F14} break cycles.
 */
public final class ParallelMove extends Operands {
    private static final Reg[] GENERAL = {
        Reg.ARG0, Reg.ARG1, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.ARG5
    };

    private ParallelMove(MacroAssembler m) {
        super(m);
    }

    /** The register of the argument that has {@code number} ints before it. */
    public static Reg general(int number) {
        return GENERAL[number];
    }

    /** The register of the argument that has {@code number} doubles before it. */
    public static FReg dbl(int number) {
        return FReg.values()[number];
    }

    /** Brings arguments to their registers, as if all at once. */
    public static void emit(MacroAssembler m, List<VReg> arguments) {
        ParallelMove places = new ParallelMove(m);
        Map<Reg, Reg> moves = new LinkedHashMap<>();
        Map<FReg, FReg> doubleMoves = new LinkedHashMap<>();
        Map<Reg, VReg> loads = new LinkedHashMap<>();
        Map<FReg, VReg> doubleLoads = new LinkedHashMap<>();
        for (VReg argument : arguments) {
            if (argument.isDouble()) {
                FReg target = dbl(doubleMoves.size() + doubleLoads.size());
                put(target, argument.freg, argument, doubleMoves, doubleLoads);
            } else {
                Reg target = general(moves.size() + loads.size());
                put(target, argument.reg, argument, moves, loads);
            }
        }
        BiConsumer<Reg, Reg> move = m::move;
        BiConsumer<FReg, FReg> doubleMove = m::move;
        permute(moves, Reg.RET, move);
        permute(doubleMoves, FReg.F14, doubleMove);
        doubleLoads.forEach(places::load);
        loads.forEach(places::load);
    }

    private static <R> void put(
            R target, @Nullable R source, VReg argument, Map<R, R> moves, Map<R, VReg> loads) {
        if (source == null) {
            loads.put(target, argument);
        } else {
            moves.put(target, source);
        }
    }

    /** A target that nobody reads any more is written first; {@code spare} breaks what is left. */
    private static <R> void permute(Map<R, R> moves, R spare, BiConsumer<R, R> move) {
        while (!moves.isEmpty()) {
            R free = null;
            for (R target : moves.keySet()) {
                if (!isRead(moves, target)) {
                    free = target;
                }
            }
            if (free == null) {
                R blocked = moves.keySet().iterator().next();
                move.accept(spare, blocked);
                moves.replaceAll((target, source) -> source == blocked ? spare : source);
            } else {
                move.accept(free, some(moves.remove(free)));
            }
        }
    }

    private static <R> boolean isRead(Map<R, R> moves, R register) {
        for (Map.Entry<R, R> move : moves.entrySet()) {
            if (move.getValue() == register && move.getKey() != register) {
                return true;
            }
        }
        return false;
    }
}
