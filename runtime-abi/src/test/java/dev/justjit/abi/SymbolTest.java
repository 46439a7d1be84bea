package dev.justjit.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every symbol in the tables is exported by a release build of CPython. */
class SymbolTest {
    @Test
    void everySymbolIsExported() throws Exception {
        Optional<TestPython> python = TestPython.find();
        assumeTrue(python.isPresent());
        if (!TestPython.hasProgram("nm")) {
            System.out.println("skipped: no nm to list the symbols with");
            assumeTrue(false);
        }
        Map<String, String> exported = new HashMap<>();
        String library = python.get().library().toString();
        for (String line : python.get().lines("nm", "-D", "--defined-only", library)) {
            String[] columns = line.split(" ", -1);
            exported.put(columns[2], columns[1]);
        }
        TreeSet<String> wrong = new TreeSet<>();
        for (Helper helper : Helper.values()) {
            if (!"T".equals(exported.get(helper.symbol()))) {
                wrong.add(helper.symbol());
            }
        }
        List<String> data = List.of("B", "D", "R");
        for (Global global : Global.values()) {
            if (!data.contains(exported.getOrDefault(global.symbol(), ""))) {
                wrong.add(global.symbol());
            }
        }
        assertEquals(new TreeSet<>(), wrong);
    }
}
