package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Versions;
import dev.justjit.ir.Namespace;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Names of the module and of builtins, in namespaces whose keys are those that the interpreter saw. */
final class Globals {
    private Globals() {}

    /** {@code LOAD_GLOBAL}: -> x, or for calls -> x NULL. */
    static void load(Builder b, Insn insn) {
        Node value = value(b, insn);
        if (value == null) {
            GenericInstructions.build(b);
            return;
        }
        b.push(value);
        if ((insn.oparg() & 1) != 0) {
            b.push(b.values().nullValue());
        }
    }

    private static @Nullable Node value(Builder b, Insn insn) {
        boolean builtin = insn.seen() == Opcode.LOAD_GLOBAL_BUILTIN;
        if (!builtin && insn.seen() != Opcode.LOAD_GLOBAL_MODULE) {
            return null;
        }
        if (b.image().seenKeys(insn) == null) {
            return null;
        }
        Versions versions = b.mergePoints().versions();
        boolean foreign = provesGlobals(b, insn, builtin);
        if (builtin) {
            int builtins = insn.offset() + InlineCache.LOAD_GLOBAL_BUILTIN_KEYS_VERSION;
            b.node(Op.GUARD_KEYS, versions.builtinsPlace(builtins), Namespace.BUILTINS);
        }
        int index = b.image().cache16(insn, InlineCache.LOAD_GLOBAL_INDEX);
        String name = b.image().names().get(insn.oparg() >> 1);
        Node value =
                foreign && !builtin
                        ? b.node(Op.LOAD_FUNCTION_GLOBAL, index, name, function(b))
                        : b.node(builtin ? Op.LOAD_BUILTIN : Op.LOAD_GLOBAL, index, name);
        b.found(insn, value);
        return Guards.bound(b, value);
    }

    private static Node function(Builder b) {
        return References.object(b.frame().function());
    }

    /** Proves that the globals are those that the instruction saw; whether they are others than the graph's own. */
    private static boolean provesGlobals(Builder b, Insn insn, boolean builtin) {
        int unit = insn.offset() + InlineCache.LOAD_GLOBAL_MODULE_KEYS_VERSION;
        int place = b.mergePoints().versions().globalsPlace(unit);
        boolean called = b.frame().isInlined() && !IncomingEdge.isNull(b.frame().function());
        Inlining inlining = b.inlining();
        if (called && inlining != null && inlining.isForeign(b.frame().code())) {
            if (builtin) {
                b.node(Op.GUARD_BUILTINS, function(b));
            }
            b.node(Op.GUARD_FUNCTION_KEYS, place, null, function(b));
            return true;
        }
        if (called) {
            b.node(Op.GUARD_GLOBALS, function(b));
        }
        b.node(Op.GUARD_KEYS, place, Namespace.GLOBALS);
        return false;
    }

    /** Name that a value was loaded from a module by, or null. */
    static @Nullable String ofModule(Node value) {
        Node source = value;
        while (source.is(Op.GUARD_BOUND) || source.is(Op.GUARD_IS)) {
            source = source.input(0);
        }
        boolean found =
                source.is(Op.LOAD_GLOBAL)
                        || source.is(Op.LOAD_FUNCTION_GLOBAL)
                        || source.is(Op.LOAD_MODULE_VALUE);
        return found && source.detail() instanceof String name ? name : null;
    }

    /** Name of the builtin that a value is, as far as the interpreter's namespaces tell; or null. */
    static @Nullable String builtin(Node value) {
        Node source = value;
        while (source.is(Op.GUARD_BOUND) || source.is(Op.GUARD_IS)) {
            source = source.input(0);
        }
        return source.is(Op.LOAD_BUILTIN) && source.detail() instanceof String name ? name : null;
    }
}
