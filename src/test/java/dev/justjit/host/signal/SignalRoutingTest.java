package dev.justjit.host.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.process.JffiLibrary;
import dev.justjit.host.process.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which threads take signals of the process. */
class SignalRoutingTest {
    private static final int ALL = -1;

    @TempDir private Path folder;

    /** As glibc has a thread block all signals while it starts another one: an interrupt that it takes then is lost. */
    @Test
    void threadsThatBlockAllSignalsForAWhileAreLedAwayToo() throws Exception {
        List<String> command = ChildProcess.java(Routed.class.getName());
        Outcome outcome = ChildProcess.run(command, folder, Map.of(), "");
        assertEquals(new Outcome(0, "takes interrupts: false\n", ""), outcome);
    }

    /** The program. */
    static final class Routed {
        private Routed() {}

        public static void main(String[] arguments) throws Exception {
            JffiLibrary.prepare();
            CountDownLatch blocks = new CountDownLatch(1);
            CountDownLatch looked = new CountDownLatch(1);
            long[] number = new long[1];
            Thread thread =
                    new Thread(
                            () -> {
                                number[0] = Libc.threadId();
                                int held = SignalMask.block(ALL);
                                blocks.countDown();
                                pause();
                                SignalMask.unblock(held);
                                await(looked);
                            });
            thread.start();
            blocks.await();
            SignalRouting.toThisThread();
            Path status = Path.of("/proc/self/task/" + number[0] + "/status");
            long end = System.nanoTime() + 1_000_000_000;
            boolean takes = takesInterrupts(status);
            while (!takes && System.nanoTime() < end) {
                takes = takesInterrupts(status);
            }
            System.out.println("takes interrupts: " + takes);
            looked.countDown();
        }

        private static boolean takesInterrupts(Path status) throws Exception {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("SigBlk:\t")) {
                    long blocked = Long.parseUnsignedLong(line.substring(8), 16);
                    return (blocked & SignalMask.INTERRUPT) == 0;
                }
            }
            throw new IllegalStateException("no mask in " + status);
        }

        private static void pause() {
            try {
                Thread.sleep(400);
            } catch (InterruptedException nobodyDoes) {
                throw new IllegalStateException(nobodyDoes);
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException nobodyDoes) {
                throw new IllegalStateException(nobodyDoes);
            }
        }
    }
}
