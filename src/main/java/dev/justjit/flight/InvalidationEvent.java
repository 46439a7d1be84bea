package dev.justjit.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** {@code dev.justjit.Invalidation}: machine code is not entered any more. */
@Name("dev.justjit.Invalidation")
@Label("Python Invalidation")
@Description("Machine code of Python is not entered any more")
@Category({"Python", "Compiler"})
@StackTrace(false)
public final class InvalidationEvent extends Event {
    @Label("Function")
    @Description("Empty: all functions")
    public String function = "";

    @Label("Reason")
    public String reason = "";
}
