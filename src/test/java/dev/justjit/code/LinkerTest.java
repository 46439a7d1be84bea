package dev.justjit.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
