package dev.justjit.debuginfo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.masm.FrameLayout;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DebugObjectsTest {
    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] framed(Isa isa, boolean fromC) {
        MacroAssembler m = isa.assembler(false, false);
        if (fromC) {
            m.enterFromC();
            m.leaveToC();
        } else {
            m.enter();
            m.leave();
        }
        return m.finish().bytes();
    }

    @Test
    void theSizeOfFramesIsThatOfTheCode() {
        assertEquals(16, Isa.X64.frames(framed(Isa.X64, true)).bytes());
        assertEquals(16, Isa.X64.frames(framed(Isa.X64, false)).bytes());
        assertEquals(160, Isa.A64.frames(framed(Isa.A64, false)).bytes());
        assertEquals(176, Isa.A64.frames(framed(Isa.A64, true)).bytes());
        assertEquals(160, Isa.A64.frames(new byte[64]).bytes());
    }

    /** One range of 64 bytes: by hand, from the DWARF and LSB documents. */
    @Test
    void callFramesAreWhatUnwindersRead() {
        FrameLayout frames = Isa.X64.frames(new byte[0]);
        ByteBuffer all = little(CallFrames.ehFrame(List.of(new CallFrames.Range(0, frames)), 64));
        assertEquals(28, all.getInt(0)); // common entry
        assertEquals(0, all.getInt(4));
        byte[] program = new byte[13];
        all.position(17);
        all.get(program);
        // CFA = rbp + 16; rbp at -16, return address at -8, rbx at -24, r14 at -32, r15 at -40
        byte[] expected = {
            0x0c,
            6,
            16,
            (byte) 0x86,
            2,
            (byte) 0x90,
            1,
            (byte) 0x83,
            3,
            (byte) 0x8e,
            4,
            (byte) 0x8f,
            5
        };
        assertArrayEquals(expected, program);
        int entry = 32;
        assertEquals(entry + 4, all.getInt(entry + 4)); // back to the common entry
        assertEquals(-(64 + entry + 8), all.getInt(entry + 8)); // the code is before it
        assertEquals(64, all.getInt(entry + 12));
        int header = all.capacity() - CallFrames.headerBytes(1);
        assertEquals(1, all.get(header));
        assertEquals(-(header + 4), all.getInt(header + 4));
        assertEquals(1, all.getInt(header + 8));
        assertEquals(-(64 + header), all.getInt(header + 12));
        assertEquals(entry - header, all.getInt(header + 16));
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void oneFunctionHasRoomBehindIt(Isa isa) {
        FrameLayout frames = isa.frames(new byte[0]);
        byte[] all = CallFrames.ehFrame(List.of(new CallFrames.Range(0, frames)), 1 << 20);
        assertTrue(all.length <= CallFrames.ROOM, all.length + " bytes");
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void theLibraryForGdbIsAnElfFile(Isa isa) {
        byte[] file = GdbLibrary.of(isa);
        ByteBuffer all = little(file);
        assertEquals(0x464c457f, all.getInt(0));
        assertEquals(ElfFile.SHARED, all.getShort(16));
        assertEquals(isa == Isa.X64 ? 62 : 183, all.getShort(18));
        int table = (int) all.getLong(40);
        assertEquals(file.length, table + 64 * all.getShort(60));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\0" + GdbLibrary.REGISTER + "\0"));
        assertTrue(text.contains("\0" + GdbLibrary.DESCRIPTOR + "\0"));
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void everyHoleOfTheTemplateIsFound(Isa isa) {
        byte[] template =
                GdbObject.template(
                        isa.frames(new byte[0]),
                        DebugModule.ADDRESS,
                        DebugModule.LENGTH,
                        DebugModule.NAME_BYTES);
        String text = new String(template, StandardCharsets.ISO_8859_1);
        assertEquals(3, text.split("ADDRESS!", -1).length - 1); // section, frames, symbol
        assertEquals(3, text.split("LENGTH!!", -1).length - 1);
        assertEquals(1, text.split("NAMESIZE", -1).length - 1);
        assertTrue(text.endsWith("\0"), "the name comes behind it");
    }

    @Test
    void numbersOfAnyLength() {
        Bytes bytes = new Bytes().uleb(624_485).sleb(-123_456).sleb(63).sleb(64);
        byte[] expected = {
            (byte) 0xe5, (byte) 0x8e, 0x26, (byte) 0xc0, (byte) 0xbb, 0x78, 0x3f, (byte) 0xc0, 0
        };
        assertArrayEquals(expected, bytes.toArray());
    }
}
