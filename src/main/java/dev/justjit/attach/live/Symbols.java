package dev.justjit.attach.live;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.Linker;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of pool symbols in this process. Addresses of exports, texts and strings are kept. */
public final class Symbols {
    private final Map<String, Long> exports = new HashMap<>();
    private final Map<String, Long> texts = new HashMap<>();
    private final Map<String, Long> strings = new HashMap<>();
    private final LibraryFunctions library = new LibraryFunctions();
    private final long jitData;
    private long stubBase;
    private int[] stubOffsets = new int[0];

    /** The stubs are said later. */
    public Symbols(long jitData) {
        this.jitData = jitData;
    }

    /** Where the shared stubs are: an address, and the offset of each by its ordinal. */
    public void stubsAt(long base, int[] offsets) {
        stubBase = base;
        stubOffsets = offsets;
    }

    /** Address of a stub. */
    public long stub(Stub stub) {
        return stubBase + stubOffsets[stub.ordinal()];
    }

    /** Where a blob finds the words of its loops and sites, and a region its function's code. */
    interface Surroundings {
        /** Address of the words of the loop. */
        long loop(int number);

        /** Address of the code at which a frame goes on at the unit. */
        long resume(int unit);

        /** What a region's inputs call so. */
        default long input(int number) {
            throw new Linker.UnknownSymbol("input " + number);
        }

        /** Address of a site's record. */
        default long site(int number) {
            throw new Linker.UnknownSymbol("site " + number);
        }
    }

    /** Of code without loops that was compiled for the inputs. */
    static Surroundings withInputs(FrozenInputs inputs) {
        return new Surroundings() {
            @Override
            public long loop(int number) {
                return NO_LOOPS.loop(number);
            }

            @Override
            public long resume(int unit) {
                return NO_LOOPS.resume(unit);
            }

            @Override
            public long input(int number) {
                return inputs.value(number);
            }
        };
    }

    /** Of code without loops. */
    public static final Surroundings NO_LOOPS =
            new Surroundings() {
                @Override
                public long loop(int number) {
                    throw new Linker.UnknownSymbol("loop " + number);
                }

                @Override
                public long resume(int unit) {
                    throw new Linker.UnknownSymbol("unit " + unit);
                }
            };

    /** Resolver for one blob. {@code code} is 0 for the stubs. */
    public Linker.Resolver forBlob(long code, long address, long data, Surroundings surroundings) {
        return forBlob(code, address, data, surroundings, null);
    }

    /**
     * The same for code with inline caches.
     *
     * @param live what it was compiled from: the interpreter may have put other objects into its caches
     *     since, for other versions of types
     */
    Linker.Resolver forBlob(
            long code,
            long address,
            long data,
            Surroundings surroundings,
            @Nullable LiveCode live) {
        return new BlobResolver(code, address, data, surroundings, live);
    }

    /** See {@link #forBlob}. */
    private final class BlobResolver implements Linker.Resolver {
        private final long code;
        private final long address;
        private final long data;
        private final Surroundings surroundings;
        private final @Nullable LiveCode live;

        BlobResolver(
                long code,
                long address,
                long data,
                Surroundings surroundings,
                @Nullable LiveCode live) {
            this.code = code;
            this.address = address;
            this.data = data;
            this.surroundings = surroundings;
            this.live = live;
        }

        private LiveCode live(Symbol symbol) {
            if (live == null) {
                throw new Linker.UnknownSymbol(symbol.label());
            }
            return live;
        }

        private CodeImage imageOf(Symbol symbol) {
            return live(symbol).group().images().get(CodeGroup.codeOf(symbol.index()));
        }

        private int unitOf(Symbol symbol) {
            return CodeGroup.unitOf(symbol.index());
        }

        private long codeOf(Symbol symbol) {
            boolean own = symbol.name().isEmpty();
            return own ? code : live(symbol).code(Integer.parseInt(symbol.name()));
        }

        @Override
        public long resolve(Symbol symbol) {
            return switch (symbol.kind()) {
                case EXPORT -> export(symbol.name());
                case EXPORT_VALUE -> Native.getLong(export(symbol.name()));
                case STUB -> stub(Stub.valueOf(symbol.name()));
                case CONSTANT -> item(codeOf(symbol), PyCode.CONSTS, symbol.index());
                case INLINED_VERSION ->
                        Native.getInt(live(symbol).code(symbol.index()) + PyCode.VERSION);
                case NAME -> item(codeOf(symbol), PyCode.NAMES, symbol.index());
                case LOCAL_NAME -> item(codeOf(symbol), PyCode.LOCALSPLUSNAMES, symbol.index());
                case CODE -> codeOf(symbol) + symbol.index();
                case SELF -> address + symbol.index();
                case BLOB_DATA -> data + symbol.index();
                case LOOP -> surroundings.loop(symbol.index());
                case SITE -> surroundings.site(symbol.index());
                case INPUT -> surroundings.input(symbol.index());
                case RESUME -> surroundings.resume(symbol.index());
                case JIT_DATA -> jitData;
                case STRING -> string(symbol.name());
                case LIBRARY -> library.find(symbol.name());
                case CACHED_OBJECT -> imageOf(symbol).cachedAddress(unitOf(symbol));
                case CACHED_VERSION -> imageOf(symbol).cached32(unitOf(symbol));
                case CACHED_KEYS_VERSION -> imageOf(symbol).cached16(unitOf(symbol));
                case TEXT -> text(symbol.name());
                case NUMBER -> Long.parseUnsignedLong(symbol.name(), 16);
            };
        }
    }

    private static long item(long code, int field, int index) {
        return Objects.tupleItem(Native.getLong(code + field), index);
    }

    long export(String name) {
        Long known = exports.get(name);
        if (known == null) {
            known = Native.symbol(name);
            if (known == 0) {
                throw new Linker.UnknownSymbol(name);
            }
            exports.put(name, known);
        }
        return known;
    }

    /** Looks the exported ones up beforehand, which needs no GIL. */
    public void lookUp(List<Symbol> symbols) {
        for (int i = 0; i < symbols.size(); i++) {
            Symbol.Kind kind = symbols.get(i).kind();
            if (kind == Symbol.Kind.EXPORT || kind == Symbol.Kind.EXPORT_VALUE) {
                export(symbols.get(i).name());
            }
        }
    }

    private long text(String text) {
        Long known = texts.get(text);
        if (known == null) {
            known = Native.cString(text);
            texts.put(text, known);
        }
        return known;
    }

    /** Interned strings are kept for the life of the process. */
    long string(String text) {
        Long known = strings.get(text);
        if (known == null) {
            known = Objects.intern(text);
            if (known == 0) {
                Native.call(export(Helper.PYERR_CLEAR.symbol()));
                throw new Linker.UnknownSymbol("'" + text + "'");
            }
            strings.put(text, known);
        }
        return known;
    }
}
