package dev.justjit.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkerTest {
    @Test
    void poolSlotsGetTheirValuesInOrder() {
        byte[] code = new byte[24];
        code[0] = 7;
        Linker.link(
                code,
                8,
                List.of(Symbol.constant(1), Symbol.name(2)),
                symbol -> symbol.kind() == Symbol.Kind.CONSTANT ? 0x0102030405060708L : -2L);
        assertArrayEquals(
                new byte[] {
                    7, 0, 0, 0, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, -2, -1, -1, -1, -1, -1, -1, -1
                },
                code);
    }

    @Test
    void relocationsAreDistancesFromTheirEndAndLowerHalves() {
        byte[] code = new byte[9];
        code[8] = 7;
        Linker.relocate(
                code,
                0x7f0000001000L,
                List.of(
                        new Relocation(0, Relocation.Kind.DISTANCE, Symbol.stub("a")),
                        new Relocation(4, Relocation.Kind.LOWER_HALF, Symbol.code(8))),
                symbol -> symbol.kind() == Symbol.Kind.CODE ? 0x7fff_8765_4321L : 0x7f0000000ff4L);
        assertArrayEquals(new byte[] {-16, -1, -1, -1, 0x21, 0x43, 0x65, (byte) 0x87, 7}, code);
    }

    @Test
    void whatIsTooFarIsRefused() {
        List<Relocation> far =
                List.of(new Relocation(0, Relocation.Kind.DISTANCE, Symbol.stub("a")));
        assertThrows(
                IllegalArgumentException.class,
                () -> Linker.relocate(new byte[4], 0, far, symbol -> (1L << 31) + 4));
        Linker.relocate(new byte[4], 0, far, symbol -> (1L << 31) + 3);
    }

    @Test
    void aMissingSymbolIsNamed() {
        Linker.UnknownSymbol e =
                assertThrows(
                        Linker.UnknownSymbol.class,
                        () ->
                                Linker.link(
                                        new byte[8],
                                        0,
                                        List.of(Symbol.export("PyNo_Such")),
                                        symbol -> {
                                            throw new Linker.UnknownSymbol(symbol.name());
                                        }));
        assertEquals("symbol PyNo_Such is not there", e.getMessage());
    }
}
