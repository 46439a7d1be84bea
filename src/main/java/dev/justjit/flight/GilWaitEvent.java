package dev.justjit.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** {@code dev.justjit.GilWait}: a thread of Java has waited for Python's lock. */
@Name("dev.justjit.GilWait")
@Label("GIL Wait")
@Description("A thread of Java has waited for Python's global interpreter lock")
@Category("Python")
@Threshold("1 ms")
public final class GilWaitEvent extends Event {}
