package dev.justjit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
final class ArchitectureTest {
    /** One instruction set each; everything else is written once for all of them. */
    private static final String[] ENCODERS = {"dev.justjit.asm.x64..", "dev.justjit.asm.a64.."};

    private static final String[] MACRO_ASSEMBLERS = {
        "dev.justjit.masm.x64..", "dev.justjit.masm.a64.."
    };

    /** The choice between them. */
    private static final String ISA = "dev.justjit.masm.Isa";

    /** What turns bytecode into calls of a macro assembler. */
    private static final String[] COMPILER = {
        "dev.justjit.bytecode..",
        "dev.justjit.analysis..",
        "dev.justjit.ir..",
        "dev.justjit.build..",
        "dev.justjit.opt..",
        "dev.justjit.lower..",
        "dev.justjit.snippet..",
        "dev.justjit.compile..",
        "dev.justjit.region..",
        "dev.justjit.template..",
        "dev.justjit.stubs.."
    };

    private static final Set<String> ACYCLIC =
            Set.of(
                    "bytecode",
                    "analysis",
                    "ir",
                    "build",
                    "opt",
                    "lower",
                    "record",
                    "masm",
                    "compile",
                    "region",
                    "template",
                    "stubs",
                    "code",
                    "host",
                    "attach");

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/test-classes"))
                    .importPackages("dev.justjit");

    @Test
    void onlyMacroAssemblersKnowAnEncoder() {
        noClasses()
                .that(
                        not(resideInAnyPackage(ENCODERS))
                                .and(not(resideInAnyPackage(MACRO_ASSEMBLERS))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENCODERS)
                .check(OURS);
    }

    @Test
    void theMacroAssemblerOfOneInstructionSetKnowsNoOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.justjit.masm.x64..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.justjit.asm.a64..", "dev.justjit.masm.a64..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("dev.justjit.masm.a64..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.justjit.asm.x64..", "dev.justjit.masm.x64..")
                .check(OURS);
    }

    @Test
    void theCompilerKnowsNoInstructionSet() {
        noClasses()
                .that()
                .resideInAnyPackage(COMPILER)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(MACRO_ASSEMBLERS)
                                .or(resideInAnyPackage(ENCODERS))
                                .or(nameMatching(Pattern.quote(ISA) + ".*")))
                .check(OURS);
    }

    @Test
    void onlyTheChoiceNamesAMacroAssembler() {
        noClasses()
                .that(
                        not(resideInAnyPackage(MACRO_ASSEMBLERS))
                                .and(not(nameMatching(Pattern.quote(ISA) + ".*"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MACRO_ASSEMBLERS)
                .check(OURS);
    }

    @Test
    void theCompilerKnowsNoProcessItRunsIn() {
        noClasses()
                .that()
                .resideInAnyPackage(COMPILER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.justjit.ffi..",
                        "dev.justjit.attach..",
                        "dev.justjit.host..",
                        "dev.justjit.code..")
                .check(OURS);
    }

    @Test
    void encodersKnowTheJdkOnly() {
        classes()
                .that()
                .resideInAnyPackage(ENCODERS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "dev.justjit.asm.x64..",
                        "dev.justjit.asm.a64..")
                .check(OURS);
    }

    @Test
    void recordsKnowNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("dev.justjit.record..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.justjit..")
                                .and(not(resideInAPackage("dev.justjit.record.."))))
                .check(OURS);
    }

    /** A graph is what is between bytecode and machine code, and knows neither. */
    @Test
    void graphsKnowNamesOfOpcodesOnly() {
        onlyKnows("ir", "dev.justjit.abi..");
        onlyKnows("opt", "dev.justjit.ir..");
        onlyKnows(
                "build",
                "dev.justjit.ir..",
                "dev.justjit.abi..",
                "dev.justjit.bytecode..",
                "dev.justjit.analysis..");
    }

    /** Machine code of graphs needs to know neither who makes them nor who improves them. */
    @Test
    void loweringKnowsGraphsAndMachines() {
        onlyKnows(
                "lower",
                "dev.justjit.ir..",
                "dev.justjit.abi..",
                "dev.justjit.bytecode..",
                "dev.justjit.analysis..",
                "dev.justjit.masm..",
                "dev.justjit.record..",
                "dev.justjit.snippet..",
                "dev.justjit.compile..");
    }

    private static void onlyKnows(String name, String... others) {
        String own = "dev.justjit." + name + "..";
        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.justjit..")
                                .and(not(resideInAPackage(own)))
                                .and(not(resideInAnyPackage(others))))
                .check(OURS);
    }

    @Test
    void nativeCallsKnowNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("dev.justjit.ffi..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.justjit..")
                                .and(not(resideInAPackage("dev.justjit.ffi.."))))
                .check(OURS);
    }

    @Test
    void codeMemoryKnowsNoCompiler() {
        noClasses()
                .that()
                .resideInAPackage("dev.justjit.code..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.justjit.compile..", "dev.justjit.template..")
                .check(OURS);
    }

    /** From the bottom: reading Python, keeping machine code, entering it, asking for it. */
    @Test
    void attachingIsDoneInLayers() {
        String[] above = {
            "dev.justjit.attach.bridge..",
            "dev.justjit.attach",
            "dev.justjit.attach.report..",
            "dev.justjit.attach.compilation..",
            "dev.justjit.attach.hooks..",
            "dev.justjit.attach.live..",
            "dev.justjit.attach.snapshot..",
            "dev.justjit.attach.process.."
        };
        for (int i = 1; i < above.length; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(above[i])
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(Arrays.copyOf(above, i))
                    .check(OURS);
        }
    }

    @Test
    void onlyCommandsObserve() {
        noClasses()
                .that(not(resideInAnyPackage("dev.justjit.observe..", "dev.justjit.cli..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.justjit.observe..")
                .check(OURS);
    }

    /** The module for Spark is a jar of its own, which needs this one. */
    @Test
    void nothingNeedsSpark() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache..", "scala..", "dev.justjit.spark..")
                .check(OURS);
    }

    @Test
    void packagesFormNoCycle() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(OURS);
    }

    private static final SliceAssignment PACKAGES =
            new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                    String[] parts = javaClass.getPackageName().split("\\.");
                    if (parts.length <= 2 || !ACYCLIC.contains(parts[2])) {
                        return SliceIdentifier.ignore();
                    }
                    // masm/Isa chooses between its sub-packages, which know it
                    boolean whole = parts[2].equals("masm");
                    return SliceIdentifier.of(whole ? parts[2] : javaClass.getPackageName());
                }

                @Override
                public String getDescription() {
                    return "packages of the compiler";
                }
            };
}
