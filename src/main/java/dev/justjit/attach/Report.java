package dev.justjit.attach;

import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one code object.
 *
 * @param name its qualified name
 * @param refusal why it is not compiled, or null
 * @param bytes size of its machine code, 0 when not compiled
 * @param versions how often it was compiled
 * @param exits counted exits of the current version
 */
public record Report(
        String name, @Nullable String refusal, int bytes, int versions, List<Exit> exits) {
    /**
     * One counted exit.
     *
     * @param unit unit index of the instruction
     * @param opcode its name
     * @param reason why the code was left
     * @param count how often
     */
    public record Exit(int unit, String opcode, String reason, long count) {}

    static Report of(CompiledCode known) {
        CompiledCode.Loaded current = known.current();
        List<Exit> exits = new ArrayList<>();
        if (current != null) {
            List<CodeBlob.Site> sites = current.blob().sites();
            for (int i = 0; i < sites.size(); i++) {
                CodeBlob.Site site = sites.get(i);
                long count = Native.getLong(current.data() + 8L * i);
                exits.add(new Exit(site.unit(), site.opcode(), site.reason(), count));
            }
        }
        return new Report(
                known.name(),
                known.refusal(),
                current == null ? 0 : current.length(),
                known.versions().size(),
                exits);
    }
}
