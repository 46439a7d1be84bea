package dev.justjit.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;

/** Makes Python functions into objects of functional interfaces. */
final class Binder {
    private final Python python;
    private final Retired retired;

    Binder(Python python) {
        this.python = python;
        retired = new Retired(python.gil());
    }

    /** See {@link Python#bind}. */
    <T> T bind(String name, Class<T> type) {
        Signature signature = Signature.of(type);
        PyFunction function = python.function(name);
        boolean done = false;
        try {
            BoundCall call;
            Caller caller = python.gil().enter();
            try {
                call = new BoundCall(python, function, name, signature, retired);
            } finally {
                caller.leave();
            }
            T bound = type.cast(implement(signature, call));
            done = true;
            return bound;
        } finally {
            if (!done) {
                function.close();
            }
        }
    }

    private static Object implement(Signature signature, BoundCall call) {
        Class<?> type = signature.type();
        Lookup here = MethodHandles.lookup();
        try {
            Lookup lookup =
                    isSeenFrom(here, type) ? here : MethodHandles.privateLookupIn(type, here);
            String folder = lookup.lookupClass().getPackageName().replace('.', '/');
            String name = (folder.isEmpty() ? "" : folder + "/") + "Bound" + type.getSimpleName();
            byte[] bytes = BoundClass.of(signature, name);
            Lookup made = lookup.defineHiddenClass(bytes, true);
            return made.findConstructor(
                            made.lookupClass(), MethodType.methodType(void.class, BoundCall.class))
                    .invoke(call);
        } catch (IllegalAccessException closed) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " cannot be implemented here: it has to be public and exported, or open to this module",
                    closed);
        } catch (Error | RuntimeException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Whether a class of this package can implement the interface. */
    private static boolean isSeenFrom(Lookup here, Class<?> type) throws IllegalAccessException {
        if (!isPublic(type)) {
            return false;
        }
        try {
            here.accessClass(type);
            ClassLoader ours = here.lookupClass().getClassLoader();
            return Class.forName(type.getName(), false, ours) == type;
        } catch (ClassNotFoundException | IllegalAccessException elsewhere) {
            return false;
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }
}
