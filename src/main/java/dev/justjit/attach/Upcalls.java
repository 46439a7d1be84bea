package dev.justjit.attach;

import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.compilation.Compilations;
import dev.justjit.attach.compilation.HotCode;
import dev.justjit.attach.compilation.Regions;
import dev.justjit.attach.hooks.Tools;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.process.Question;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.JitData;

/** What machine code asks of Java. All methods need the GIL. */
final class Upcalls {
    private final RuntimeBlock block;
    private final CodeRegistry registry;
    private final Tools tools;
    private final HotCode hotCode;
    private final Compilations compilations;
    private final Regions regions;

    Upcalls(
            RuntimeBlock block,
            CodeRegistry registry,
            Tools tools,
            HotCode hotCode,
            Compilations compilations,
            Regions regions) {
        this.block = block;
        this.registry = registry;
        this.tools = tools;
        this.hotCode = hotCode;
        this.compilations = compilations;
        this.regions = regions;
    }

    /** The questions. Named classes: lambdas cost start-up time. */
    private enum Topic {
        VERSION_CHECK,
        TOOLS_CHANGED,
        COMPILE,
        DEOPT_NOTICE,
        LOOP_IS_HOT,
        INSTALL_READY,
        FUNCTION_MADE
    }

    private final class Answer implements Upcall {
        private final Topic topic;

        Answer(Topic topic) {
            this.topic = topic;
        }

        @Override
        public long invoke(long a, long b, long c, long d) {
            return switch (topic) {
                case VERSION_CHECK -> tools.check(a);
                case TOOLS_CHANGED -> tools.changed(a);
                case COMPILE -> asked(a);
                case DEOPT_NOTICE -> left(a, b);
                case LOOP_IS_HOT -> regions.hot(a, b);
                case INSTALL_READY -> installReady();
                case FUNCTION_MADE -> hotCode.made(a);
            };
        }
    }

    /** From now on machine code may ask all but {@link Topic#FUNCTION_MADE}. */
    void install() {
        block.put(JitData.VERSION_CHECK, Question.function(new Answer(Topic.VERSION_CHECK)));
        block.put(JitData.TOOLS_CHANGED, Question.function(new Answer(Topic.TOOLS_CHANGED)));
        block.put(JitData.COMPILE, Question.function(new Answer(Topic.COMPILE)));
        block.put(JitData.DEOPT_NOTICE, Question.function(new Answer(Topic.DEOPT_NOTICE)));
        block.put(JitData.LOOP_IS_HOT, Question.function(new Answer(Topic.LOOP_IS_HOT)));
        block.put(JitData.INSTALL_READY, Question.function(new Answer(Topic.INSTALL_READY)));
    }

    /** From now on it tells of each new function, too. */
    void tellOfFunctions() {
        block.put(JitData.FUNCTION_MADE, Question.function(new Answer(Topic.FUNCTION_MADE)));
    }

    /** A function whose count ran out. Always answers 0. */
    private long asked(long function) {
        hotCode.called(function);
        return 0;
    }

    /** A site has left compiled code too often. Always answers 0. */
    private long left(long counter, long function) {
        CompiledCode known = registry.find(Native.getLong(function + PyFunction.CODE));
        if (known != null) {
            compilations.left(known, counter, function);
        }
        return 0;
    }

    private long installReady() {
        block.put(JitData.READY, 0);
        compilations.installReady();
        return 0;
    }
}
