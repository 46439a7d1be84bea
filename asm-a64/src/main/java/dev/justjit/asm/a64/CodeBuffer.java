package dev.justjit.asm.a64;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The code emitted so far, the labels in it and the listing. Part of {@link A64Assembler}. */
public abstract sealed class CodeBuffer permits Encoding {
    private static final int NOP = 0xd503201f;

    final @Nullable Listing listing;

    /** Where the latest instruction or piece of data began. */
    int start;

    private byte[] code = new byte[512];
    private int size;
    private Label[] labels = new Label[8];
    private int labelCount;
    private @Nullable BranchRangeException outOfRange;

    CodeBuffer(boolean withListing) {
        listing = withListing ? new Listing() : null;
    }

    /**
     * The offset at which the next byte will be emitted.
     *
     * @return bytes emitted so far
     */
    public final int position() {
        return size;
    }

    /**
     * Makes a label that is not bound yet.
     *
     * @return a label for use in this assembler only
     */
    public final Label newLabel() {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
        }
        Label label = new Label(this, labelCount + 1);
        labels[labelCount++] = label;
        return label;
    }

    /**
     * Binds a label to the current position and completes its earlier uses. A use that cannot reach
     * this position makes {@link #finish} fail.
     *
     * @param label a label of this assembler
     * @throws IllegalStateException if it is bound already
     * @throws IllegalArgumentException if it belongs to another assembler
     */
    public final void bind(Label label) {
        checkOwner(label);
        if (label.isBound()) {
            throw new IllegalStateException("label " + label + " is bound already");
        }
        label.setPosition(size);
        for (int i = 0; i < label.useCount(); i++) {
            patch(label, label.useAt(i), label.useKind(i));
        }
        label.dropUses();
        if (listing != null) {
            listing.label(size, label);
        }
    }

    /**
     * The finished code. Calling it again is allowed and gives a fresh copy.
     *
     * @return the bytes from offset 0 to {@link #position()}
     * @throws IllegalStateException if a label is used but not bound
     * @throws BranchRangeException if a label was bound too far behind an instruction that uses it
     */
    public final byte[] finish() {
        for (int i = 0; i < labelCount; i++) {
            if (labels[i].hasUses()) {
                throw new IllegalStateException("label " + labels[i] + " is used but not bound");
            }
        }
        if (outOfRange != null) {
            throw outOfRange;
        }
        return Arrays.copyOf(code, size);
    }

    /**
     * Emits 8 bytes of data, lowest byte first.
     *
     * @param value the data
     */
    public final void embed(long value) {
        reserve(8);
        start = size;
        emit4((int) value);
        emit4((int) (value >> 32));
        if (listing != null) {
            listing.quad(start, value);
        }
    }

    /**
     * Emits 4 bytes of data: the distance in bytes from themselves to a label.
     *
     * @param target a label of this assembler
     * @throws IllegalStateException at a position that is no multiple of 4
     */
    public final void embedDistance(Label target) {
        emit(0, Fixup.WORD, target);
        if (listing != null) {
            listing.distance(start, target);
        }
    }

    /**
     * Emits data bytes. Instructions can follow only at a multiple of 4: see {@link #align}.
     *
     * @param data the bytes, copied
     */
    public final void embedBytes(byte[] data) {
        reserve(data.length);
        start = size;
        System.arraycopy(data, 0, code, size, data.length);
        size += data.length;
        if (listing != null) {
            listing.bytes(start, data);
        }
    }

    /**
     * Emits zero bytes up to a multiple of 4, then {@code nop} up to a multiple of {@code n}.
     *
     * @param n a power of two from 4
     * @throws IllegalArgumentException if it is anything else
     */
    public final void align(int n) {
        if (n < 4 || Integer.bitCount(n) != 1) {
            throw new IllegalArgumentException("alignment must be a power of two from 4: " + n);
        }
        if ((size & 3) != 0) {
            embedBytes(new byte[-size & 3]);
        }
        while ((size & n - 1) != 0) {
            emit(NOP);
            if (listing != null) {
                listing.instruction(start, "nop");
            }
        }
    }

    /**
     * Adds a comment to the listing; without a listing it does nothing.
     *
     * @param text the comment, without a comment sign
     */
    public final void comment(String text) {
        if (listing != null) {
            listing.comment(size, text);
        }
    }

    /**
     * The text of what was emitted, in order. A live view that must not be changed.
     *
     * @return one entry per instruction, bound label, piece of data and comment; empty when the
     *     assembler was made without a listing
     */
    public final List<Line> listing() {
        return listing == null ? List.of() : listing.lines();
    }

    /** Emits one instruction and notes its position. */
    final void emit(int word) {
        checkAligned();
        reserve(4);
        start = size;
        emit4(word);
    }

    /**
     * Emits an instruction that refers to a label.
     *
     * @throws BranchRangeException if the label is bound and out of reach; then nothing is emitted
     */
    final void emit(int word, Fixup field, Label target) {
        checkOwner(target);
        checkAligned();
        int filled = word;
        if (target.isBound()) {
            long distance = field.distance(size, target.position());
            if (!field.reaches(distance)) {
                throw outOfRange(field, target, distance);
            }
            filled = field.put(word, distance);
        } else {
            target.addUse(size, field);
        }
        emit(filled);
    }

    final void checkOwner(Label label) {
        if (label.owner != this) {
            throw new IllegalArgumentException("label " + label + " is of another assembler");
        }
    }

    static BranchRangeException outOfRange(Fixup field, Label label, long distance) {
        String problem = field.isAligned(distance) ? "out of range" : "at no multiple of 4";
        return new BranchRangeException(
                "label " + label + " is " + problem + ": " + distance + " bytes");
    }

    private void checkAligned() {
        if ((size & 3) != 0) {
            throw new IllegalStateException("instruction at a position that is no multiple of 4");
        }
    }

    private void reserve(int count) {
        if (code.length - size < count) {
            code = Arrays.copyOf(code, Math.max(code.length * 2, size + count));
        }
    }

    private void emit4(int word) {
        put4(size, word);
        size += 4;
    }

    private void put4(int at, int word) {
        for (int i = 0; i < 4; i++) {
            code[at + i] = (byte) (word >> (8 * i));
        }
    }

    /** Completes an instruction whose target is the current position. */
    private void patch(Label label, int at, Fixup field) {
        long distance = field.distance(at, size);
        if (!field.reaches(distance)) {
            if (outOfRange == null) {
                outOfRange = outOfRange(field, label, distance);
            }
            return;
        }
        int word = 0;
        for (int i = 0; i < 4; i++) {
            word |= (code[at + i] & 0xff) << (8 * i);
        }
        put4(at, field.put(word, distance));
    }
}
