package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A region and the functions that it calls with registers, one for each combination of argument types.
 *
 * <p>Such a function has no frame. It only computes, so where a guard of it fails it gives up, its callers give up
 * too, and the region goes back to the start of its statement: the generic code calls the function again, and
 * that nobody can notice. Its result is unboxed.
 */
public final class RegionCallees {
    private static final int MAX_CALLEES = 16;

    /** What the region needs where it is entered. */
    public final EntryPlan entry;

    private final Inputs inputs;
    private final Map<String, Callee> callees = new HashMap<>();
    private final List<Callee> inOrder = new ArrayList<>();
    private final Map<Callee, RegionBuilder> builders = new HashMap<>();

    /** A region that calls nothing yet. */
    public RegionCallees(EntryPlan entry, Inputs inputs) {
        this.entry = entry;
        this.inputs = inputs;
    }

    /** All functions, callees of callees included. */
    public List<Callee> all() {
        return inOrder;
    }

    /** How the function was built, or null if it is not yet. */
    public @Nullable RegionBuilder builder(Callee callee) {
        return builders.get(callee);
    }

    /**
     * The function for arguments of these shapes.
     *
     * @throws NotNumeric if it cannot be called so, or if it is not known yet what it returns
     */
    public Callee callee(long function, List<Shape> parameters) {
        StringBuilder key = new StringBuilder().append(function);
        parameters.forEach(shape -> key.append('|').append(shape.key()));
        Callee known = callees.get(key.toString());
        if (known == null) {
            known = make(function, parameters);
            callees.put(key.toString(), known);
            build(known);
        }
        if (known.refusal != null) {
            throw new NotNumeric(known.refusal);
        }
        if (known.result == null) {
            throw new NotNumeric("the result of " + known.name + " is not known");
        }
        return known;
    }

    private Callee make(long function, List<Shape> parameters) {
        Inputs.Callee source = inputs.callee(function);
        if (source == null) {
            throw new NotNumeric("a call of a function that is not plain");
        }
        String name = source.flow().image().name();
        Callee callee = new Callee(name, function, source, parameters);
        if (stores(source)) {
            callee.refusal = name + " stores to elements";
        } else if (callees.size() >= MAX_CALLEES) {
            callee.refusal = "too many functions are called";
        } else if (parameters.size() > Callee.MAX_PARAMETERS) {
            callee.refusal = name + " has too many arguments";
        } else if (source.flow().image().argCount() != parameters.size()) {
            callee.refusal = name + " is called with defaults";
        }
        return callee;
    }

    /** What is stored could be stored twice. */
    private static boolean stores(Inputs.Callee source) {
        List<Insn> insns = source.flow().insns();
        for (int i = 0; i < insns.size(); i++) {
            if (insns.get(i).opcode() == Opcode.STORE_SUBSCR) {
                return true;
            }
        }
        return false;
    }

    /** First the ways that return without recursion tell the result, then all is built with it. */
    private void build(Callee callee) {
        if (callee.refusal != null) {
            return;
        }
        try {
            RegionBuilder probe = new RegionBuilder(callee, this);
            probe.build();
            callee.result = probe.returned();
            if (callee.result == null) {
                throw new NotNumeric(callee.name + " returns no number");
            }
            inOrder.add(callee);
            RegionBuilder whole = new RegionBuilder(callee, this);
            whole.build();
            builders.put(callee, whole);
        } catch (NotNumeric reason) {
            callee.result = null;
            callee.refusal = String.valueOf(reason.getMessage());
            inOrder.remove(callee);
        }
    }
}
