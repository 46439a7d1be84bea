package dev.justjit.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** {@code dev.justjit.Exit}: a place has left machine code for the interpreter so often that it is compiled anew. */
@Name("dev.justjit.Exit")
@Label("Python Exit")
@Description("A place has left machine code so often that its function is compiled anew")
@Category({"Python", "Compiler"})
@StackTrace(false)
public final class ExitEvent extends Event {
    @Label("Function")
    public String function = "";

    @Label("File")
    public String file = "";

    @Label("Line")
    public int line;

    @Label("Reason")
    public String reason = "";
}
