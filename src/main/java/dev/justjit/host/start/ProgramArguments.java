package dev.justjit.host.start;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of the process's command-line arguments. Java decodes them by the locale, which loses
 * bytes; the kernel still has them, and the program's arguments are the last ones.
 */
public final class ProgramArguments {
    private ProgramArguments() {}

    /** The arguments as given to the process, or their UTF-8 form when that is not known. */
    public static byte[][] bytes(String[] arguments) {
        byte[][] result = new byte[arguments.length][];
        boolean plain = true;
        for (int i = 0; i < arguments.length; i++) {
            result[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
            plain &= result[i].length == arguments[i].length();
        }
        if (!plain) {
            replaceByKernels(arguments, result);
        }
        return result;
    }

    /** The same as text: UTF-8 where Java's locale has no letters outside of ASCII. */
    public static String[] texts(String[] arguments) {
        byte[][] bytes = bytes(arguments);
        String[] result = arguments.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i].indexOf('\ufffd') >= 0) {
                String text = new String(bytes[i], StandardCharsets.UTF_8);
                result[i] = text.indexOf('\ufffd') >= 0 ? result[i] : text;
            }
        }
        return result;
    }

    private static void replaceByKernels(String[] arguments, byte[][] result) {
        byte[] all;
        try (FileInputStream file = new FileInputStream("/proc/self/cmdline")) {
            all = file.readAllBytes();
        } catch (IOException unknown) {
            return;
        }
        byte[][] last = new byte[arguments.length][];
        int end = all.length - 1;
        for (int i = arguments.length - 1; i >= 0; i--) {
            int start = end;
            while (start > 0 && all[start - 1] != 0) {
                start--;
            }
            if (start >= end && !arguments[i].isEmpty()) {
                return;
            }
            last[i] = Arrays.copyOfRange(all, start, Math.max(start, end));
            end = start - 1;
        }
        for (int i = 0; i < last.length; i++) {
            boolean plain = result[i].length == arguments[i].length();
            if (plain && !Arrays.equals(last[i], result[i])) {
                return;
            }
        }
        System.arraycopy(last, 0, result, 0, last.length);
    }
}
