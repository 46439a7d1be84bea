package dev.justjit.bytecode;

import java.util.HexFormat;

/** Writes code images as the text that {@link ImageReader} reads; for reproducing failures. */
public final class ImageWriter {
    private static final HexFormat HEX = HexFormat.of();

    private ImageWriter() {}

    public static String write(CodeImage image) {
        StringBuilder out = new StringBuilder();
        line(out, "name", image.name());
        line(out, "first-line", image.firstLine());
        line(out, "flags", "0x" + Integer.toHexString(image.flags()));
        line(out, "arguments", image.argCount());
        line(out, "keyword-only", image.keywordOnlyCount());
        line(out, "stack-size", image.stackSize());
        line(out, "free-variables", image.freeVars());
        line(out, "first-traceable", image.firstTraceable());
        line(out, "immortal", image.immortal() ? 1 : 0);
        line(out, "own-name", image.ownName());
        line(out, "globals-keys", shape(image.globalsKeys()));
        line(out, "builtins-keys", shape(image.builtinsKeys()));
        for (int i = 0; i < image.localsPlus(); i++) {
            String kind = HEX.toHexDigits(image.localKinds()[i]);
            line(out, "local", kind + " " + image.localNames().get(i));
        }
        for (Constant constant : image.constants()) {
            line(out, "constant", constant(constant));
        }
        for (String name : image.names()) {
            line(out, "global", name);
        }
        line(out, "exceptions", HEX.formatHex(image.exceptionTable()));
        line(out, "lines", HEX.formatHex(image.lineTable()));
        String clean = HEX.formatHex(image.code());
        line(out, "code", clean + " " + HEX.formatHex(image.adaptive()));
        return out.toString();
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(' ').append(value).append('\n');
    }

    private static String shape(CodeImage.KeysShape shape) {
        return shape.version() + " " + shape.log2IndexBytes();
    }

    private static String constant(Constant constant) {
        String kind = constant.kind().name();
        return switch (constant.kind()) {
            case INT, BOOL -> kind + " " + constant.intValue();
            case FLOAT -> kind + " " + constant.doubleValue();
            default -> kind;
        };
    }
}
