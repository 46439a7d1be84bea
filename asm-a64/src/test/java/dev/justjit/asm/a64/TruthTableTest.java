package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The encoder gives the words of GNU as and the text of objdump for every line of the table. */
class TruthTableTest {
    @Test
    void wordsAreThoseOfTheTable() throws Exception {
        List<TableLine> table = TableLine.readAll();
        assertTrue(table.size() >= 6000, "table has only " + table.size() + " lines");
        List<String> wrong = new ArrayList<>();
        for (TableLine line : table) {
            TextAssembler.Result result = TextAssembler.assemble(line);
            if (!result.word().equals(line.word())) {
                wrong.add(line + " but was " + result.word());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void listingIsThatOfObjdump() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (TableLine line : TableLine.readAll()) {
            if (line.mnemonic().equals("movz") || line.mnemonic().equals("movn")) {
                continue;
            }
            String expected = line.text().replaceAll("\\.[+-].*", "L1");
            String text = TextAssembler.assemble(line).text();
            if (!text.equals(expected)) {
                wrong.add(line + " but was " + text);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyInstructionMethodIsInTheTable() throws Exception {
        List<String> text = new ArrayList<>();
        for (TableLine line : TableLine.readAll()) {
            text.add(line.mnemonic());
        }
        Set<String> others =
                Set.of(
                        "bind",
                        "position",
                        "finish",
                        "align",
                        "embed",
                        "embedBytes",
                        "embedDistance",
                        "newLabel",
                        "comment",
                        "listing",
                        "sbfm",
                        "bfm",
                        "ubfm");
        List<String> missing = new ArrayList<>();
        for (var method : A64Assembler.class.getMethods()) {
            String name = method.getName();
            boolean inherited = method.getDeclaringClass() == Object.class;
            if (!inherited && !others.contains(name) && !text.contains(name)) {
                missing.add(name);
            }
        }
        assertEquals(List.of(), missing);
    }
}
