package dev.justjit.lower;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Moves that happen at once: sources may be in each other's targets. {@code RET} and {@code F14} break cycles. */
final class ParallelMoves {
    private final Map<Location, Location> sources = new LinkedHashMap<>();

    void add(Location dst, Location src) {
        if (!dst.equals(src)) {
            sources.put(dst, src);
        }
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    boolean writes(Location location) {
        return sources.containsKey(location);
    }

    /** Emits them; {@code RET}, {@code TMP0} and {@code F14} are lost. */
    void emit(Access access) {
        emit(access::move);
    }

    /** Does them one after the other: target, then source. */
    void emit(BiConsumer<Location, Location> move) {
        while (!sources.isEmpty()) {
            Location free = null;
            for (Location target : sources.keySet()) {
                if (!isRead(target)) {
                    free = target;
                    break;
                }
            }
            if (free == null) {
                Location blocked = sources.keySet().iterator().next();
                Location spare =
                        blocked.is(Location.Kind.DOUBLE)
                                ? Location.of(FReg.F14)
                                : Location.of(Reg.RET);
                move.accept(spare, blocked);
                sources.replaceAll((target, source) -> source.equals(blocked) ? spare : source);
            } else {
                Location source = sources.remove(free);
                move.accept(free, source);
            }
        }
    }

    private boolean isRead(Location location) {
        return sources.containsValue(location);
    }
}
