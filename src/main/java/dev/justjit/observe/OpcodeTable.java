package dev.justjit.observe;

import dev.justjit.abi.Opcode;
import dev.justjit.attach.bridge.Catalog;
import dev.justjit.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All opcodes of CPython 3.13 and how each is compiled. */
public final class OpcodeTable implements Catalog {
    /**
     * One opcode.
     *
     * @param kind real, specialized, instrumented or pseudo
     * @param base what a specialized or instrumented opcode stands for, else null
     * @param tiers see {@link OpcodeFacts}; empty when it is not compiled
     * @param helpers CPython's functions for the general case
     * @param note why it is not compiled, or in what way
     * @param fixtures fixtures that ran it compiled; null when not measured
     */
    record Row(
            Opcode opcode,
            String kind,
            @Nullable String base,
            String tiers,
            String helpers,
            @Nullable String note,
            @Nullable Integer fixtures) {}

    /** Rows in the order of the numbers. */
    static List<Row> rows() {
        OpcodeFacts facts = new OpcodeFacts();
        Map<String, Integer> measured = Measured.fixturesByOpcode();
        List<Row> rows = new ArrayList<>();
        for (int number = 0; number <= Opcode.STORE_FAST_MAYBE_NULL.number(); number++) {
            Opcode opcode = Opcode.of(number);
            if (opcode.number() == number) {
                rows.add(row(opcode, facts, measured));
            }
        }
        return rows;
    }

    private static Row row(Opcode opcode, OpcodeFacts facts, Map<String, Integer> measured) {
        String base = opcode.base() == opcode ? null : opcode.base().name();
        return switch (opcode.kind()) {
            case REAL ->
                    new Row(
                            opcode,
                            "real",
                            null,
                            facts.tiers(opcode),
                            facts.helpers(opcode),
                            facts.note(opcode),
                            measured.isEmpty() ? null : measured.getOrDefault(opcode.name(), 0));
            case SPECIALIZED -> specialized(opcode, base, facts);
            case INSTRUMENTED ->
                    new Row(
                            opcode,
                            "instrumented",
                            base,
                            "",
                            "",
                            "the interpreter runs code that a tool watches",
                            null);
            case PSEUDO ->
                    new Row(
                            opcode,
                            "pseudo",
                            null,
                            "",
                            "",
                            "only inside CPython's compiler, never in code objects",
                            null);
        };
    }

    private static Row specialized(Opcode opcode, @Nullable String base, OpcodeFacts facts) {
        boolean compiled = !facts.tiers(opcode.base()).isEmpty();
        if (!compiled) {
            return new Row(opcode, "specialized", base, "", "", facts.note(opcode.base()), null);
        }
        boolean used = facts.isUsed(opcode);
        return new Row(
                opcode,
                "specialized",
                base,
                used ? "T1" : facts.tiers(opcode.base()),
                facts.helpers(opcode.base()),
                used ? "type feedback: chooses the fast path" : "compiled as " + base,
                null);
    }

    @Override
    public String json() {
        JsonText json = new JsonText().array();
        for (Row row : rows()) {
            json.object().name("name").value(row.opcode().name());
            json.name("number").value(row.opcode().number());
            json.name("kind").value(row.kind());
            json.name("base").value(row.base());
            json.name("tiers").array();
            for (String tier : row.tiers().split(" ", -1)) {
                if (!tier.isEmpty()) {
                    json.value(tier);
                }
            }
            json.endArray().name("helpers").value(row.helpers());
            json.name("note").value(row.note());
            Integer fixtures = row.fixtures();
            json.name("fixtures");
            if (fixtures == null) {
                json.value((String) null);
            } else {
                json.value(fixtures.intValue());
            }
            json.endObject();
        }
        return json.endArray().toString();
    }
}
