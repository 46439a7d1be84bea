package dev.justjit.region.alloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Isa;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.LiveSets;
import dev.justjit.region.ir.Liveness;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import dev.justjit.region.ir.Val;
import dev.justjit.region.opt.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Places of values: what is needed later is overwritten by nobody. */
class AllocatorTest {
    private static final Op.Kind[] INTS = {
        Op.Kind.MOVE, Op.Kind.ADD, Op.Kind.MUL, Op.Kind.SHL, Op.Kind.FLOOR_DIV, Op.Kind.XOR
    };
    private static final Op.Kind[] DOUBLES = {
        Op.Kind.DMOVE, Op.Kind.DADD, Op.Kind.DMUL, Op.Kind.DPOW
    };

    private final Random random = new Random(11);
    private final VRegs made = new VRegs();
    private final List<VReg> ints = new ArrayList<>();
    private final List<VReg> doubles = new ArrayList<>();

    private void registers(int count) {
        for (int i = 0; i < count; i++) {
            ints.add(made.named(VReg.Bank.GENERAL, "i" + i));
            doubles.add(made.named(VReg.Bank.DOUBLE, "d" + i));
        }
    }

    private VReg any(List<VReg> from) {
        return from.get(random.nextInt(from.size()));
    }

    private VReg anyInt() {
        return random.nextInt(6) == 0 ? made.constantInt(random.nextInt(3)) : any(ints);
    }

    private VReg anyDouble() {
        return random.nextInt(6) == 0 ? made.constantDouble(random.nextInt(3)) : any(doubles);
    }

    private Exit exit() {
        Exit exit = new Exit(new Checkpoint(0, new Val[0], new Val[0]), "test", 0, false);
        exit.held = List.of(any(ints), any(doubles));
        return exit;
    }

    private Op operation() {
        boolean isDouble = random.nextBoolean();
        Op.Kind kind =
                isDouble
                        ? DOUBLES[random.nextInt(DOUBLES.length)]
                        : INTS[random.nextInt(INTS.length)];
        Op op =
                isDouble
                        ? new Op(kind, any(doubles), anyDouble(), anyDouble(), 0)
                        : new Op(kind, any(ints), anyInt(), anyInt(), 0);
        return random.nextInt(4) == 0 ? op.leaving(exit()) : op;
    }

    private List<Block> blocks(int count) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Block block = new Block(i, i);
            for (int j = random.nextInt(6); j > 0; j--) {
                block.ops.add(operation());
            }
            blocks.add(block);
        }
        for (Block block : blocks) {
            if (random.nextInt(5) == 0) {
                block.exit = exit();
                continue;
            }
            block.next = blocks.get(random.nextInt(count));
            if (random.nextBoolean()) {
                block.taken = blocks.get(random.nextInt(count));
                block.condition = Condition.ofInts(Cond.LT, any(ints), any(ints), 0);
            }
        }
        return Order.of(blocks);
    }

    @Test
    void nothingThatIsNeededIsOverwritten() {
        for (int round = 0; round < 300; round++) {
            AllocatorTest one = new AllocatorTest();
            one.random.setSeed(round);
            one.registers(1 + round % 25);
            List<Block> blocks = one.blocks(1 + one.random.nextInt(12));
            int words =
                    new Allocator(blocks, one.made.all(), List.of(), SpillSlots.OF_REGION).run();
            one.check(blocks, words);
        }
    }

    private void check(List<Block> blocks, int words) {
        Set<Integer> used = new HashSet<>();
        for (VReg reg : made.all()) {
            if (reg.word >= 0) {
                assertTrue(used.add(reg.word), "a word for two registers");
            }
            boolean hasPlace = reg.reg != null || reg.freg != null || reg.word >= 0;
            assertTrue(hasPlace || reg.constant != null || !reg.isLive(), reg.name);
        }
        assertEquals(words, used.size());
        LiveSets live = new LiveSets(blocks);
        for (Block block : blocks) {
            for (int i = 0; i <= block.ops.size(); i++) {
                apart(live.before(block, i));
            }
            for (int i = 0; i < block.ops.size(); i++) {
                written(block.ops.get(i), live.before(block, i + 1));
            }
        }
    }

    /** Values that are live at the same time. */
    private static void apart(Set<VReg> live) {
        Set<String> places = new HashSet<>();
        for (VReg reg : live) {
            String place = reg.place(Isa.X64);
            if (reg.constant == null || !place.equals("nowhere")) {
                assertTrue(places.add(place), place + " holds two values");
            }
        }
    }

    private static void written(Op op, Set<VReg> after) {
        VReg result = op.dst;
        if (result == null || !result.isLive()) {
            return;
        }
        Set<VReg> kept = new HashSet<>(after);
        if (op.exit != null) {
            kept.addAll(op.exit.uses());
        }
        if (op.writesEarly()) {
            kept.addAll(Liveness.uses(op));
        }
        kept.remove(result);
        for (VReg other : kept) {
            String place = other.place(Isa.X64);
            if (!place.equals("nowhere")) {
                assertNotEquals(result.place(Isa.X64), place, op + " overwrites " + other.name);
            }
        }
    }

    @Test
    void fewValuesNeedNoWords() {
        registers(4);
        List<Block> blocks = blocks(8);
        assertEquals(0, new Allocator(blocks, made.all(), List.of(), SpillSlots.OF_REGION).run());
    }

    @Test
    void whatIsUsedInTheLoopStaysInRegisters() {
        registers(20);
        Block before = new Block(0, 0);
        Block loop = new Block(1, 1);
        Block after = new Block(2, 2);
        for (VReg reg : ints) {
            before.ops.add(new Op(Op.Kind.SET, reg, null, null, 1));
            after.ops.add(new Op(Op.Kind.ADD, ints.get(0), ints.get(0), reg, 0));
        }
        VReg hot = ints.get(13);
        loop.ops.add(new Op(Op.Kind.ADD, hot, hot, hot, 0));
        loop.condition = Condition.ofInts(Cond.LT, hot, null, 100);
        loop.taken = loop;
        before.next = loop;
        loop.next = after;
        after.exit = exit();
        int words =
                new Allocator(
                                Order.of(List.of(before, loop, after)),
                                made.all(),
                                List.of(),
                                SpillSlots.OF_REGION)
                        .run();
        assertTrue(words >= 12, "20 values, 8 registers, " + words + " words");
        assertFalse(hot.reg == null, "the hot value is in a word");
    }
}
