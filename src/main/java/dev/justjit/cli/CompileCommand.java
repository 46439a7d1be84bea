package dev.justjit.cli;

import dev.justjit.ahead.AheadCompiler;
import dev.justjit.ahead.CodeStream;
import dev.justjit.host.python.TargetPython;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compile}: machine code of what files define, for a python3.13 without a JVM. */
@Command(
        name = "compile",
        description = "Compile what Python files define to a file for JUSTJIT_BLOB.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class CompileCommand implements Callable<Integer> {
    private static final int NOTHING_WRITTEN = 1;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python that is to run it.")
    private @Nullable String python;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file to write.")
    private String output;

    @Option(
            names = "--isa",
            paramLabel = "ISA",
            description = "x86_64 or aarch64; that of the Python by default.")
    private @Nullable String isaName;

    @Option(
            names = "--record",
            paramLabel = "ARGUMENTS",
            description = "Run the program with these first, and use what types it has.")
    private @Nullable String record;

    @Option(names = "--verbose", description = "Tell why functions were refused.")
    private boolean verbose;

    @Option(names = "-m", paramLabel = "MODULE", description = "A module, or all of a package.")
    private List<String> modules = new ArrayList<>();

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Files, or folders of files.")
    private List<String> paths = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Path file = Path.of(output).toAbsolutePath();
        check(file);
        TargetPython target = TargetPython.find(python);
        CodeStream codes = codes(target);
        codes.problems().forEach(each -> System.err.println("justjit: " + each));
        String name = isaName == null ? codes.machine() : isaName;
        Isa isa = MachineNames.isa(name);
        if (isa == null) {
            throw new UsageException("--isa is x86_64 or aarch64, not " + name);
        }
        String part = "." + file.getFileName() + "." + ProcessHandle.current().pid();
        Path made = file.resolveSibling(part);
        made.toFile().deleteOnExit();
        try {
            if (record != null) {
                runRecorded(target, isa, made);
            }
            return compile(codes, isa, made, file);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private void check(Path file) {
        if (modules.isEmpty() && paths.isEmpty()) {
            throw new UsageException("what is to be compiled? give files, folders or -m MODULE");
        }
        if (record != null && modules.size() + paths.size() != 1) {
            throw new UsageException("--record needs one program, not several files");
        }
        if (isaName != null && MachineNames.isa(isaName) == null) {
            throw new UsageException("--isa is x86_64 or aarch64, not " + isaName);
        }
        String reason = BlobStore.reasonAgainst(file);
        if (reason != null) {
            throw new UsageException(output + " cannot be written: " + reason);
        }
    }

    private CodeStream codes(TargetPython target) throws IOException {
        List<String> arguments = new ArrayList<>();
        modules.forEach(each -> arguments.addAll(List.of("-m", each)));
        arguments.addAll(paths);
        Process process =
                target.codes(arguments)
                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (InputStream stream = process.getInputStream()) {
            return CodeStream.read(stream);
        } catch (IOException broken) {
            throw new IllegalStateException(
                    target.program() + " cannot compile the sources", broken);
        }
    }

    private void runRecorded(TargetPython target, Isa isa, Path made) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "--record", made.toString()));
        if (paths.isEmpty()) {
            arguments.add("-m");
            arguments.addAll(modules);
        } else {
            arguments.addAll(paths);
        }
        arguments.addAll(Words.of(String.valueOf(record)));
        ProcessBuilder builder = target.module("justjit", arguments).inheritIO();
        builder.environment().remove("JUSTJIT");
        builder.environment().put("JUSTJIT_RECORD_ISA", isa.shortName());
        try {
            int status = builder.start().waitFor();
            if (!Files.exists(made)) {
                throw new IllegalStateException("the program was run, and nothing was recorded");
            }
            if (status != 0) {
                System.err.println("justjit: the program ended with status " + status);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private int compile(CodeStream codes, Isa isa, Path made, Path file) throws IOException {
        AheadCompiler compiler = new AheadCompiler(isa, made, codes.version());
        codes.functions().forEach(compiler::add);
        int refused = compiler.refusals().values().stream().mapToInt(Integer::intValue).sum();
        if (verbose) {
            compiler.refusals().forEach((why, count) -> Output.println(count + " refused: " + why));
        }
        if (compiler.compiled() == 0) {
            System.err.println("justjit: nothing to write, " + refused + " functions refused");
            return NOTHING_WRITTEN;
        }
        try {
            compiler.write();
        } catch (IOException unwritable) {
            throw new IllegalStateException(
                    output + " cannot be written: " + unwritable.getMessage(), unwritable);
        }
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        Output.println(
                "%s: %d functions compiled, %d refused, %d bytes"
                        .formatted(output, compiler.compiled(), refused, Files.size(file)));
        return 0;
    }
}
