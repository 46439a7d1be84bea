package dev.justjit.asm.x64;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes emitted so far, the labels in them and the listing. Part of {@link X64Assembler}. */
public abstract sealed class CodeBuffer permits Encoding {
    /** Room kept for one instruction; the architecture allows 15 bytes. */
    private static final int LONGEST = 16;

    final @Nullable Listing listing;

    /** Where the instruction being emitted began. */
    int start;

    private byte[] code = new byte[512];
    private int size;
    private Label[] labels = new Label[8];
    private int labelCount;

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
        return newLabel(false);
    }

    /**
     * Makes a label that jumps reach in 2 bytes. Binding it checks that.
     *
     * @return a label for use in this assembler only
     */
    public final Label newNearLabel() {
        return newLabel(true);
    }

    private Label newLabel(boolean near) {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
        }
        Label label = new Label(this, labelCount + 1, near);
        labels[labelCount++] = label;
        return label;
    }

    /**
     * Binds a label to the current position and completes its earlier uses.
     *
     * @param label a label of this assembler
     * @throws IllegalStateException if it is bound already
     * @throws IllegalArgumentException if a short jump to it cannot reach this position, or if it
     *     belongs to another assembler
     */
    public final void bind(Label label) {
        checkOwner(label);
        if (label.isBound()) {
            throw new IllegalStateException("label " + label + " is bound already");
        }
        for (int i = 0; i < label.useCount(); i++) {
            if (label.isShortUse(i)) {
                checkShort(label, size - (label.useAt(i) + 1));
            }
        }
        label.setPosition(size);
        for (int i = 0; i < label.useCount(); i++) {
            patch(label.useAt(i), label.isShortUse(i));
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
     */
    public final byte[] finish() {
        for (int i = 0; i < labelCount; i++) {
            if (labels[i].hasUses()) {
                throw new IllegalStateException("label " + labels[i] + " is used but not bound");
            }
        }
        return Arrays.copyOf(code, size);
    }

    /**
     * Emits 8 bytes of data, lowest byte first.
     *
     * @param value the data
     */
    public final void embed(long value) {
        begin();
        emit8(value);
        if (listing != null) {
            listing.quad(start, value);
        }
    }

    /**
     * Emits data bytes.
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

    /** Starts one instruction: makes room for it and notes its position. */
    final void begin() {
        reserve(LONGEST);
        start = size;
    }

    /** Emits the low 8 bits; only after {@link #begin()}. */
    final void emit(int value) {
        code[size++] = (byte) value;
    }

    final void emit2(int value) {
        emit(value);
        emit(value >> 8);
    }

    final void emit4(int value) {
        emit2(value);
        emit2(value >> 16);
    }

    final void emit8(long value) {
        emit4((int) value);
        emit4((int) (value >> 32));
    }

    /** Emits a 32-bit distance to a label, counted from {@code trailing} bytes after the field. */
    final void emitDistance(Label label, int trailing) {
        if (label.isBound()) {
            emit4(label.position() - (size + 4 + trailing));
        } else {
            label.addUse(size, false);
            emit4(-trailing);
        }
    }

    /** Emits an 8-bit distance to a label, counted from the end of the field. */
    final void emitShortDistance(Label label) {
        if (label.isBound()) {
            emit(label.position() - (size + 1));
        } else {
            label.addUse(size, true);
            emit(0);
        }
    }

    final void checkOwner(Label label) {
        if (label.owner != this) {
            throw new IllegalArgumentException("label " + label + " is of another assembler");
        }
    }

    static void checkShort(Label label, int distance) {
        if (distance != (byte) distance) {
            throw new IllegalArgumentException(
                    "short jump to " + label + " is out of range: " + distance + " bytes");
        }
    }

    private void reserve(int count) {
        if (code.length - size < count) {
            code = Arrays.copyOf(code, Math.max(code.length * 2, size + count));
        }
    }

    /** Completes a displacement whose target is the current position. */
    private void patch(int at, boolean isShort) {
        if (isShort) {
            code[at] = (byte) (size - (at + 1));
            return;
        }
        int addend = 0;
        for (int i = 0; i < 4; i++) {
            addend |= (code[at + i] & 0xff) << (8 * i);
        }
        int distance = size - (at + 4) + addend;
        for (int i = 0; i < 4; i++) {
            code[at + i] = (byte) (distance >> (8 * i));
        }
    }
}
