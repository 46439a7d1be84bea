package dev.justjit.region.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Loops;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.BlockMachine;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Copies of loops do what the loops did, with fewer operations. */
class UnrollerTest {
    private static final int OUTER = 10;
    private static final int INNER = 20;
    private static final int LINES = 300;

    private final VRegs regs = new VRegs();
    private final List<Block> blocks = new ArrayList<>();
    private final Map<VReg, Long> start = new HashMap<>();
    private Random random = new Random(0);

    private VReg reg(String name) {
        return regs.named(VReg.Bank.GENERAL, name);
    }

    private Block block(int unit) {
        Block block = new Block(blocks.size(), unit);
        blocks.add(block);
        return block;
    }

    private Op op(Op.Kind kind, String dst, String a, long immediate) {
        return new Op(
                kind, dst == null ? null : reg(dst), a == null ? null : reg(a), null, immediate);
    }

    private Op op(Op.Kind kind, String dst, String a, String b) {
        return new Op(kind, reg(dst), reg(a), reg(b), 0);
    }

    private static Loops.Loop loopAt(int unit) {
        return switch (unit) {
            case OUTER -> new Loops.Loop(OUTER, 39, false, false);
            case INNER -> new Loops.Loop(INNER, 29, false, false);
            default -> null;
        };
    }

    private Exit exit(int unit) {
        Exit exit = new Exit(Checkpoint.none(unit), "test", unit, false);
        exit.held = List.of(any(), any());
        return exit;
    }

    private List<Block> copied() {
        List<Block> ordered = Order.of(Unroller.unroll(copyOf(blocks), UnrollerTest::loopAt, regs));
        Redundancy.remove(ordered);
        return ordered;
    }

    /** Blocks are changed by copying. */
    private static List<Block> copyOf(List<Block> blocks) {
        Map<Block, Block> copies = new HashMap<>();
        blocks.forEach(block -> copies.put(block, new Block(block.id, block.unit)));
        for (Block block : blocks) {
            Block copy = copies.get(block);
            copy.ops.addAll(block.ops);
            copy.condition = block.condition;
            copy.exit = block.exit;
            copy.next = copies.get(block.next);
            copy.taken = copies.get(block.taken);
        }
        return blocks.stream().map(copies::get).toList();
    }

    // ---- one loop ----

    /** {@code while i < n: t = x + y; i += t; hold(i)}. */
    private void simpleLoop(int holds) {
        Block entry = block(0);
        Block header = block(INNER);
        Block body = block(INNER + 1);
        Block end = block(50);
        entry.next = header;
        header.condition = Condition.ofInts(Cond.GE, reg("i"), reg("n"), 0);
        header.taken = end;
        header.next = body;
        body.ops.add(op(Op.Kind.ADD_WRAP, "t", "x", "y"));
        body.ops.add(op(Op.Kind.ADD_WRAP, "i", "i", "t"));
        for (int i = 0; i < holds; i++) {
            body.ops.add(op(Op.Kind.HOLD, null, "i", 0));
        }
        body.ops.add(new Op(Op.Kind.SAFEPOINT, null, null, null, 0).leaving(exit(INNER)));
        body.next = header;
        end.exit = exit(50);
        start.putAll(Map.of(reg("n"), 40L, reg("x"), 1L, reg("y"), 0L));
    }

    @Test
    void whatDoesNotChangeIsComputedOnce() {
        simpleLoop(1);
        List<Block> copies = copied();
        long sums =
                copies.stream().flatMap(b -> b.ops.stream()).filter(o -> o.dst == reg("t")).count();
        assertEquals(1, sums);
        assertEquals(
                BlockMachine.run(blocks, start, LINES), BlockMachine.run(copies, start, LINES));
    }

    @Test
    void oneOfSeveralIterationsHasASafepoint() {
        simpleLoop(1);
        assertEquals(40, BlockMachine.safepoints(blocks, start, LINES));
        assertEquals(10, BlockMachine.safepoints(copied(), start, LINES), 1);
    }

    @Test
    void longLoopsStayAsTheyAre() {
        simpleLoop(100);
        assertEquals(blocks.size(), copied().size());
    }

