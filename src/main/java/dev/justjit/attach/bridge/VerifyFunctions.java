package dev.justjit.attach.bridge;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.compilation.Compilations;
import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.Verification;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.report.ExitTrail;
import dev.justjit.ffi.Native;

/** The functions of the module {@code _justjit} that {@code justjit._verify} uses. */
final class VerifyFunctions {
    private final CodeRegistry registry;
    private final Compilations compilations;
    private final FunctionEntries entries;
    private final Verification verification;

    VerifyFunctions(
            CodeRegistry registry,
            Compilations compilations,
            FunctionEntries entries,
            Verification verification) {
        this.registry = registry;
        this.compilations = compilations;
        this.entries = entries;
        this.verification = verification;
    }

    /** A new reference to the result. */
    long call(BridgeFunction function, long arguments) {
        if (function == BridgeFunction.BEGIN_VERIFYING) {
            boolean all = BridgeValues.truthAt(arguments + 16);
            verification.begin(callableAt(arguments), callableAt(arguments + 8), all);
            return BridgeValues.none();
        }
        long object = BridgeValues.functionAt(arguments);
        long other = Native.getLong(arguments + 8);
        boolean isNone = other == Native.requireSymbol(Global.NONE.symbol());
        CompiledCode known = registry.findOrAdd(Native.getLong(object + PyFunction.CODE));
        if (function == BridgeFunction.INTERPRET) {
            compilations.retire(known, BridgeValues.stringAt(arguments + 8));
            entries.interpret(object);
            return BridgeValues.none();
        }
        if (function == BridgeFunction.VERIFY) {
            verification.verify(known, isNone ? 0 : BridgeValues.countAt(arguments + 8));
            entries.install(object, known);
            return BridgeValues.none();
        }
        return BridgeValues.text(
                isNone
                        ? ExitTrail.counts(known)
                        : ExitTrail.since(known, BridgeValues.stringAt(arguments + 8)));
    }

    /** A new reference. */
    private static long callableAt(long arguments) {
        long callable = BridgeValues.requireCallable(Native.getLong(arguments));
        Native.call(Objects.function(Helper.PY_INCREF), callable);
        return callable;
    }
}
