package dev.justjit.api;

/**
 * A thread of our own. It does not keep the JVM alive, nor anything of the thread that starts it; and no Python thread
 * state is kept for it, so that Python has the program's threads only.
 */
final class ServiceThread extends Thread {
    ServiceThread(String name, Runnable work) {
        super(null, work, name, 0, false);
        setDaemon(true);
        setContextClassLoader(null);
    }
}