    @Test
    void aLoopInALoopIsFoundByItsBytecode() {
        // the outer loop's later iterations start behind the inner loop
        Block entry = block(0);
        Block inner = block(INNER);
        Block latch = block(OUTER + 1);
        Block end = block(50);
        entry.next = inner;
        inner.ops.add(op(Op.Kind.ADD_WRAP, "i", "i", 1));
        inner.ops.add(new Op(Op.Kind.SAFEPOINT, null, null, null, 0).leaving(exit(INNER)));
        inner.condition = Condition.ofInts(Cond.LT, reg("i"), null, 10);
        inner.taken = inner;
        inner.next = latch;
        latch.ops.add(op(Op.Kind.SET, "i", null, 0));
        latch.ops.add(op(Op.Kind.ADD_WRAP, "o", "o", 1));
        latch.ops.add(op(Op.Kind.HOLD, null, "o", 0));
        latch.condition = Condition.ofInts(Cond.LT, reg("o"), null, 10);
        latch.taken = inner;
        latch.next = end;
        end.exit = exit(50);
        List<Block> copies = copied();
        assertEquals(blocks.size() + 3, copies.size());
        assertEquals(
                BlockMachine.run(blocks, start, LINES), BlockMachine.run(copies, start, LINES));
    }

    // ---- any loops ----

    private VReg any() {
        return reg("r" + random.nextInt(5));
    }

    private Op anyOp() {
        int number = random.nextInt(8) - 2;
        Op op =
                switch (random.nextInt(10)) {
                    case 0 -> new Op(Op.Kind.SET, any(), null, null, number);
                    case 1 -> new Op(Op.Kind.MOVE, any(), any(), null, 0);
                    case 2 -> new Op(Op.Kind.SUB_WRAP, any(), any(), null, number);
                    case 3 -> new Op(Op.Kind.AND, any(), any(), any(), 0);
                    case 4 -> new Op(Op.Kind.XOR, any(), any(), any(), 0);
                    case 5, 6 -> item();
                    case 7 -> {
                        Op store = new Op(Op.Kind.STORE_OBJECT, null, list(), any(), 0);
                        store.c = any();
                        yield store;
                    }
                    case 8 -> {
                        Condition condition = Condition.ofInts(Cond.EQ, any(), null, 77);
                        yield new Op(Op.Kind.GUARD, null, null, null, 0).with(condition);
                    }
                    default -> new Op(Op.Kind.ADD_WRAP, any(), any(), any(), 0);
                };
        return op.leaving(exit(random.nextInt(100)));
    }

    private Op item() {
        VReg temporary = regs.temporary(VReg.Bank.GENERAL);
        start.put(temporary, 1L);
        return new Op(
                Op.Kind.LIST_ITEM, random.nextBoolean() ? any() : temporary, list(), any(), 0);
    }

    private VReg list() {
        return reg("list" + random.nextInt(3));
    }

    private Condition anyCondition() {
        Cond cond = List.of(Cond.LT, Cond.GE, Cond.EQ, Cond.NE).get(random.nextInt(4));
        return Condition.ofInts(
                cond, any(), random.nextBoolean() ? any() : null, random.nextInt(4));
    }

    /** Blocks of both loops, of what is around them, and ways between any of them. */
    private void anyBlocks(long seed) {
        random = new Random(seed);
        blocks.clear();
        start.clear();
        int[] units = {0, OUTER, INNER, INNER, INNER + 2, INNER + 4, INNER + 6, OUTER + 22, 60};
        for (int unit : units) {
            block(unit);
        }
        for (Block block : blocks) {
            int ops = random.nextInt(4);
            for (int i = 0; i < ops; i++) {
                block.ops.add(anyOp());
            }
            block.ops.add(new Op(Op.Kind.HOLD, null, any(), null, 0));
            if (random.nextInt(12) == 0) {
                block.exit = exit(block.unit);
                continue;
            }
            if (random.nextBoolean()) {
                block.ops.add(new Op(Op.Kind.SAFEPOINT, null, null, null, 0));
            }
            block.next = blocks.get(1 + random.nextInt(units.length - 1));
            if (random.nextInt(3) > 0) {
                block.condition = anyCondition();
                block.taken = blocks.get(1 + random.nextInt(units.length - 1));
            }
        }
        for (int i = 0; i < 5; i++) {
            start.put(reg("r" + i), (long) random.nextInt(5));
        }
        for (int i = 0; i < 3; i++) {
            start.put(reg("list" + i), (long) random.nextInt(3));
        }
    }

    @Test
    void copiesDoWhatTheLoopsDo() {
        int fewer = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            anyBlocks(seed);
            List<String> expected = BlockMachine.run(blocks, start, LINES);
            List<Block> copies = copied();
            assertEquals(expected, BlockMachine.run(copies, start, LINES), "seed " + seed);
            int before = BlockMachine.operations(blocks, start, LINES);
            fewer += BlockMachine.operations(copies, start, LINES) < before ? 1 : 0;
        }
        assertTrue(fewer > 1000, fewer + " have fewer operations");
    }
}
