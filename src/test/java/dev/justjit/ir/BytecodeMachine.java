package dev.justjit.ir;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.PyValues.PyIterator;
import dev.justjit.ir.PyValues.PyList;
import dev.justjit.ir.PyValues.PyTuple;
import dev.justjit.ir.PyValues.Raised;
import dev.justjit.ir.PyValues.Single;
import dev.justjit.ir.PyValues.Unsupported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs bytecode as the interpreter does, from any instruction on: what graphs are compared with. */
public final class BytecodeMachine {
    private static final int STEPS = 3000;

    private final CodeImage image;
    private final List<Insn> insns;
    private final Map<Integer, Integer> indexes = new HashMap<>();
    private final List<Object> locals;
    private final List<Object> stack;
    private int steps = STEPS;

    private BytecodeMachine(CodeImage image, List<Object> locals, List<Object> stack) {
        this.image = image;
        this.locals = new ArrayList<>(locals);
        this.stack = new ArrayList<>(stack);
        insns = Decoder.decode(image);
        for (int i = 0; i < insns.size(); i++) {
            indexes.put(insns.get(i).start(), i);
            indexes.put(insns.get(i).offset(), i);
        }
    }

    /** What comes of a call. */
    public static Interpreter.Outcome call(CodeImage image, List<Object> arguments) {
        List<Object> locals = new ArrayList<>(arguments);
        while (locals.size() < image.localsPlus()) {
            locals.add(Single.NULL);
        }
        return new BytecodeMachine(image, locals, List.of()).run(0);
    }

    /** What comes of a call that went on so far in a graph. */
    public static Interpreter.Outcome resume(CodeImage image, Interpreter.Outcome outcome) {
        if (!(outcome instanceof Interpreter.Left left)) {
            return outcome;
        }
        BytecodeMachine machine = new BytecodeMachine(image, left.locals(), left.stack());
        int index = machine.indexes.get(left.state().instruction().unit());
        if (left.state().when() == FrameState.When.HALF) {
            machine.secondHalf(machine.insns.get(index));
        }
        return machine.run(left.state().when() == FrameState.When.BEFORE ? index : index + 1);
    }

    private void secondHalf(Insn insn) {
        int local = insn.oparg() & 15;
        if (insn.opcode() == Opcode.STORE_FAST_LOAD_FAST) {
            stack.add(locals.get(local));
        } else {
            locals.set(local, pop());
        }
    }

    private Interpreter.Outcome run(int first) {
        int index = first;
        try {
            while (true) {
                Insn insn = insns.get(index);
                if (--steps < 0) {
                    throw new Unsupported("too many steps");
                }
                if (insn.opcode() == Opcode.RETURN_VALUE) {
                    return new Interpreter.Returned(pop());
                }
                index = step(insn, index);
            }
        } catch (Raised raised) {
            return new Interpreter.Threw(String.valueOf(raised.getMessage()));
        }
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private Object peek(int fromTop) {
        return stack.get(stack.size() - fromTop);
    }

    private int step(Insn insn, int index) {
        int oparg = insn.oparg();
        int next = index + 1;
        switch (insn.opcode()) {
            case RESUME, NOP -> {}
            case LOAD_FAST -> stack.add(locals.get(oparg));
            case STORE_FAST -> locals.set(oparg, pop());
            case LOAD_CONST -> stack.add(constant(oparg));
            case PUSH_NULL -> stack.add(Single.NULL);
            case LOAD_GLOBAL -> {
                stack.add(new PyValues.Builtin(image.names().get(oparg >> 1)));
                stack.add(Single.NULL);
            }
            case POP_TOP, END_FOR -> pop();
            case COPY -> stack.add(peek(oparg));
            case SWAP -> {
                Object top = stack.set(stack.size() - 1, peek(oparg));
                stack.set(stack.size() - oparg, top);
            }
            case STORE_SUBSCR -> {
                Object key = pop();
                Object container = pop();
                PySemantics.store(pop(), container, key);
            }
            case IS_OP -> {
                Object other = pop();
                Object one = pop();
                boolean same =
                        one instanceof Boolean || one instanceof Single
                                ? one.equals(other)
                                : one == other;
                stack.add(same != (oparg == 1));
            }
            case LIST_APPEND -> {
                Object value = pop();
                ((PyList) peek(oparg)).items.add(value);
            }
            case UNPACK_SEQUENCE -> {
                Object sequence = pop();
                if (!(sequence instanceof PyTuple) && !(sequence instanceof PyList)) {
                    throw new Raised("TypeError");
                }
                List<Object> items = PyValues.items(sequence);
                if (items.size() != oparg) {
                    throw new Raised("ValueError");
                }
                for (int i = oparg - 1; i >= 0; i--) {
                    stack.add(items.get(i));
                }
            }
            case JUMP_FORWARD, JUMP_BACKWARD -> next = indexes.get(insn.target());
            case POP_JUMP_IF_TRUE -> next = (Boolean) pop() ? indexes.get(insn.target()) : next;
            case POP_JUMP_IF_FALSE -> next = (Boolean) pop() ? next : indexes.get(insn.target());
            case POP_JUMP_IF_NONE ->
                    next = pop() == Single.NONE ? indexes.get(insn.target()) : next;
            case FOR_ITER -> {
                PyIterator iterator = (PyIterator) peek(1);
                if (iterator.hasNext()) {
                    stack.add(iterator.next());
                } else {
                    pop();
                    next = indexes.get(insn.target() + 2);
                }
            }
            default -> {
                Object[] operands = new Object[insn.opcode().popped(oparg)];
                for (int i = operands.length - 1; i >= 0; i--) {
                    operands[i] = pop();
                }
                stack.add(PySemantics.apply(insn.opcode(), oparg, operands));
            }
        }
        return next;
    }

    private Object constant(int index) {
        Constant constant = image.constants().get(index);
        return switch (constant.kind()) {
            case NONE -> Single.NONE;
            case BOOL -> constant.intValue() != 0;
            case INT -> PyValues.constant(constant.intValue());
            case FLOAT -> PyValues.constant(constant.doubleValue());
            case STR -> new PyValues.Str(constant.text());
            default -> throw new Unsupported(constant.toString());
        };
    }
}
