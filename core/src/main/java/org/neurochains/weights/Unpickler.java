package org.neurochains.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;

/**
 * Reads a pickle without running it: protocols 0 to 5, only the globals of {@link PickleGlobal}, everything else is
 * refused by name.
 *
 * <p>A pickle is a program for a stack machine. Here its instructions only build {@link Pickled} values; a call builds
 * what the allow list says or ends the reading. Work and memory are bounded by the bytes present, {@value #MAX_STEPS}
 * instructions and {@value #MAX_STACK} values on the stack.
 */
final class Unpickler {
    private static final int MAX_STEPS = 4_000_000;
    private static final int MAX_STACK = 1_000_000;
    private static final Object MARK = new Object();

    /** What a persistent id stands for: the checkpoint's form decides. */
    @FunctionalInterface
    interface PersistentIds {
        /**
         * The value of an id.
         *
         * @throws InputException if the id is not one of the checkpoint's form
         */
        Object resolve(Object id, Cursor in);

        /** Where no persistent id may occur. */
        PersistentIds NONE = (id, in) -> {
            throw in.fault("has a persistent id here", CheckpointFault.SAVE_AGAIN);
        };
    }

    private final Cursor in;
    private final PersistentIds ids;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();
    private int steps;

    private Unpickler(Cursor in, PersistentIds ids) {
        this.in = in;
        this.ids = ids;
    }

    /**
     * Reads one pickle and leaves the cursor after it.
     *
     * @throws InputException if it is damaged, or holds anything but plain values and tensors
     */
    static Object load(Cursor in, PersistentIds ids) throws IOException {
        return new Unpickler(in, ids).run();
    }

    private Object run() throws IOException {
        for (int op = in.u8(); op != '.'; op = in.u8()) {
            charge(1);
            if (!(PickleConstants.push(op, in, this::push) || container(op) || memo(op) || call(op))) {
                throw in.pickleFault("has the unknown instruction 0x" + Integer.toHexString(op));
            }
        }
        return pop();
    }

    private void charge(int work) {
        steps += work;
        if (steps > MAX_STEPS) {
            throw in.pickleFault("takes more than " + MAX_STEPS + " instructions");
        }
    }

    private boolean container(int op) {
        switch (op) {
            case '(' -> push(MARK);
            case '0' -> popAny();
            case '1' -> popToMark();
            case '2' -> push(top());
            case ')' -> push(new Pickled.Tuple(List.of()));
            case 't' -> push(new Pickled.Tuple(popToMark()));
            case 0x85, 0x86, 0x87 -> push(new Pickled.Tuple(popMany(op - 0x84)));
            case ']', 0x8f -> push(new Pickled.Items());
            case 'l', 0x91 -> pushItems(popToMark());
            case 'a' -> append(popMany(1));
            case 'e', 0x90 -> append(popToMark());
            case '}' -> push(new Pickled.Dict());
            case 'd' -> pushDict(popToMark());
            case 's' -> put(popMany(2));
            case 'u' -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int op) throws IOException {
        switch (op) {
            case 'p' -> memo.put(PickleConstants.decimal(in), top());
            case 'q' -> memo.put(in.number(1), top());
            case 'r' -> memo.put(in.number(4), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'g' -> push(recall(PickleConstants.decimal(in)));
            case 'h' -> push(recall(in.number(1)));
            case 'j' -> push(recall(in.number(4)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean call(int op) throws IOException {
        switch (op) {
            case 'c' -> push(global(in.line(), in.line()));
            case 0x93 -> {
                List<Object> names = popMany(2);
                push(global(text(names.get(0)), text(names.get(1))));
            }
            case 'R', 0x81 -> {
                Object arguments = pop();
                callWith(pop(), arguments);
            }
            case 0x92 -> {
                pop();
                Object arguments = pop();
                callWith(pop(), arguments);
            }
            case 'i' -> callWith(global(in.line(), in.line()), new Pickled.Tuple(popToMark()));
            case 'o' -> callFirst(popToMark());
            case 'b' -> build();
            case 'P' -> push(ids.resolve(in.line(), in));
            case 'Q' -> push(ids.resolve(pop(), in));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Pickled.Callable global(String module, String name) {
        @Nullable PickleGlobal global = PickleGlobal.find(module, name);
        if (global == null) {
            throw CheckpointFault.global(in, module, name);
        }
        return new Pickled.Callable(global);
    }

    private void callWith(Object callable, Object arguments) {
        Object result = PickleCallables.call(callable, arguments, in);
        if (result instanceof Pickled.Dict dict) {
            charge(dict.items().size());
        }
        push(result);
    }

    private void callFirst(List<Object> values) {
        if (values.isEmpty()) {
            throw in.pickleFault("calls nothing");
        }
        callWith(values.get(0), new Pickled.Tuple(values.subList(1, values.size())));
    }

    /** Sets an object's attributes; none of them is needed. */
    private void build() {
        pop();
        Object target = top();
        if (!(target instanceof Pickled.Dict || target instanceof Pickled.Ignored || target instanceof Pickled.View)) {
            throw in.pickleFault("sets attributes of a value that has none");
        }
    }

    private void pushItems(List<Object> values) {
        push(new Pickled.Items());
        append(values);
    }

    private void append(List<Object> values) {
        if (top() instanceof Pickled.Items items) {
            items.values().addAll(values);
        } else if (!(top() instanceof Pickled.Ignored)) {
            throw in.pickleFault("appends to a value that is no list");
        }
    }

    private void pushDict(List<Object> values) {
        push(new Pickled.Dict());
        put(values);
    }

    private void put(List<Object> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw in.pickleFault("has a key without a value");
        }
        if (top() instanceof Pickled.Dict dict) {
            for (int i = 0; i < keysAndValues.size(); i += 2) {
                Object key = keysAndValues.get(i);
                if (dict.items().put(key, keysAndValues.get(i + 1)) != null) {
                    throw in.pickleFault(
                            "has the key " + (key instanceof String text ? Quoted.of(text) + " " : "") + "twice");
                }
            }
        } else if (!(top() instanceof Pickled.Ignored)) {
            throw in.pickleFault("sets a key of a value that is no dictionary");
        }
    }

    private Object recall(long slot) {
        Object value = memo.get(slot);
        if (value == null) {
            throw in.pickleFault("recalls the value " + slot + ", which was never stored");
        }
        return value;
    }

    private String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw in.pickleFault("names a global with something else than text");
    }

    private void push(Object value) {
        if (stack.size() >= MAX_STACK) {
            throw in.pickleFault("puts more than " + MAX_STACK + " values on its stack");
        }
        stack.add(value);
    }

    private Object top() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw in.pickleFault("uses a value where there is none");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private void popAny() {
        if (stack.isEmpty()) {
            throw in.pickleFault("drops a value where there is none");
        }
        stack.remove(stack.size() - 1);
    }

    private List<Object> popMany(int count) {
        Object[] values = new Object[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return List.of(values);
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw in.pickleFault("closes a group that was never opened");
        }
        List<Object> group = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(group);
        stack.subList(mark, stack.size()).clear();
        return values;
    }
}
