package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.snapshot.CalleeSearch;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.attach.snapshot.Profiles;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.ffi.Native;
import dev.justjit.json.JsonText;
import dev.justjit.masm.Isa;
import java.util.Map;

/** Machine code as text. */
public final class Listings {
    /** {@code -Djustjit.list=qualname} prints machine code when it is made. */
    private static final String PROPERTY = "justjit.list";

    private final Snapshot snapshot;
    private final Profiles profiles;
    private final Compiler compiler;

    public Listings(Snapshot snapshot, Profiles profiles, Compiler compiler) {
        this.snapshot = snapshot;
        this.profiles = profiles;
        this.compiler = compiler;
    }

    /** Whether somebody wants to see the code of this name. */
    public static boolean isAsked(CodeImage image) {
        return image.name().equals(System.getProperty(PROPERTY));
    }

    /** Prints the listing of machine code to stderr. */
    public static void print(CodeBlob blob) {
        for (int i = 0; i < blob.listing().size(); i++) {
            System.err.println(blob.listing().get(i));
        }
    }

    void printIfAsked(CodeGroup group, Isa isa) {
        if (isAsked(group.image())) {
            print(OptimizingCompiler.listing(group, isa, compiler));
        }
    }

    /** JSON: units, bytes, words of data, and bytes by cause, of the function compiled now. */
    public String size(long function, Isa target) {
        CodeImage image =
                snapshot.take(function, Native.getLong(function + PyFunction.CODE), false);
        CodeTally tally = new CodeTally();
        CodeBlob blob = compiler.measure(image, target, CompileOptions.plain(), tally);
        JsonText json = new JsonText().object();
        json.name("units").value(image.units());
        json.name("bytes").value(blob.bytes().length);
        json.name("sites").value(blob.sites().size());
        json.name("causes").object();
        for (Map.Entry<String, Integer> cause : tally.bytes().entrySet()) {
            json.name(cause.getKey()).value(cause.getValue());
        }
        return json.endObject().endObject().toString();
    }

    /** What {@link Graphs} tells of the function's code: the second of the arguments says what is asked. */
    public String graph(long function, long arguments) {
        return Graphs.answer(group(function), Objects.text(Native.getLong(arguments + 8)));
    }

    /** The function's code as it would be compiled now. */
    public CodeBlob of(long function, Isa target) {
        return OptimizingCompiler.listing(group(function), target, compiler);
    }

    /** The function's code, and what may be inlined into it. */
    private CodeGroup group(long function) {
        CodeImage image = snapshot.take(function, Native.getLong(function + PyFunction.CODE), true);
        LiveCode live = CalleeSearch.find(snapshot, profiles, function, image);
        live.release();
        return live.group();
    }
}
