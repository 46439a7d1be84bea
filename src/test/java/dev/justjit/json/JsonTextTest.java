package dev.justjit.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void nests() {
        JsonText json = new JsonText().object().name("a").array().value(1).value(true);
        json.object().endObject().array().endArray().endArray();
        json.name("b").value((String) null).endObject();
        assertEquals("{\"a\": [1, true, {}, []], \"b\": null}", json.toString());
    }

    @Test
    void escapes() {
        String text = new JsonText().value("\"\\\n\u0000\u001f\u00e9").toString();
        assertEquals("\"\\\"\\\\\\u000a\\u0000\\u001f\u00e9\"", text);
    }
}
