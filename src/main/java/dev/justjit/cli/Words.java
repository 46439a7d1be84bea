package dev.justjit.cli;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does, but for what a shell replaces. */
final class Words {
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;

    private Words() {}

    /**
     * The words of a line. Quotes of both kinds, and backslashes outside of single ones, take what follows as it is.
     *
     * @throws UsageException if a quote is not closed
     */
    static List<String> of(String line) {
        Words all = new Words();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
                all.add(line.charAt(++i));
            } else if (quote != 0) {
                all.add(c);
            } else if (c == '"' || c == '\'') {
                quote = c;
                all.begun = true;
            } else if (Character.isWhitespace(c)) {
                all.end();
            } else {
                all.add(c);
            }
        }
        if (quote != 0) {
            throw new UsageException("a quote is not closed in " + line);
        }
        all.end();
        return all.words;
    }

    private void add(char c) {
        word.append(c);
        begun = true;
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
    }
}
