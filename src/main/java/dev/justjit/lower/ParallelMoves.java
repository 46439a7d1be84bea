package dev.justjit.lower;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Moves that happen at once: sources may be in each other's targets. {@code RET} and {@code F14} break cycles. */
final class ParallelMoves {
    private final Map<Spot, Spot> sources = new LinkedHashMap<>();

    void add(Spot dst, Spot src) {
        if (!dst.equals(src)) {
            sources.put(dst, src);
        }
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    boolean writes(Spot spot) {
        return sources.containsKey(spot);
    }

    /** Emits them; {@code RET}, {@code TMP0} and {@code F14} are lost. */
    void emit(Access access) {
        emit(access::move);
    }

    /** Does them one after the other: target, then source. */
    void emit(BiConsumer<Spot, Spot> move) {
        while (!sources.isEmpty()) {
            Spot free = null;
            for (Spot target : sources.keySet()) {
                if (!isRead(target)) {
                    free = target;
                    break;
                }
            }
            if (free == null) {
                Spot blocked = sources.keySet().iterator().next();
                Spot spare = blocked.is(Spot.Kind.DOUBLE) ? Spot.of(FReg.F14) : Spot.of(Reg.RET);
                move.accept(spare, blocked);
                sources.replaceAll((target, source) -> source.equals(blocked) ? spare : source);
            } else {
                Spot source = sources.remove(free);
                move.accept(free, source);
            }
        }
    }

    private boolean isRead(Spot spot) {
        return sources.containsValue(spot);
    }
}
