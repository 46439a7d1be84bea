package dev.justjit.debuginfo;

import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.event.NativeCode;
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
    private static final String STUBS = "justjit::stubs";

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

    /** perf maps its object over the code and what follows it: the call frame information. */
    @Override
    public int roomBehind() {
        return CallFrames.ROOM;
    }

    /** All of it is one piece of code to perf: objects of pieces without room between them would overlap. */
    @Override
    public void loaded(List<NativeCode> codes) {
        if (off) {
            return;
        }
        NativeCode first = codes.get(0);
        NativeCode last = codes.get(codes.size() - 1);
        int length = (int) (last.address() + last.length() - first.address());
        length = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] code = Native.bytes(first.address(), length);
        Bytes all = new Bytes();
        lines(all, codes);
        List<CallFrames.Range> ranges = ranges(codes, code);
        byte[] frames = CallFrames.ehFrame(ranges, length);
        Bytes unwinding = new Bytes().u64(frames.length).u64(CallFrames.headerBytes(ranges.size()));
        unwinding.u64(frames.length).bytes(frames);
        record(all, UNWINDING_INFO, unwinding.align(ALIGNMENT));
        long next = Native.getLong(block + DebugBlock.NEXT_CODE.offset());
        Native.putLong(block + DebugBlock.NEXT_CODE.offset(), next + 1);
        Bytes load = new Bytes().u32((int) process).u32((int) process);
        load.u64(first.address()).u64(first.address()).u64(length).u64(next);
        String name = first.file().isEmpty() ? STUBS : first.label();
        record(all, CODE_LOAD, load.text(name).bytes(code));
        append(all.toArray());
    }

    private List<CallFrames.Range> ranges(List<NativeCode> codes, byte[] code) {
        long start = codes.get(0).address();
        int[] offsets = codes.stream().mapToInt(each -> (int) (each.address() - start)).toArray();
        return CallFrames.ranges(isa, code, offsets);
    }

    /** What has no line, a stub or a function that a region calls, has its name as its file. */
    private static void lines(Bytes all, List<NativeCode> codes) {
        Bytes entries = new Bytes();
        int count = 0;
        for (NativeCode code : codes) {
            boolean isNamed = code.lines().isEmpty();
            if (isNamed && codes.size() > 1) {
                line(entries, code.address(), 1, code.name());
                count++;
            }
            for (int i = 0; i < code.lines().size(); i++) {
                NativeCode.Line line = code.lines().get(i);
                int offset = i == 0 ? 0 : line.offset();
                line(entries, code.address() + offset, line.line(), code.file());
                count++;
            }
        }
        if (count > 0) {
            // perf ends the last line where it begins
            NativeCode last = codes.get(codes.size() - 1);
            int end = last.lines().isEmpty() ? 1 : last.lines().get(last.lines().size() - 1).line();
            String file = last.lines().isEmpty() ? last.name() : last.file();
            line(entries, last.address() + last.length(), end, file);
            Bytes info = new Bytes().u64(codes.get(0).address()).u64(count + 1);
            record(all, DEBUG_INFO, info.bytes(entries.toArray()));
        }
    }

    private static void line(Bytes entries, long address, int line, String file) {
        entries.u64(address).u32(line).u32(0).text(NativeCode.clean(file));
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
