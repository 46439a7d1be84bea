package dev.justjit.debuginfo;

import dev.justjit.attach.event.NativeCode;
import java.util.List;

/** Source lines and names of functions as DWARF, version 4. */
final class DebugLines {
    private static final int VERSION = 4;
    private static final int ADDRESS_BYTES = 8;
    private static final int LANGUAGE_PYTHON = 0x14;

    private static final int TAG_COMPILE_UNIT = 0x11;
    private static final int TAG_SUBPROGRAM = 0x2e;

    private static final int AT_NAME = 0x03;
    private static final int AT_STMT_LIST = 0x10;
    private static final int AT_LOW_PC = 0x11;
    private static final int AT_HIGH_PC = 0x12;
    private static final int AT_LANGUAGE = 0x13;

    private static final int FORM_ADDR = 0x01;
    private static final int FORM_DATA8 = 0x07;
    private static final int FORM_STRING = 0x08;
    private static final int FORM_DATA1 = 0x0b;
    private static final int FORM_SEC_OFFSET = 0x17;

    private static final int OP_COPY = 1;
    private static final int OP_ADVANCE_PC = 2;
    private static final int OP_ADVANCE_LINE = 3;
    private static final int EXTENDED = 0;
    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;

    /** How many operands the standard opcodes have. */
    private static final byte[] OPERANDS = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};

    private DebugLines() {}

    /** Section {@code .debug_abbrev}. */
    static byte[] abbreviations() {
        Bytes out = new Bytes();
        out.uleb(1).uleb(TAG_COMPILE_UNIT).u8(1);
        out.uleb(AT_LANGUAGE).uleb(FORM_DATA1).uleb(AT_NAME).uleb(FORM_STRING);
        out.uleb(AT_LOW_PC).uleb(FORM_ADDR).uleb(AT_HIGH_PC).uleb(FORM_DATA8);
        out.uleb(AT_STMT_LIST).uleb(FORM_SEC_OFFSET).u16(0);
        out.uleb(2).uleb(TAG_SUBPROGRAM).u8(0);
        out.uleb(AT_NAME).uleb(FORM_STRING);
        out.uleb(AT_LOW_PC).uleb(FORM_ADDR).uleb(AT_HIGH_PC).uleb(FORM_DATA8).u16(0);
        return out.u8(0).toArray();
    }

    /** Section {@code .debug_info}: one file with these functions. */
    static byte[] unit(List<NativeCode> codes) {
        NativeCode first = codes.get(0);
        NativeCode last = codes.get(codes.size() - 1);
        Bytes unit = new Bytes().u16(VERSION).u32(0).u8(ADDRESS_BYTES);
        unit.uleb(1).u8(LANGUAGE_PYTHON).text(NativeCode.clean(first.file()));
        unit.u64(first.address()).u64(last.address() + last.length() - first.address()).u32(0);
        for (NativeCode code : codes) {
            unit.uleb(2).text(GdbObject.name(code)).u64(code.address()).u64(code.length());
        }
        return new Bytes().unit(unit.u8(0)).toArray();
    }

    /** Section {@code .debug_line}. */
    static byte[] lines(NativeCode code) {
        Bytes header = new Bytes().u8(1).u8(1).u8(1).u8(-5).u8(14).u8(OPERANDS.length + 1);
        header.bytes(OPERANDS).u8(0);
        header.text(NativeCode.clean(code.file())).uleb(0).uleb(0).uleb(0).u8(0);
        Bytes unit = new Bytes().u16(VERSION).unit(header);
        unit.u8(EXTENDED).uleb(1 + ADDRESS_BYTES).u8(SET_ADDRESS).u64(code.address());
        int line = 1;
        int offset = 0;
        for (NativeCode.Line each : code.lines()) {
            // the entries, which come before the first line, count as that
            int start = each.equals(code.lines().get(0)) ? 0 : each.offset();
            unit.u8(OP_ADVANCE_PC).uleb(start - offset);
            unit.u8(OP_ADVANCE_LINE).sleb(each.line() - line).u8(OP_COPY);
            line = each.line();
            offset = start;
        }
        unit.u8(OP_ADVANCE_PC).uleb(code.length() - offset);
        unit.u8(EXTENDED).uleb(1).u8(END_SEQUENCE);
        return new Bytes().unit(unit).toArray();
    }
}
