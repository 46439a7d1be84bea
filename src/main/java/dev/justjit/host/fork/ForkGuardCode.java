package dev.justjit.host.fork;

import dev.justjit.host.process.CApi;
import dev.justjit.host.process.CodeBuffer;
import dev.justjit.host.process.Libc;

/**
 * The instructions of {@link ForkGuard}, for two machines, in the same steps:
 *
 * <pre>
 * result = function(a, b, c, d)
 * if getpid() == PARENT: return result
 * error = PyErr_GetRaisedException() or None
 * status = PyLong_AsLong(PyObject_CallFunctionObjArgs(FINISH, error, NULL))
 * if Py_FinalizeEx() &lt; 0: status = FLUSH_FAILED
 * fflush(NULL)
 * if status == INTERRUPTED: signal(SIGINT, SIG_DFL); raise(SIGINT)
 * _exit(status)
 * </pre>
 */
final class ForkGuardCode {
    /** Status for a KeyboardInterrupt: the child is to die by the signal. */
    static final int INTERRUPTED = 256;

    private static final int FLUSH_FAILED = 120;
    private static final int HALF = 0xffff;

    private ForkGuardCode() {}

    /** Address of the code, or 0 when there is none for this machine. */
    static long place(long finish) {
        if (CodeBuffer.isX64()) {
            return x64(finish).place();
        }
        return CodeBuffer.isA64() ? a64(finish).place() : 0;
    }

    private static CodeBuffer x64(long finish) {
        CodeBuffer code = new CodeBuffer();
        // push rbx; mov r11, rdi; mov rdi, rsi; mov rsi, rdx; mov rdx, rcx; mov rcx, r8;
        // xor eax, eax; call r11; mov rbx, rax
        code.bytes(0x53, 0x49, 0x89, 0xfb, 0x48, 0x89, 0xf7, 0x48, 0x89, 0xd6);
        code.bytes(0x48, 0x89, 0xca, 0x4c, 0x89, 0xc1, 0x31, 0xc0, 0x41, 0xff, 0xd3);
        code.bytes(0x48, 0x89, 0xc3);
        code.callX64("getpid");
        // cmp eax, PARENT; jne +5; mov rax, rbx; pop rbx; ret
        code.bytes(0x3d).number(Libc.processId(), Integer.BYTES);
        code.bytes(0x75, 0x05, 0x48, 0x89, 0xd8, 0x5b, 0xc3);
        code.callX64("PyErr_GetRaisedException");
        // mov rsi, rax; test rax, rax; jne +10; mov rsi, None
        code.bytes(0x48, 0x89, 0xc6, 0x48, 0x85, 0xc0, 0x75, 0x0a, 0x48, 0xbe);
        code.number(CApi.NONE, Long.BYTES);
        // mov rdi, FINISH; xor edx, edx
        code.bytes(0x48, 0xbf).number(finish, Long.BYTES).bytes(0x31, 0xd2);
        code.callX64("PyObject_CallFunctionObjArgs");
        code.bytes(0x48, 0x89, 0xc7); // mov rdi, rax
        code.callX64("PyLong_AsLong");
        code.bytes(0x48, 0x89, 0xc3); // mov rbx, rax
        code.callX64("Py_FinalizeEx");
        // test eax, eax; jns +5; mov ebx, FLUSH_FAILED; xor edi, edi
        code.bytes(0x85, 0xc0, 0x79, 0x05, 0xbb).number(FLUSH_FAILED, Integer.BYTES);
        code.bytes(0x31, 0xff);
        code.callX64("fflush");
        // cmp ebx, INTERRUPTED; jne +42; mov edi, SIGINT; xor esi, esi
        code.bytes(0x81, 0xfb).number(INTERRUPTED, Integer.BYTES).bytes(0x75, 0x2a);
        code.bytes(0xbf).number(Libc.SIGINT, Integer.BYTES).bytes(0x31, 0xf6);
        code.callX64("signal");
        code.bytes(0xbf).number(Libc.SIGINT, Integer.BYTES); // mov edi, SIGINT
        code.callX64("raise");
        code.bytes(0x89, 0xdf); // mov edi, ebx
        code.callX64("_exit");
        return code;
    }

    private static CodeBuffer a64(long finish) {
        CodeBuffer code = new CodeBuffer();
        // stp x29, x30, [sp, #-32]!; str x19, [sp, #16]; mov x16, x0; mov x0, x1; mov x1, x2;
        // mov x2, x3; mov x3, x4; blr x16; mov x19, x0
        code.words(0xa9be7bfd, 0xf9000bf3, 0xaa0003f0, 0xaa0103e0, 0xaa0203e1);
        code.words(0xaa0303e2, 0xaa0403e3, 0xd63f0200, 0xaa0003f3);
        code.callA64("getpid");
        // movz w9, PARENT; movk w9, PARENT, lsl 16; cmp w0, w9; b.ne +5
        int parent = Libc.processId();
        code.words(0x52800009 | (parent & HALF) << 5, 0x72a00009 | (parent >>> 16) << 5);
        code.words(0x6b09001f, 0x540000a1);
        // mov x0, x19; ldr x19, [sp, #16]; ldp x29, x30, [sp], #32; ret
        code.words(0xaa1303e0, 0xf9400bf3, 0xa8c27bfd, 0xd65f03c0);
        code.callA64("PyErr_GetRaisedException");
        // mov x1, x0; cbnz x1, +5; mov x1, None; mov x0, FINISH; mov x2, xzr
        code.words(0xaa0003e1, 0xb50000a1).loadA64(1, CApi.NONE);
        code.loadA64(0, finish).words(0xaa1f03e2);
        code.callA64("PyObject_CallFunctionObjArgs");
        code.callA64("PyLong_AsLong");
        code.words(0xaa0003f3); // mov x19, x0
        code.callA64("Py_FinalizeEx");
        // tbz w0, #31, +2; movz w19, FLUSH_FAILED; mov x0, xzr
        code.words(0x36f80040, 0x52800013 | FLUSH_FAILED << 5, 0xaa1f03e0);
        code.callA64("fflush");
        // cmp w19, INTERRUPTED; b.ne +14; movz w0, SIGINT; mov x1, xzr
        code.words(0x7100001f | INTERRUPTED << 10 | 19 << 5, 0x540001c1);
        code.words(0x52800000 | Libc.SIGINT << 5, 0xaa1f03e1);
        code.callA64("signal");
        code.words(0x52800000 | Libc.SIGINT << 5); // movz w0, SIGINT
        code.callA64("raise");
        code.words(0x2a1303e0); // mov w0, w19
        code.callA64("_exit");
        return code;
    }
}
