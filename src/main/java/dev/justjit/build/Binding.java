package dev.justjit.build;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeImage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each parameter of a function gets in a call.
 *
 * @param sources by parameter: the number of an argument, or of a default value as its complement
 * @param rest how many of the arguments, the last ones, are the tuple of those that have no parameter
 */
record Binding(int[] sources, int rest) {
    private static final int MISSING = Integer.MIN_VALUE;

    /**
     * What a call passes, or null if it does not pass what the function wants, or passes it in a way that is not inlined.
     *
     * @param count number of arguments
     * @param names of those that are passed by name, the last ones
     */
    static @Nullable Binding of(CodeImage image, Callee callee, int count, List<String> names) {
        int parameters = image.argCount();
        int positional = count - names.size();
        boolean gathers = image.has(PyCode.CO_VARARGS);
        int rest = gathers ? positional - parameters : 0;
        if (rest < (gathers ? 1 : 0)
                || gathers && !names.isEmpty()
                || positional - rest > parameters) {
            return null; // no rest is an object that exists
        }
        int[] sources = new int[parameters + (gathers ? 1 : 0)];
        Arrays.fill(sources, MISSING);
        for (int i = 0; i < positional - rest; i++) {
            sources[i] = i;
        }
        if (gathers) {
            sources[parameters] = parameters;
        }
        for (int i = 0; i < names.size(); i++) {
            int place = image.localNames().indexOf(names.get(i));
            boolean free = place >= callee.positionalOnly() && place < parameters;
            if (!free || sources[place] != MISSING) {
                return null;
            }
            sources[place] = positional + i;
        }
        for (int i = 0; i < parameters; i++) {
            int value = i - (parameters - callee.defaults());
            if (sources[i] == MISSING && value < 0) {
                return null;
            }
            sources[i] = sources[i] == MISSING ? ~value : sources[i];
        }
        return new Binding(sources, rest);
    }

    /** Whether default values are used. */
    boolean usesDefaults() {
        return Arrays.stream(sources).anyMatch(source -> source < 0);
    }

    /** Number of parameters. */
    int size() {
        return sources.length;
    }
}
