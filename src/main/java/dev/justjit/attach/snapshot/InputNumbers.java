package dev.justjit.attach.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the addresses and versions that a region's inputs name: in the order in which they come, the same for
 * the same address, 0 for none. So what the region's code is made of holds in every process.
 */
final class InputNumbers {
    private final Map<Long, Long> numbers = new HashMap<>();
    private final List<Long> values = new ArrayList<>();

    InputNumbers() {
        values.add(0L);
    }

    /** The number of an address. */
    long of(long address) {
        if (address == 0) {
            return 0;
        }
        Long known = numbers.get(address);
        if (known == null) {
            known = add(address);
            numbers.put(address, known);
        }
        return known;
    }

    /** A number for a value that is no address. */
    long add(long value) {
        long number = values.size();
        values.add(value);
        return number;
    }

    /** What has the number. */
    long value(int number) {
        return values.get(number);
    }
}
