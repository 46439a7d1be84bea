package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operands and the result of the node that is emitted. {@code RET}, {@code TMP0}, {@code ARG0}, {@code ARG1}, {@code
 * F13} and {@code F14} belong to nobody.
 */
final class Values {
    private final Function function;
    private final Access access;
    private final Exits exits;
    private final MacroAssembler m;
    private final List<Label> needless = new ArrayList<>();
    private @Nullable Node node;
    private @Nullable Node[] held = {};
    private @Nullable Node[] behind = {};

    Values(Function function, Access access, Exits exits) {
        this.function = function;
        this.access = access;
        this.exits = exits;
        m = function.masm();
    }

    void begin(Node newNode, @Nullable Node[] newHeld, @Nullable Node[] newBehind) {
        node = newNode;
        held = newHeld;
        behind = newBehind;
    }

    /** Exits that a proof has made needless lead to what follows. */
    void end() {
        needless.forEach(m::bind);
        needless.clear();
    }

    private Node node() {
        Node here = node;
        if (here == null) {
            throw new IllegalStateException("no node");
        }
        return here;
    }

    /** What the slots hold before the node. */
    @Nullable Node[] held() {
        return held;
    }

    /** What the slots hold behind the node. */
    @Nullable Node[] behind() {
        return behind;
    }

    private Location location(int input) {
        Node value = node().input(input);
        return CallerSaves.loses(node())
                ? function.location(value, held)
                : function.operand(value, held);
    }

    /** {@code dst} = an operand. */
    void load(Reg dst, int input) {
        access.load(dst, location(input));
    }

    /** {@code dst} = an operand; {@code TMP0} is lost. */
    void load(FReg dst, int input) {
        access.load(dst, location(input));
    }

    /** The register that has an operand, or {@code scratch}, to which it is brought. */
    Reg use(int input, Reg scratch) {
        return access.use(location(input), scratch);
    }

    FReg use(int input, FReg scratch) {
        return access.use(location(input), scratch);
    }

    /** Where the result may be computed: its register, or {@code RET}. */
    Reg result() {
        Location place = function.place(node());
        return place != null && place.is(Location.Kind.GENERAL) ? place.reg() : Reg.RET;
    }

    FReg doubleResult() {
        Location place = function.place(node());
        return place != null && place.is(Location.Kind.DOUBLE) ? place.freg() : FReg.F13;
    }

    /** The result is in the register. */
    void finish(Reg result) {
        Location place = function.place(node());
        if (place != null) {
            access.store(place, result);
        }
    }

    void finish(FReg result) {
        Location place = function.place(node());
        if (place != null) {
            access.store(place, result);
        }
    }

    /** Whether the node may leave. */
    boolean leaves() {
        return node().before() != null;
    }

    /** Where to leave before the instruction. */
    Label exit(String reason) {
        if (!leaves()) {
            Label never = m.newLabel();
            needless.add(never);
            return never;
        }
        return exits.to(node().before(), held, reason, false);
    }

    /** The same when there was no memory: the interpreter raises. */
    Label exitWithoutMemory() {
        return exitClearing("there is no memory");
    }

    /** Where to leave before the instruction with an exception that nobody is to see: the interpreter raises it again. */
    Label exitClearing(String reason) {
        return leaves() ? exits.to(node().before(), held, reason, true) : exit(reason);
    }

    /** Where to leave behind the instruction. */
    Label exitBehind(String reason) {
        return exits.to(node().after(), behind, reason, false);
    }
}
