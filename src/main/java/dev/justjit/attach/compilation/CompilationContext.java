package dev.justjit.attach.compilation;

import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.Counters;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobStore;
import dev.justjit.tiering.CompileService;

/**
 * What all compilations of a process have in common.
 *
 * @param registry of code objects
 * @param loader puts machine code into memory
 * @param isa the instruction set
 * @param counters what is counted
 * @param failures where errors of the compiler itself go
 * @param service compiles beside the program
 * @param store machine code of earlier runs
 * @param journal is told what happens
 */
public record CompilationContext(
        CodeRegistry registry,
        CodeLoader loader,
        Isa isa,
        Counters counters,
        CompilerFailures failures,
        CompileService service,
        BlobStore store,
        Journal journal) {}
