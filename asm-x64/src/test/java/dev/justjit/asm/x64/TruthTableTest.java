package dev.justjit.asm.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The encoder gives the bytes of GNU as and the text of objdump for every line of the table. */
class TruthTableTest {
    @Test
    void bytesAreThoseOfTheTable() throws Exception {
        List<TableLine> table = TableLine.readAll();
        assertTrue(table.size() >= 3000, "table has only " + table.size() + " lines");
        List<String> wrong = new ArrayList<>();
        for (TableLine line : table) {
            TextAssembler.Result result = TextAssembler.assemble(line);
            if (!result.hex().equals(line.hex())) {
                wrong.add(line + " but was " + result.hex());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void listingIsThatOfObjdump() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (TableLine line : TableLine.readAll()) {
            String expected = line.text().replaceAll("\\.[+-]0x.*|(?<=\\[rip).*(?=])", "");
            String text = TextAssembler.assemble(line).text();
            if (!text.replaceAll("\\+?L1", "").equals(expected)) {
                wrong.add(line + " but was " + text);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyInstructionMethodIsInTheTable() throws Exception {
        List<String> text = new ArrayList<>();
        for (TableLine line : TableLine.readAll()) {
            text.add(Instruction.parse(line.text()).mnemonic());
        }
        List<String> others =
                List.of(
                        "bind",
                        "position",
                        "finish",
                        "align",
                        "embed",
                        "embedBytes",
                        "newLabel",
                        "newNearLabel",
                        "comment",
                        "listing",
                        "jcc",
                        "jccShort",
                        "jmpShort",
                        "callOutside",
                        "cmpOutside",
                        "jmpOutside",
                        "setcc",
                        "cmovcc");
        List<String> missing = new ArrayList<>();
        for (var method : X64Assembler.class.getMethods()) {
            String name = method.getName().replaceAll("Cl$", "");
            boolean inherited = method.getDeclaringClass() == Object.class;
            if (!inherited && !others.contains(name) && !text.contains(name)) {
                missing.add(name);
            }
        }
        assertEquals(List.of(), missing);
    }
}
