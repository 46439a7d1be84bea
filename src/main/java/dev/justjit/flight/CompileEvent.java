package dev.justjit.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** {@code dev.justjit.Compile}: machine code of Python was made and installed, or refused. */
@Name("dev.justjit.Compile")
@Label("Python Compilation")
@Description("Machine code of a Python function or loop was installed, or refused")
@Category({"Python", "Compiler"})
@StackTrace(false)
public final class CompileEvent extends Event {
    @Label("Function")
    public String function = "";

    @Label("File")
    public String file = "";

    @Label("Line")
    @Description("Of the function, or of the loop")
    public int line;

    @Label("Tier")
    @Description(
            "baseline: a whole function; region: a loop or function with its numbers in registers")
    public String tier = "";

    @Label("Code Units")
    @Description("Of the whole function's bytecode")
    public int units;

    @Label("Machine Code")
    @DataAmount
    public int bytes;

    @Label("Compile Time")
    @Timespan(Timespan.MICROSECONDS)
    public long compileTime;

    @Label("Stored")
    @Description("It was compiled by an earlier run")
    public boolean stored;

    @Label("Refusal")
    @Description("Why there is no machine code, or empty")
    public String refusal = "";
}
