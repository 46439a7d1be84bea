package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;

/** Python's standard streams as streams of Java, in a JVM of its own; for {@link JavaApiIT}. */
public final class StreamsProgram {
    private StreamsProgram() {}

    /** Ends as the argument says. */
    public static void main(String[] arguments) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        byte[] lines = "first\nz\u00e9ro\nrest".getBytes(StandardCharsets.UTF_8);
        PythonOptions options =
                PythonOptions.defaults()
                        .withJit(false)
                        .withOutput(output)
                        .withError(error)
                        .withInput(new ByteArrayInputStream(lines));
        if (arguments[0].equals("exit")) {
            Python.open(options.withOutput(System.out)).exec("print('until the end', end='')");
            System.exit(4);
        }
        if (arguments[0].equals("pipe")) {
            pipe();
            return;
        }
        Python python = Python.open(options);
        python.exec("import sys; print('line', '\u00e9\ud83d\ude00'); print('no line', end='')");
        say("line", output);
        python.exec("sys.stdout.flush()");
        say("flushed", output);
        python.exec(
                "print(f'<{input()}>', sys.stdin.readline(), sys.stdin.read(), repr(input) [:6])");
        say("input", output);
        python.exec("print('wrong', chr(0xdc00), file=sys.stderr)");
        say("error", error);
        Thread thread = new Thread(() -> python.exec("print('another thread')"));
        thread.start();
        thread.join();
        python.exec(
                "import threading; t = threading.Thread(target=print, args=['of Python']); t.start(); t.join()");
        say("threads", output);
        python.exec("import os; r = os.fork() if hasattr(os, 'x') else None");
        python.exec("n = sys.stdout.write('x' * 20000)");
        say("large", output.size());
        output.reset();
        System.out.println(failure(() -> end(python, "sys.stdin.fileno()")));
        System.out.println(
                python.eval(
                                "sys.stdout.encoding, sys.stdout.name, sys.stdout.isatty(), sys.__stdout__ is sys.stdout")
                        .toJava());
        python.exec("import atexit; atexit.register(print, 'at exit'); print('rest', end=' ')");
        python.close();
        say("closed", output);
    }

    private static Object end(Python python, String source) {
        python.exec(source);
        return null;
    }

    private static void say(String what, Object output) {
        String text =
                output instanceof ByteArrayOutputStream bytes
                        ? bytes.toString(StandardCharsets.UTF_8).replace("\n", "|")
                        : String.valueOf(output);
        System.out.println(what + ": " + text);
    }

    /** Output that is read by a thread that needs Python, and a stream that fails. */
    private static void pipe() throws Exception {
        PipedInputStream in = new PipedInputStream(16);
        PipedOutputStream out = new PipedOutputStream(in);
        OutputStream fails =
                new OutputStream() {
                    @Override
                    public void write(int each) throws IOException {
                        throw new IOException("full");
                    }
                };
        Python python =
                Python.open(
                        PythonOptions.defaults().withJit(false).withOutput(out).withError(fails));
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                int read = 0;
                                while (in.read() != '!') {
                                    read += (int) python.eval("1").asLong();
                                }
                                System.out.println("read " + read);
                            } catch (IOException failure) {
                                System.out.println(failure);
                            }
                        });
        reader.start();
        python.exec("print('x' * 1000, '!', sep='')");
        reader.join();
        System.out.println(failure(() -> end(python, "import sys; print('x', file=sys.stderr)")));
        python.exec("sys.stderr = sys.__stderr__ = None");
        python.close();
        System.out.println("closed");
    }
}
