package dev.justjit.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of functions keeps its own rules. */
class HelperTest {
    private static String constantName(String symbol) {
        return symbol.replaceFirst("^_+", "").toUpperCase(Locale.ROOT);
    }

    @Test
    void constantsAreNamedAfterSymbols() {
        for (Helper helper : Helper.values()) {
            assertEquals(constantName(helper.symbol()), helper.name());
        }
        for (Global global : Global.values()) {
            if (global.kind() == Global.Kind.TYPE || global.isPointerVariable()) {
                assertEquals(constantName(global.symbol()), global.name());
            }
        }
    }

    @Test
    void noSymbolIsThereTwice() {
        Set<String> seen = new HashSet<>();
        for (Helper helper : Helper.values()) {
            assertTrue(seen.add(helper.symbol()), helper.symbol());
        }
        for (Global global : Global.values()) {
            assertTrue(seen.add(global.symbol()), global.symbol());
        }
    }

    @Test
    void errorsFitResults() {
        for (Helper helper : Helper.values()) {
            ErrorValue error = helper.errorValue();
            boolean isNull = error == ErrorValue.NULL || error == ErrorValue.NULL_IF_RAISED;
            boolean isNumber = !isNull && error != ErrorValue.NONE && error != ErrorValue.ALWAYS;
            switch (helper.result()) {
                case VOID -> assertEquals(ErrorValue.NONE, error, helper.name());
                case NEW, BORROWED -> assertFalse(isNumber, helper.name());
                case STATUS, VALUE32 -> assertFalse(isNull, helper.name());
                case DOUBLE -> assertEquals(ErrorValue.MINUS_ONE_IF_RAISED, error, helper.name());
                case VALUE -> assertNotEquals(ErrorValue.ALWAYS, error, helper.name());
            }
        }
    }

    @Test
    void argumentsFitIntoRegisters() {
        for (Helper helper : Helper.values()) {
            List<Role> arguments = helper.arguments();
            assertEquals(helper.argumentCount(), arguments.size());
            assertTrue(arguments.size() <= 6, helper.name());
            assertFalse(arguments.lastIndexOf(Role.TSTATE) > 0, helper.name());
            for (int i = 0; i < arguments.size(); i++) {
                assertEquals(arguments.get(i), helper.argument(i));
            }
        }
    }

    @Test
    void knownRows() {
        assertTrue(Helper.PYNUMBER_ADD.runsPython());
        assertFalse(Helper.PYLONG_FROMLONG.runsPython());
        assertTrue(Helper.PY_DEALLOC.runsPython());
        assertEquals(
                List.of(Role.OBJECT, Role.STOLEN, Role.STOLEN),
                Helper.PYDICT_SETITEM_TAKE2.arguments());
        assertEquals(ErrorValue.NULL_IF_RAISED, Helper.PYDICT_LOADGLOBAL.errorValue());
        assertEquals("_PyList_Extend", Helper.PYLIST_EXTEND.symbol());
        assertEquals(List.of(Role.DOUBLE), Helper.PYFLOAT_FROMDOUBLE.arguments());
        assertTrue(Global.PYEXC_KEYERROR.isPointerVariable());
        assertFalse(Global.PYLONG_TYPE.isPointerVariable());
    }
}
