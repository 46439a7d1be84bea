package dev.justjit.tiering;

/** The compiler's system properties. A value that is none is named on standard error, and the default holds. */
final class Settings {
    private Settings() {}

    /** An integer from {@code least} to {@code most}. */
    static long number(String property, long otherwise, long least, long most) {
        String text = System.getProperty(property);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (least <= number && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        reject(property, "a number between " + least + " and " + most, text);
        return otherwise;
    }

    /** The same for an int. */
    static int number(String property, int otherwise, int least) {
        return (int) number(property, otherwise, least, Integer.MAX_VALUE);
    }

    /** Whether it is {@code true}. */
    static boolean isOn(String property) {
        String text = System.getProperty(property, "false");
        if (!text.equals("true") && !text.equals("false")) {
            reject(property, "true or false", text);
        }
        return text.equals("true");
    }

    private static void reject(String property, String wanted, String text) {
        System.err.println("justjit: -D" + property + " is " + wanted + ", not " + text);
    }
}
