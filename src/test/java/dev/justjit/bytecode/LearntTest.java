package dev.justjit.bytecode;

import static dev.justjit.abi.Opcode.LOAD_ATTR_INSTANCE_VALUE;
import static dev.justjit.abi.Opcode.LOAD_ATTR_METHOD_NO_DICT;
import static dev.justjit.abi.Opcode.TO_BOOL_ALWAYS_TRUE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.abi.InlineCache;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What templates have learnt, behind the bytecode of an image. */
class LearntTest {
    private static final int VERSION = 0x12345678;
    private static final long OBJECT = 0x1122_3344_5566_7788L;

    private final CodeImage image = Bytecode.image("LOAD_FAST 0", "LOAD_ATTR 0", "RETURN_VALUE 0");
    private final Insn site = Decoder.decode(image).get(1);

    private CodeImage learnt(int version) {
        Learnt.Writer writer = new Learnt.Writer();
        writer.add(site.offset(), LOAD_ATTR_INSTANCE_VALUE, 0, version, 3, 0);
        writer.add(site.offset(), LOAD_ATTR_METHOD_NO_DICT, 1, VERSION, 0, OBJECT);
        writer.add(site.offset(), TO_BOOL_ALWAYS_TRUE, 0, version, 0, 0);
        return writer.with(image);
    }

    @Test
    void entriesAreInstructionsWithInlineCaches() {
        CodeImage with = learnt(VERSION);
        List<Learnt.Entry> entries = Learnt.of(with).at(site);
        assertEquals(
                List.of(LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_METHOD_NO_DICT, TO_BOOL_ALWAYS_TRUE),
                entries.stream().map(Learnt.Entry::seen).toList());
        Insn first = entries.get(0).at(site);
        assertEquals(3, with.cache16(first, InlineCache.LOAD_ATTR_INDEX));
        assertEquals(site.next(), first.next());
        int second = entries.get(1).unit();
        assertEquals(1, entries.get(1).role());
        assertEquals(VERSION, with.cached32(second + InlineCache.LOAD_ATTR_TYPE_VERSION));
        assertEquals(OBJECT, with.cachedAddress(second + InlineCache.LOAD_ATTR_DESCR));
        int third = entries.get(2).unit();
        assertEquals(VERSION, with.cached32(third + InlineCache.TO_BOOL_TYPE_VERSION));
    }

    @Test
    void theBytecodeStaysWhatItIs() {
        assertEquals(Decoder.decode(image), Decoder.decode(learnt(VERSION)));
        assertEquals(List.of(), Learnt.of(image).at(site));
    }

    @Test
    void equalVersionsHaveOnePlace() {
        CodeImage with = learnt(VERSION);
        Versions versions = new Versions(with);
        List<Learnt.Entry> entries = Learnt.of(with).at(site);
        int place = versions.place(entries.get(0).unit() + InlineCache.LOAD_ATTR_TYPE_VERSION);
        assertEquals(place, entries.get(0).unit() + InlineCache.LOAD_ATTR_TYPE_VERSION);
        for (Learnt.Entry entry : entries) {
            int unit = entry.unit() + InlineCache.LOAD_ATTR_TYPE_VERSION;
            assertEquals(place, versions.place(unit));
        }
    }

    @Test
    void portableImagesKeepAllButVersionsAndAddresses() {
        CodeImage one = PortableImage.withVersions(learnt(VERSION)).image();
        CodeImage again = PortableImage.withVersions(learnt(VERSION)).image();
        assertArrayEquals(one.adaptive(), again.adaptive());
        List<Learnt.Entry> entries = Learnt.entries(one);
        assertEquals(3, entries.size());
        assertEquals(3, one.cache16(entries.get(0).at(site), InlineCache.LOAD_ATTR_INDEX));
        assertEquals(0, one.cachedAddress(entries.get(1).unit() + InlineCache.LOAD_ATTR_DESCR));
    }

    @Test
    void templatesHaveNothingOfIt() {
        CodeImage one = PortableImage.of(learnt(VERSION)).image();
        assertEquals(image.code().length, one.adaptive().length);
    }
}
