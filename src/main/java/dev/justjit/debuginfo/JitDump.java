package dev.justjit.debuginfo;

import dev.justjit.attach.JitObserver;
import dev.justjit.attach.NativeCode;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Records in the file from which {@code perf inject --jit} makes an object of each piece of code. It is opened for each
 * addition: a descriptor that stays could be closed by the program, and be another file's then.
 */
final class JitDump implements JitObserver {
    private static final int CODE_LOAD = 0;
    private static final int DEBUG_INFO = 2;
    private static final int UNWINDING_INFO = 4;
    private static final int HEADER_BYTES = 16;
    private static final int ALIGNMENT = 8;

    private final Isa isa;
    private final long block;
    private final Path file;
    private final long process = ProcessHandle.current().pid();
    private boolean off;

    JitDump(Isa isa, long block, String file) {
        this.isa = isa;
        this.block = block;
        this.file = Path.of(file);
    }

    @Override
    public boolean wantsLines() {
        return true;
    }

    @Override
    public void loaded(List<NativeCode> code) {
        Bytes all = new Bytes();
        for (NativeCode each : code) {
            add(all, each);
        }
        if (!off) {
            append(all.toArray());
        }
    }

    private void add(Bytes all, NativeCode code) {
        int length = (code.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] bytes = Native.bytes(code.address(), length);
        if (!code.lines().isEmpty()) {
            lines(all, code);
        }
        byte[] frames = CallFrames.ehFrame(isa.frames(bytes), length);
        Bytes unwinding = new Bytes().u64(frames.length).u64(CallFrames.EH_HEADER_BYTES).u64(0);
        record(all, UNWINDING_INFO, unwinding.bytes(frames).align(ALIGNMENT));
        long next = Native.getLong(block + DebugBlock.NEXT_CODE.offset());
        Native.putLong(block + DebugBlock.NEXT_CODE.offset(), next + 1);
        Bytes load = new Bytes().u32((int) process).u32((int) process);
        load.u64(code.address()).u64(code.address()).u64(length).u64(next);
        record(all, CODE_LOAD, load.text(code.label()).bytes(bytes));
    }

    private static void lines(Bytes all, NativeCode code) {
        Bytes info = new Bytes().u64(code.address()).u64(code.lines().size());
        String file = NativeCode.clean(code.file());
        for (int i = 0; i < code.lines().size(); i++) {
            NativeCode.Line line = code.lines().get(i);
            info.u64(code.address() + (i == 0 ? 0 : line.offset())).u32(line.line()).u32(0);
            info.text(file);
        }
        record(all, DEBUG_INFO, info);
    }

    private static void record(Bytes all, int kind, Bytes content) {
        all.u32(kind).u32(HEADER_BYTES + content.size()).u64(System.nanoTime());
        all.bytes(content.toArray());
    }

    private void append(byte[] records) {
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long end = out.size();
            try {
                ByteBuffer buffer = ByteBuffer.wrap(records);
                long at = end;
                while (buffer.hasRemaining()) {
                    at += out.write(buffer, at);
                }
            } catch (IOException full) {
                out.truncate(end);
                throw full;
            }
        } catch (IOException | RuntimeException failure) {
            off = true;
            System.err.println("justjit: no more records for perf: " + failure);
        }
    }
}
