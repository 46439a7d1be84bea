package dev.justjit.build;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeGroup.Refused;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Versions;
import dev.justjit.ir.Node;
import dev.justjit.ir.RefusedCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which calls become part of their caller's graph: those of a {@link CodeGroup}, as far as their code is small enough and
 * runs no Python in its middle. What that is turns out while it is built: then the call is refused, and the graph is built
 * anew.
 */
final class Inlining {
    private final CodeGroup group;
    private final List<Flow> mergePoints = new ArrayList<>();
    private final List<Versions> versions;

    /** Why calls were refused while they were built, by their paths. */
    private final Map<List<Integer>, String> refused = new HashMap<>();

    /** What is called and not inlined, by the path of the call. */
    private final Map<List<Integer>, RefusedCall> reported = new LinkedHashMap<>();

    /** Where functions were found that may be inlined, in the graph that is built. */
    private final IdentityHashMap<Node, Integer> found = new IdentityHashMap<>();

    /** Places of the calls that are built, the innermost last. */
    private final Deque<Integer> path = new ArrayDeque<>();

    /** Their code. */
    private final Deque<Integer> codes = new ArrayDeque<>();

    private final int most;
    private int units;

    /** The instruction of inlined code that is built. */
    private @Nullable Insn current;

    /**
     * @param most code units that are inlined, at the most
     */
    Inlining(CodeGroup group, Flow own, int most) {
        this.most = most;
        this.group = group;
        versions = Versions.of(group.images());
        mergePoints.add(own);
        for (int i = 1; i < group.images().size(); i++) {
            mergePoints.add(new Flow(group.images().get(i)));
        }
    }

    /** A graph is built. */
    void begin() {
        found.clear();
        reported.clear();
        path.clear();
        codes.clear();
        units = 0;
    }

    /** The innermost call that was built when the graph was given up is not inlined. */
    void refuse() {
        String what = current == null ? "its code" : current.seen().name();
        if (refused.put(List.copyOf(path), what + " cannot be inlined") != null) {
            throw new IllegalStateException("refused twice: " + path);
        }
    }

    /** The instruction is built next. */
    void at(Insn insn) {
        current = insn;
    }

    /** Calls of functions that are known and not part of the graph. */
    Collection<RefusedCall> refusedCalls() {
        return reported.values();
    }

    /** Names of the arguments that a call passes by name. */
    List<String> keywords(Builder b, Insn call) {
        int place = CodeGroup.place(b.frame().code(), call.offset());
        return group.keywords().getOrDefault(place, List.of());
    }

    /** The call is not inlined. */
    void report(Builder b, Insn call, String name, String reason) {
        String caller = b.frame().isInlined() ? b.image().name() : null;
        reported.put(pathTo(b, call), new RefusedCall(b.graph().unit(), caller, name, reason));
    }

    /** Inlined code does something that may run Python: its frames are behind the function's own then, if that is on the data stack. */
    void runsPython() {
        if (Callable.isSuspended(mergePoints.get(0))) {
            throw new NotInlined();
        }
    }

    /** Whether the code was seen with other globals than the graph's own: their keys have another version. */
    boolean isForeign(int code) {
        return globalsOf(code) != globalsOf(0);
    }

    private int globalsOf(int code) {
        return group.images().get(code).globalsKeys().version();
    }

    Flow flow(int code) {
        return mergePoints.get(code);
    }

    Versions versions(int code) {
        return versions.get(code);
    }

    /** An instruction has found a value, which may be a function to inline. */
    void found(Builder b, Insn insn, Node value) {
        int place = CodeGroup.place(b.frame().code(), insn.offset());
        if (group.callees().containsKey(place) || group.refused().containsKey(place)) {
            found.put(References.object(value), place);
        }
    }

    /** What is called, as far as it may be inlined at the instruction; or null. */
    @Nullable Callee callee(Builder b, Insn call, @Nullable Node function) {
        Integer place = function == null ? null : found.get(References.object(function));
        if (place == null) {
            place = CodeGroup.place(b.frame().code(), call.offset());
        }
        Callee callee = group.callees().get(place);
        Refused known = group.refused().get(place);
        if (callee == null && known != null) {
            report(b, call, known.name(), known.reason());
        }
        return callee != null && mayInline(b, call, callee) ? callee : null;
    }

    /** The generator expression that an instruction has as a constant, as far as it may be inlined; or null. */
    @Nullable Callee expression(Builder b, Insn constant) {
        Callee callee = group.callee(b.frame().code(), constant.offset());
        if (callee == null || callee.kind() != CodeGroup.Kind.EXPRESSION) {
            return null;
        }
        return mayInline(b, constant, callee) ? callee : null;
    }

    private boolean mayInline(Builder b, Insn call, Callee callee) {
        String reason = refusal(b, call, callee);
        if (reason != null) {
            report(b, call, group.images().get(callee.code()).name(), reason);
        }
        return reason == null;
    }

    private @Nullable String refusal(Builder b, Insn call, Callee callee) {
        CodeImage image = group.images().get(callee.code());
        if (codes.contains(callee.code())) {
            return "it calls itself";
        }
        if (b.frame().nesting() >= Budget.NESTED) {
            return "calls are nested too deep";
        }
        if (units + image.units() > most) {
            return "enough is inlined already";
        }
        boolean expression = callee.kind() == CodeGroup.Kind.EXPRESSION;
        String looks = expression ? null : Callable.refusal(mergePoints.get(callee.code()));
        return looks != null ? looks : refused.get(pathTo(b, call));
    }

    private List<Integer> pathTo(Builder b, Insn call) {
        List<Integer> there = new ArrayList<>(path);
        there.add(CodeGroup.place(b.frame().code(), call.offset()));
        return there;
    }

    /**
     * The code of a callee is built now.
     *
     * @param place of the call
     */
    void enter(int place, Callee callee) {
        path.add(place);
        codes.add(callee.code());
        units += mergePoints.get(callee.code()).image().units();
    }

    /** It has been built. */
    void leave() {
        path.removeLast();
        codes.removeLast();
    }
}
