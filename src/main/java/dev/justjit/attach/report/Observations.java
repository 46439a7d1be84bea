package dev.justjit.attach.report;

import dev.justjit.attach.compilation.Compilation;
import dev.justjit.attach.compilation.Journal;
import dev.justjit.attach.compilation.RegionCompilation;
import dev.justjit.attach.event.JitEvent;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.RunningCode;
import dev.justjit.code.CodeMemory;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.ffi.Native;
import dev.justjit.json.JsonText;
import dev.justjit.record.CodeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code justjit._report} is made of, as JSON. Machine code is made a second time for its text and its places:
 * compiling is a function of plain data, so it is the same; where its bytes differ there is neither. Needs the GIL.
 */
public final class Observations {
    /** Lines of a listing at the most. */
    private static final int MOST_LINES = 4000;

    private final Journal journal;
    private final CodeMemory memory;
    private final CodeRegistry registry;
    private final JsonText json = new JsonText();
    private final List<Long> codes = new ArrayList<>();
    private Set<Long> wanted = Set.of();

    public Observations(Journal journal, CodeMemory memory, CodeRegistry registry) {
        this.journal = journal;
        this.memory = memory;
        this.registry = registry;
    }

    /** From now on what is compiled is noted. Answers address and size of the memory for machine code. */
    public String start() {
        journal.start();
        return memory.base() + " " + memory.size();
    }

    /**
     * All that is known, as an object; to be asked once.
     *
     * @param addresses those of the code objects whose machine code is to be told of
     */
    public String json(Set<Long> addresses) {
        wanted = addresses;
        registry.freeDead();
        json.object().name("lost_events").value(journal.lost());
        json.name("events").array();
        journal.events().forEach(this::event);
        json.endArray().name("codes").array();
        for (CompiledCode known : registry.all()) {
            code(known);
        }
        return json.endArray().endObject().toString();
    }

    /**
     * The code objects of {@link #json}, in its order: borrowed, so references are to be taken before any Python runs.
     */
    public List<Long> codes() {
        return codes;
    }

    private void event(JitEvent event) {
        json.object().name("kind").value(event.kind().name().toLowerCase(Locale.ROOT));
        json.name("nanos").value(event.nanos());
        json.name("code").value(event.code());
        json.name("name").value(event.name());
        json.name("unit").value(event.unit());
        json.name("microseconds").value(event.micros());
        json.name("bytes").value(event.bytes());
        json.name("stored").value(event.stored());
        json.name("detail").value(event.detail()).endObject();
    }

    private void code(CompiledCode known) {
        long code = Native.getLong(known.state() + CodeState.CODE);
        codes.add(code);
        json.object().name("code").value(code);
        json.name("report");
        ReportJson.write(json, Report.of(known));
        json.name("versions").array();
        boolean tells = wanted.contains(code);
        for (CompiledCode.Loaded loaded : known.versions()) {
            version(loaded, "baseline", tells);
        }
        RunningCode running = known.running();
        if (running != null) {
            for (CompiledCode.Loaded loaded : running.versions()) {
                version(loaded, "baseline", tells);
            }
        }
        json.endArray().endObject();
    }

    private void version(CompiledCode.Loaded loaded, String kind, boolean tells) {
        Compilation made = tells ? journal.compilation(loaded.address()) : null;
        open(kind, loaded.address(), loaded.length());
        CodeTally tally = new CodeTally();
        close(made == null ? null : made.again(tally), loaded.blob(), tally);
        for (CompiledCode.LoadedRegion region : loaded.regions()) {
            RegionCompilation request = tells ? journal.region(region.address()) : null;
            open("region", region.address(), region.length());
            CodeTally parts = new CodeTally();
            close(request == null ? null : request.again(parts), region.region().blob(), parts);
        }
    }

    private void open(String kind, long address, int length) {
        json.object().name("kind").value(kind);
        json.name("address").value(address);
        json.name("bytes").value(length);
    }

    private void close(@Nullable CodeBlob again, CodeBlob blob, CodeTally tally) {
        boolean same = again != null && Arrays.equals(again.bytes(), blob.bytes());
        json.name("places").array();
        if (same) {
            for (CodeTally.Place place : tally.places()) {
                json.array().value(place.offset()).value(place.unit());
                json.value(place.part()).endArray();
            }
        }
        json.endArray().name("listing").array();
        List<String> listing = same && again != null ? again.listing() : List.of();
        for (int i = 0; i < Math.min(listing.size(), MOST_LINES); i++) {
            json.value(listing.get(i));
        }
        json.endArray().endObject();
    }
}
