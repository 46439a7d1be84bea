package dev.justjit.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Bytecode;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int FIRST_WAY = 9;
    private static final int SECOND_WAY = 8;

    /** A loop with two ways in: its header does not see all that comes around. */
    private static final String[] TWO_WAYS_IN = {
        "RESUME",
        "LOAD_CONST 1",
        "TO_BOOL",
        "POP_JUMP_IF_TRUE 1",
        "NOP",
        "LOAD_CONST 1",
        "TO_BOOL",
        "POP_JUMP_IF_TRUE 2",
        "JUMP_BACKWARD 10",
        "RETURN_CONST 0"
    };

    @Test
    void aLoopWithTwoWaysInMayChangeEverything() {
        Flow flow = new Flow(Bytecode.image(TWO_WAYS_IN));
        Plan plan = new Plan(flow, 0);
        BitSet changed = plan.changed(flow.indexOf(FIRST_WAY));
        assertNotNull(changed);
        assertEquals(flow.image().localsPlus(), changed.cardinality());
        assertNull(plan.changed(flow.indexOf(SECOND_WAY)));
    }
}
