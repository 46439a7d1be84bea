package dev.justjit.host.signal;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CodeBuffer;
import dev.justjit.host.process.CodePage;
import dev.justjit.host.process.ImportSlot;
import dev.justjit.host.process.Libc;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes signals that are sent to the process arrive at Python's main thread.
 *
 * <p>The kernel gives such a signal to the first thread of the process if it can. In a {@code python3}
 * that is Python's main thread; here it is the launcher's thread, whose system calls nobody waits for:
 * Ctrl-C would not end a {@code time.sleep}. So all threads that exist when the program starts are
 * made to block these signals. Threads that start later inherit their creator's mask. HotSpot, unless
 * started with {@code -Xrs}, would open its threads to HUP, INT and TERM, also a Python thread that
 * comes to Java for the first time; it is kept from that.
 */
final class SignalRouting {
    /** Most threads answer within this time; for the others it is asked whether they have to. */
    private static final long SOON_NANOSECONDS = 20_000_000;

    /** Longest wait for the others; a thread that is later keeps its mask. */
    private static final long LIMIT_NANOSECONDS = 2_000_000_000;

    private static final String TASKS = "/proc/self/task";
    private static final String BLOCKED = "SigBlk:\t";
    private static final String PENDING = "SigPnd:\t";

    private SignalRouting() {}

    /** Routes signals to the calling thread; does nothing on a machine it does not know. */
    static void toThisThread() {
        boolean quitIsPythons = !Libc.isHandled(Libc.SIGQUIT);
        if (EarlySignals.areUsedByTheJvm()) {
            keepNewThreadsOut();
        }
        if (quitIsPythons) {
            SignalMask.unblock(SignalMask.QUIT); // a JVM that uses it has its threads block it
        }
        MaskCarrier carrier = MaskCarrier.install(mask(quitIsPythons), true);
        if (carrier == null) {
            return;
        }
        String self = String.valueOf(Libc.threadId());
        Set<String> known = new HashSet<>();
        known.add(self);
        while (sendToNew(known, carrier)) {
            long limit = System.nanoTime() + LIMIT_NANOSECONDS;
            boolean late = !carrier.arrives(SOON_NANOSECONDS);
            while (late && System.nanoTime() < limit && anyIsToAnswer(known, self, carrier)) {
                late = !carrier.arrives(SOON_NANOSECONDS);
            }
        }
        carrier.remove();
    }

    /** Whether there was a thread that had not been known. */
    private static boolean sendToNew(Set<String> known, MaskCarrier carrier) {
        String[] threads = new File(TASKS).list();
        boolean found = false;
        for (int i = 0; threads != null && i < threads.length; i++) {
            if (known.add(threads[i])) {
                carrier.send(Long.parseLong(threads[i]));
                found = true;
            }
        }
        return found;
    }

    private static boolean anyIsToAnswer(Set<String> threads, String self, MaskCarrier carrier) {
        for (String thread : threads) {
            if (!thread.equals(self) && isToAnswer(thread, carrier)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the thread exists and takes interrupts, or will: while a thread starts, or starts another one, glibc has
     * it block all signals, the carrier's too, and then gives it the mask of before.
     */
    private static boolean isToAnswer(String thread, MaskCarrier carrier) {
        String file = TASKS + "/" + thread + "/status";
        try (BufferedReader status =
                new BufferedReader(new FileReader(file, StandardCharsets.UTF_8))) {
            long blocked = -1;
            long pending = 0;
            for (String line = status.readLine(); line != null; line = status.readLine()) {
                if (line.startsWith(PENDING)) {
                    pending = Long.parseUnsignedLong(line.substring(PENDING.length()), 16);
                } else if (line.startsWith(BLOCKED)) {
                    blocked = Long.parseUnsignedLong(line.substring(BLOCKED.length()), 16);
                }
            }
            return (blocked & SignalMask.INTERRUPT) == 0 || (pending & carrier.signal()) != 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * The cell through which HotSpot calls {@code pthread_sigmask} is pointed to a few instructions
     * that take HUP, INT and TERM out of the set that a thread is to unblock, which is HotSpot's own
     * and the same for all. A JVM that is not HotSpot has no such cell.
     */
    private static void keepNewThreadsOut() {
        long slot = ImportSlot.findLoaded("/libjvm.so", "pthread_sigmask");
        if (slot != 0) {
            long code = unblockWithout(Native.requireSymbol("pthread_sigmask"));
            CodePage.redirect(slot, code);
        }
    }

    private static long unblockWithout(long real) {
        CodeBuffer code = new CodeBuffer();
        int kept = ~SignalMask.ENDING;
        if (CodeBuffer.isX64()) {
            // cmp edi, SIG_UNBLOCK; jne +11; test rsi, rsi; je +6; and dword [rsi], KEPT
            code.bytes(0x83, 0xff, 0x01, 0x75, 0x0b, 0x48, 0x85, 0xf6, 0x74, 0x06, 0x81, 0x26);
            // mov rax, REAL; jmp rax
            code.number(kept, Integer.BYTES);
            code.bytes(0x48, 0xb8).number(real, Long.BYTES).bytes(0xff, 0xe0);
            return code.place();
        } else if (CodeBuffer.isA64()) {
            // cmp w0, #SIG_UNBLOCK; b.ne +9; cbz x1, +8; mov x9, KEPT;
            // ldr w10, [x1]; and w10, w10, w9; str w10, [x1]
            code.words(0x7100041f, 0x54000121, 0xb4000101).loadA64(9, kept);
            code.words(0xb940002a, 0x0a09014a, 0xb900002a).jumpA64(real);
            return code.place();
        }
        return 0;
    }

    private static int mask(boolean quitIsPythons) {
        boolean user2 = !Libc.environment("_JAVA_SR_SIGNUM").isEmpty();
        return SignalMask.PYTHON
                | (user2 ? SignalMask.USER_2 : 0)
                | (quitIsPythons ? SignalMask.QUIT : 0);
    }
}
