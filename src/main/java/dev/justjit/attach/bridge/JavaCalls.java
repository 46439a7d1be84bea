package dev.justjit.attach.bridge;

import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.Jit;
import dev.justjit.attach.compilation.Listings;
import dev.justjit.attach.snapshot.BufferShapes;
import dev.justjit.attach.snapshot.FrameInputs;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.attach.snapshot.KnownBuiltins;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.code.Linker;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CallCode;
import dev.justjit.region.bound.BoundFunction;
import java.util.List;

/** What Java calls Python by. */
public final class JavaCalls implements CallCode {
    private final Jit jit;
    private final Snapshot snapshot = new Snapshot();
    private final KnownBuiltins builtins = new KnownBuiltins();
    private final BufferShapes buffers = new BufferShapes();

    /**
     * @param jit the compiler, attached
     */
    public JavaCalls(Jit jit) {
        this.jit = jit;
    }

    @Override
    public long method() {
        return jit.symbols().stub(Stub.CALL_FROM_JAVA);
    }

    @Override
    public Entry compile(long function, List<Integer> kinds) {
        try {
            return load(function, kinds);
        } catch (NotCompiled | OutOfCodeMemory | Linker.UnknownSymbol reason) {
            return new Refused(String.valueOf(reason.getMessage()));
        } catch (RuntimeException bug) {
            return new Refused("the compiler failed: " + bug);
        }
    }

    private Entry load(long function, List<Integer> kinds) {
        CodeImage image = snapshot.take(function, Native.getLong(function + PyFunction.CODE), true);
        FrameInputs live = FrameInputs.ofFunction(function, builtins, buffers, snapshot);
        FrozenInputs inputs =
                FrozenInputs.ofFunction(live, PortableImage.named(image).image(), function);
        BoundFunction made =
                BoundFunction.compile(
                        inputs, inputs.number(function), kinds, jit.isa(), Listings.isAsked(image));
        Listings.print(made.blob());
        return BoundCode.load(jit.loader(), made, inputs, function);
    }

    private record Refused(String refusal) implements Entry {
        @Override
        public long address() {
            return 0;
        }

        @Override
        public long freeAddress() {
            return 0;
        }

        @Override
        public void free() {}
    }
}
