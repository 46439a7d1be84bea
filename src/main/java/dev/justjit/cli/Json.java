package dev.justjit.cli;

import java.util.Map;

/** Writes the little JSON that commands print. */
final class Json {
    private static final int FIRST_PRINTABLE = 0x20;

    private Json() {}

    /** One object with string members, on one line. */
    static String object(Map<String, String> members) {
        StringBuilder text = new StringBuilder("{");
        for (Map.Entry<String, String> member : members.entrySet()) {
            text.append(text.length() == 1 ? "" : ", ");
            string(text, member.getKey());
            text.append(": ");
            string(text, member.getValue());
        }
        return text.append('}').toString();
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16));
                text.append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
