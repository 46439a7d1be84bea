package dev.justjit.flight;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** The end of a process that is Python's: the JVM in it does not end as others do, and writes no recording. */
public final class FlightEnd {
    private FlightEnd() {}

    /** Writes the recordings that are to be written when the JVM ends. */
    public static void write() {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (recording.getDumpOnExit()
                    && recording.getDestination() != null
                    && recording.getState() == RecordingState.RUNNING) {
                recording.stop();
            }
        }
    }
}
