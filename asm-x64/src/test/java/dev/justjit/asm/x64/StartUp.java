package dev.justjit.asm.x64;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Run in a JVM of its own by {@link StartUpTest}: prints nanoseconds of processor time until code exists. */
final class StartUp {
    private StartUp() {}

    public static void main(String[] args) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long begin = clock.getCurrentThreadCpuTime();
        X64Assembler asm = new X64Assembler();
        Label slow = asm.newLabel();
        Label pool = asm.newLabel();
        asm.push(Gpr.RBP);
        asm.mov(Size.Q64, Gpr.RBP, Gpr.RSP);
        asm.mov(Size.Q64, Gpr.RAX, Address.at(Gpr.RDI, 8));
        asm.cmp(Size.Q64, Gpr.RAX, Address.rip(pool));
        asm.jcc(Cc.NE, slow);
        asm.mov(Size.D32, Gpr.RCX, Address.at(Gpr.RDI, Gpr.RSI, 4, 24));
        asm.test(Size.D32, Gpr.RCX, Gpr.RCX);
        asm.add(Size.Q64, Gpr.RCX, 1);
        asm.jccShort(Cc.O, slow);
        asm.shl(Size.Q64, Gpr.RCX, 3);
        asm.cvtsi2sd(Size.Q64, Xmm.XMM0, Gpr.RCX);
        asm.addsd(Xmm.XMM0, Xmm.XMM1);
        asm.bind(slow);
        asm.mov(Gpr.RAX, 0x123456789aL);
        asm.call(Gpr.RAX);
        asm.pop(Gpr.RBP);
        asm.ret();
        asm.bind(pool);
        asm.embed(1);
        int length = asm.finish().length;
        System.out.println((clock.getCurrentThreadCpuTime() - begin) + " " + length);
    }
}
