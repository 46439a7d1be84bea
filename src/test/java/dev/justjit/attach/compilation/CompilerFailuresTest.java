package dev.justjit.attach.compilation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.Counters;
import dev.justjit.ffi.Native;
import dev.justjit.host.ChildProcess;
import dev.justjit.masm.Isa;
import dev.justjit.record.CodeState;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CompilerFailuresTest {
    private final Counters counters = new Counters();
    private final CompilerFailures failures = new CompilerFailures(counters);

    private static String printedBy(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theFirstOneIsNamed() {
        IllegalStateException bug = new IllegalStateException("bug");
        assertEquals(
                "justjit: compiling f failed, it stays interpreted: "
                        + bug
                        + System.lineSeparator(),
                printedBy(() -> failures.warn("f", bug)));
        assertEquals("", printedBy(() -> failures.warn("g", bug)));
        assertEquals(2, counters.failures);
    }

    /** An error in the compiler of regions, whose loop goes on as it was. */
    @Test
    void thoseInLoopsAreNamedToo() {
        File root = ChildProcess.python().getParentFile().getParentFile();
        Native.openLibrary(root + "/libpython3.13.so.1.0"); // what regions know of it
        Isa isa = Isa.X64;
        CompilationContext context =
                new CompilationContext(
                        null, null, isa, counters, failures, null, null, new Journal());
        Regions regions = new Regions(context, null, null);
        long words = Native.allocate(Long.BYTES * 16);
        CompiledCode known = new CompiledCode("f", Native.allocate(CodeState.BYTES));
        RegionCompilation request =
                new RegionCompilation(
                        regions, known, null, words, 0, "", null, null, isa, null, null);
        IllegalStateException bug = new IllegalStateException("bug");
        request.attempt.run(
                () -> {
                    throw bug;
                });
        String consequence = "justjit: compiling a loop of f failed, its numbers stay objects: ";
        assertEquals(
                consequence + bug + System.lineSeparator(),
                printedBy(() -> regions.finish(request)));
        assertEquals(1, counters.failures);
        assertEquals(1, counters.loopsRefused);
    }
}
