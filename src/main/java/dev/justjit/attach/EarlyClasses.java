package dev.justjit.attach;

import java.util.List;

/** Classes that attaching uses while it holds the GIL, and that take long to initialize. */
final class EarlyClasses {
    private static final List<String> NAMES =
            List.of(
                    "dev.justjit.abi.DebugOffsets",
                    "dev.justjit.abi.Helper",
                    "dev.justjit.abi.Opcode",
                    "dev.justjit.attach.bridge.BridgeFunction",
                    "dev.justjit.attach.process.KeysVersions",
                    "dev.justjit.attach.bridge.PythonBridge",
                    "dev.justjit.attach.hooks.Sampler",
                    "dev.justjit.attach.process.SpecialTables",
                    "dev.justjit.attach.StartupTest",
                    "dev.justjit.bytecode.CodeImage");

    private EarlyClasses() {}

    /** Initializes them. Needs no GIL. */
    static void load() {
        for (String name : NAMES) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException wrong) {
                throw new IllegalStateException(wrong);
            }
        }
    }
}
