package dev.justjit.asm.a64;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Run in a JVM of its own by {@link StartUpTest}: prints nanoseconds of processor time until code exists. */
final class StartUp {
    private StartUp() {}

    public static void main(String[] args) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begin = clock.getCurrentThreadCpuTime();
        A64Assembler asm = new A64Assembler();
        Label slow = asm.newLabel();
        Label pool = asm.newLabel();
        asm.stp(Size.X, Gpr.X29, Gpr.X30, Address.pre(Gpr.SP, -16));
        asm.mov(Size.X, Gpr.X29, Gpr.SP);
        asm.ldr(Size.X, Gpr.X1, Address.at(Gpr.X0, 8));
        asm.ldr(Size.X, Gpr.X2, Address.literal(pool));
        asm.cmp(Size.X, Gpr.X1, Gpr.X2);
        asm.b(Cc.NE, slow);
        asm.ldr(Size.W, Gpr.X3, Address.at(Gpr.X0, Gpr.X1, 2));
        asm.cbz(Size.W, Gpr.X3, slow);
        asm.adds(Size.X, Gpr.X3, Gpr.X3, 1);
        asm.b(Cc.VS, slow);
        asm.lsl(Size.X, Gpr.X3, Gpr.X3, 3);
        asm.scvtf(Size.X, Fpr.D0, Gpr.X3);
        asm.fadd(Fpr.D0, Fpr.D0, Fpr.D1);
        asm.bind(slow);
        asm.mov(Gpr.X0, 0x123456789aL);
        asm.ldp(Size.X, Gpr.X29, Gpr.X30, Address.post(Gpr.SP, 16));
        asm.ret();
        asm.align(8);
        asm.bind(pool);
        asm.embed(1);
        int length = asm.finish().length;
        System.out.println((clock.getCurrentThreadCpuTime() - begin) + " " + length);
    }
}
