package dev.justjit.differential;

import java.util.ArrayList;
import java.util.List;

/** A short account of where two texts differ, in the manner of a unified diff. */
final class TextDifference {
    private static final int CONTEXT = 3;
    private static final int SHOWN = 40;

    /** Texts with more differing lines than this are not compared line by line. */
    private static final int LINES = 2000;

    private final List<String> left;
    private final List<String> right;

    /** Lines of both texts with a mark in front: blank, minus or plus. */
    private final ArrayList<String> marked = new ArrayList<>();

    private TextDifference(List<String> left, List<String> right) {
        this.left = left;
        this.right = right;
    }

    /** The first differences with some lines around them; empty for equal texts. */
    static String between(String expected, String actual) {
        if (expected.equals(actual)) {
            return "";
        }
        TextDifference difference =
                new TextDifference(
                        List.of(expected.split("\n", -1)), List.of(actual.split("\n", -1)));
        difference.mark();
        return difference.shown();
    }

    private void mark() {
        int shortest = Math.min(left.size(), right.size());
        int start = 0;
        while (start < shortest && left.get(start).equals(right.get(start))) {
            marked.add(" " + left.get(start++));
        }
        int same = 0;
        while (same < shortest - start && fromEnd(left, same).equals(fromEnd(right, same))) {
            same++;
        }
        markBetween(start, left.size() - same, right.size() - same);
        for (int i = left.size() - same; i < left.size(); i++) {
            marked.add(" " + left.get(i));
        }
    }

    private static String fromEnd(List<String> lines, int position) {
        return lines.get(lines.size() - 1 - position);
    }

    /** Keeps as many equal lines as possible. */
    private void markBetween(int start, int leftEnd, int rightEnd) {
        int[][] equal = equalLines(start, leftEnd, rightEnd);
        int i = start;
        int j = start;
        while (i < leftEnd || j < rightEnd) {
            int down = i < leftEnd ? equal[i + 1 - start][j - start] : -1;
            int across = j < rightEnd ? equal[i - start][j + 1 - start] : -1;
            if (i < leftEnd && j < rightEnd && left.get(i).equals(right.get(j))) {
                marked.add(" " + left.get(i++));
                j++;
            } else if (down >= across) {
                marked.add("-" + left.get(i++));
            } else {
                marked.add("+" + right.get(j++));
            }
        }
    }

    /** Lengths of the longest common sequences of the ends that start at each pair of lines. */
    private int[][] equalLines(int start, int leftEnd, int rightEnd) {
        int[][] equal = new int[leftEnd - start + 1][rightEnd - start + 1];
        if (leftEnd - start > LINES || rightEnd - start > LINES) {
            return equal;
        }
        for (int i = leftEnd - 1; i >= start; i--) {
            for (int j = rightEnd - 1; j >= start; j--) {
                int[] row = equal[i - start];
                int[] next = equal[i - start + 1];
                row[j - start] =
                        left.get(i).equals(right.get(j))
                                ? next[j - start + 1] + 1
                                : Math.max(next[j - start], row[j - start + 1]);
            }
        }
        return equal;
    }

    private String shown() {
        StringBuilder text = new StringBuilder();
        int lines = 0;
        boolean gap = true;
        for (int i = 0; i < marked.size() && lines < SHOWN; i++) {
            if (!nearChange(i)) {
                gap = true;
                continue;
            }
            if (gap) {
                text.append("@@ line ").append(i + 1).append(" @@\n");
                gap = false;
            }
            text.append(marked.get(i)).append('\n');
            lines++;
        }
        return lines < SHOWN ? text.toString() : text.append("…\n").toString();
    }

    private boolean nearChange(int position) {
        int end = Math.min(marked.size(), position + CONTEXT + 1);
        for (int i = Math.max(0, position - CONTEXT); i < end; i++) {
            if (marked.get(i).charAt(0) != ' ') {
                return true;
            }
        }
        return false;
    }
}
