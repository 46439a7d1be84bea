package dev.justjit.attach.live;

import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.json.JsonText;
import dev.justjit.masm.JitData;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the compiler did so far. Plain numbers, guarded by the GIL. */
public final class Counters {
    /** Code objects that got machine code, each version of each. */
    public long compiled;

    /** Those of them that took the place of an older version. */
    public long recompiled;

    /** Those of them that an earlier run had stored. */
    public long stored;

    /** Regions that an earlier run had stored. */
    public long storedRegions;

    /** Times that the store could not be read or written. */
    public long storeFailures;

    /** Numeric regions of loops. */
    public long regions;

    /** Graphs that calls enter. */
    public long optimized;

    /** Graphs of loops. */
    public long loopGraphs;

    long graphsLost;

    /** Loops that stay generic. */
    public long loopsRefused;

    /** Code objects whose running frames enter machine code at a loop. */
    public long runningCodes;

    long runningEntries;

    /** Code objects that are interpreted for good. */
    public long refused;

    /** Errors of the compiler itself. */
    public long failures;

    /** Times that the memory for machine code was full. */
    public long outOfMemory;

    long freed;

    /** What compiling took, on any thread. */
    public long compileNanos;

    /** Compilations that were asked for. */
    public long requested;

    /** What asking took of the program's threads. */
    public long requestNanos;

    /** What installing took of them. */
    public long installNanos;

    long runningGivenUp;

    /** What attaching took. */
    public long attachNanos;

    long lowStack;
    long pending;

    /** Bytes of machine code that are in use. */
    public long codeBytes;

    long freeNumbers;
    long freeBlocks;
    private final Map<String, Long> opcodes = new TreeMap<>();

    /** Forgets what the self-test at start-up did. */
    public void reset() {
        compiled = 0;
        compileNanos = 0;
        opcodes.clear();
    }

    /** Counts the opcodes of one compiled code object. */
    public void opcodes(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            Long old = opcodes.get(names.get(i));
            opcodes.put(names.get(i), old == null ? 1 : old + 1);
        }
    }

    /** Code objects compiled with each opcode in them. */
    public Map<String, Long> opcodes() {
        return opcodes;
    }

    /** Bytes of code memory in use, the stubs included. */
    public long codeBytes() {
        return codeBytes;
    }

    /** Loops compiled with their numbers in registers. */
    public long regions() {
        return regions;
    }

    /** Names and values, in a fixed order. */
    public Object[][] table() {
        return new Object[][] {
            {"requested", requested},
            {"compiled", compiled},
            {"recompiled", recompiled},
            {"stored", stored},
            {"stored_regions", storedRegions},
            {"store_failures", storeFailures},
            {"refused", refused},
            {"optimized", optimized},
            {"optimized_loops", loopGraphs},
            {"optimized_in_vain", graphsLost},
            {"regions", regions},
            {"loops_refused", loopsRefused},
            {"running_codes", runningCodes},
            {"running_entries", runningEntries},
            {"running_given_up", runningGivenUp},
            {"failures", failures},
            {"out_of_code_memory", outOfMemory},
            {"freed", freed},
            {"code_bytes", codeBytes},
            {"free_numbers", freeNumbers},
            {"free_blocks", freeBlocks},
            {"compile_microseconds", compileNanos / 1000},
            {"request_microseconds", requestNanos / 1000},
            {"install_microseconds", installNanos / 1000},
            {"attach_microseconds", attachNanos / 1000},
            {"low_stack", lowStack},
            {"pending_events", pending},
        };
    }

    /** All of it as JSON. */
    public String json() {
        JsonText json = new JsonText().object();
        Object[][] table = table();
        for (int i = 0; i < table.length; i++) {
            json.name((String) table[i][0]).value(((Number) table[i][1]).longValue());
        }
        json.name("opcodes").object();
        for (Map.Entry<String, Long> opcode : opcodes().entrySet()) {
            json.name(opcode.getKey()).value(opcode.getValue());
        }
        return json.endObject().endObject().toString();
    }

    /** Takes those that machine code counts. */
    public void read(RuntimeBlock block) {
        lowStack = block.get(JitData.LOW_STACK_COUNT);
        pending = block.get(JitData.PENDING_COUNT);
        freeNumbers = block.freeNumbers();
        freeBlocks = block.freeBlocks();
        runningEntries = block.get(JitData.RUNNING_ENTRIES);
        runningGivenUp = block.get(JitData.RUNNING_GIVEN_UP);
    }
}
