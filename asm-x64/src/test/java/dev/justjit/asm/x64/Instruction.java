package dev.justjit.asm.x64;

import java.util.ArrayList;
import java.util.List;

/**
 * An instruction in Intel syntax, taken apart.
 *
 * @param mnemonic its name
 * @param operands its operands, the destination first
 */
record Instruction(String mnemonic, List<Operand> operands) {
    static Instruction parse(String text) {
        String[] parts = text.split(" ", 2);
        List<Operand> operands = new ArrayList<>();
        if (parts.length == 2) {
            for (String operand : parts[1].split(",", -1)) {
                operands.add(Operand.parse(operand));
            }
        }
        return new Instruction(parts[0], operands);
    }
}
