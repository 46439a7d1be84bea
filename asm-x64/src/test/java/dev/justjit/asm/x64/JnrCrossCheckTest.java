package dev.justjit.asm.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The table against jnr-x86asm. Left out are the forms it encodes wrongly and those where it makes
 * another valid choice.
 */
class JnrCrossCheckTest {
    private static final Set<String> TWO_DIRECTIONS =
            Set.of("mov", "add", "or", "adc", "sbb", "and", "sub", "xor", "cmp");

    @Test
    void sameBytesWhereItIsRight() throws Exception {
        int same = 0;
        List<String> different = new ArrayList<>();
        for (TableLine line : TableLine.readAll()) {
            Instruction instruction = Instruction.parse(line.text());
            Optional<String> theirs = JnrAssembler.assemble(instruction);
            if (theirs.isPresent() && !isWrong(instruction) && !isOtherChoice(instruction)) {
                if (theirs.get().equals(line.hex())) {
                    same++;
                } else {
                    different.add(line + " but there " + theirs.get());
                }
            }
        }
        System.out.println("forms equal to jnr-x86asm: " + same);
        assertEquals(List.of(), different);
        assertTrue(same > 3000, "only " + same + " forms compared");
    }

    /** No REX for spl, bpl, sil, dil; no 0x66 or REX.W in bit tests and conversions. */
    private static boolean isWrong(Instruction instruction) {
        for (Operand operand : instruction.operands()) {
            if (operand instanceof Operand.Reg reg
                    && reg.size() == Size.B8
                    && reg.gpr().compareTo(Gpr.RSP) >= 0
                    && reg.gpr().compareTo(Gpr.RDI) <= 0) {
                return true;
            }
        }
        return Set.of("bt", "bts", "btr", "cvtsi2sd", "cdqe").contains(instruction.mnemonic());
    }

    /** The other direction between registers, no imm8 with the accumulator, no short xchg. */
    private static boolean isOtherChoice(Instruction instruction) {
        List<Operand> operands = instruction.operands();
        if (operands.size() != 2 || !(operands.get(0) instanceof Operand.Reg first)) {
            return false;
        }
        if (instruction.mnemonic().equals("xchg")) {
            return operands.get(1).equals(new Operand.Reg(first.size(), Gpr.RAX));
        }
        boolean accumulator = first.gpr() == Gpr.RAX && operands.get(1) instanceof Operand.Imm;
        boolean directed = accumulator || operands.get(1) instanceof Operand.Reg;
        return TWO_DIRECTIONS.contains(instruction.mnemonic()) && directed;
    }
}
