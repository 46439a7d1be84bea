package dev.justjit.json;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON on one line, with the commas and colons in place. The caller opens and closes what it
 * writes; names and values alternate inside an object. Not for several threads.
 */
public final class JsonText {
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /** Starts an object, as a value. */
    public JsonText object() {
        return open('{');
    }

    /** Starts an array, as a value. */
    public JsonText array() {
        return open('[');
    }

    private JsonText open(char bracket) {
        separate();
        text.append(bracket);
        first = true;
        return this;
    }

    /** Ends the innermost object. */
    public JsonText endObject() {
        text.append('}');
        first = false;
        return this;
    }

    /** Ends the innermost array. */
    public JsonText endArray() {
        text.append(']');
        first = false;
        return this;
    }

    /** The name of the member whose value comes next. */
    public JsonText name(String name) {
        separate();
        quote(name);
        text.append(": ");
        first = true;
        return this;
    }

    /** A string, or null. */
    public JsonText value(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    /** An integer. */
    public JsonText value(long value) {
        separate();
        text.append(value);
        return this;
    }

    /** A number that is finite. */
    public JsonText value(double value) {
        separate();
        text.append(value);
        return this;
    }

    /** True or false. */
    public JsonText value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    /** What was written so far. */
    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(", ");
        }
        first = false;
    }

    private void quote(String value) {
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
