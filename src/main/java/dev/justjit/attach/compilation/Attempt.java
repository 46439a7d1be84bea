package dev.justjit.attach.compilation;

import dev.justjit.compile.NotCompiled;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What came of compiling something: the product, or why there is none. Written by the thread that compiles
 * before the one that reads is told.
 *
 * @param <T> the product
 */
final class Attempt<T> {
    private @Nullable T product;
    private @Nullable String refusal;
    private @Nullable Throwable bug;
    private long nanos;

    /** Compiles, or does a part of it. Errors of the compiler itself are kept, too. */
    void run(Supplier<? extends @Nullable T> work) {
        long start = System.nanoTime();
        refusal = null;
        bug = null;
        try {
            product = work.get();
        } catch (NotCompiled reason) {
            refusal = String.valueOf(reason.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            refusal = "compiler error: " + failure;
            bug = failure;
        }
        nanos += System.nanoTime() - start;
    }

    /** The product, or null. */
    @Nullable T product() {
        return product;
    }

    /** Why there is none. */
    String refusal() {
        return String.valueOf(refusal);
    }

    /** An error of the compiler itself, or null. */
    @Nullable Throwable bug() {
        return bug;
    }

    /** What it took. */
    long nanos() {
        return nanos;
    }
}
