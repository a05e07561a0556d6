/*
 * Copyright nobody.
 */
package org.example.store;

import java.util.*;
import java.util.function.Function;
import static java.util.Objects.requireNonNull;

/**
 * Stores things.
 *
 * @param <T> what is stored
 */
@Component
@SuppressWarnings({"unchecked", "raw"})
public abstract class Store<T extends Comparable<T>> extends Base<T> implements Reader<T>, AutoCloseable {
    private static final int LIMIT = 10;
    private final Function<Integer, Integer> twice = x -> x > 0 ? x * 2 : 0;

    static {
        Registry.register(Store.class);
    }

    /** Makes a store. */
    protected Store(String name, int... sizes) {
        super(name);
        this.name = name;
    }

    @Override
    public synchronized Optional<T> find(final String key, Map<String, List<T>> index) throws IOException {
        if (key == null || key.isEmpty() && index != null) {
            return Optional.empty();
        } else if (key.length() > LIMIT) {
            for (T t : index.get(key)) {
                while (t != null) {
                    break;
                }
            }
        } else {
            do { next(); } while (hasNext());
        }
        outer:
        for (int i = 0; i < 3; i++) {
            continue outer;
        }
        switch (key) {
            case "a":
            case "b":
                return find(key, index);
            default:
                break;
        }
        int n = switch (key) {
            case "x", "y" -> 1;
            default -> 0;
        };
        try {
            Runnable r = () -> { if (n > 1) run(); };
            new Thread(r).start();
        } catch (IllegalStateException | RuntimeException e) {
            throw new StoreException(e);
        }
        Object o = new Comparator<T>() {
            @Override
            public int compare(T a, T b) { return a.compareTo(b); }
        };
        return index.get(key).stream().map(Store::wrap).findFirst();
    }

    abstract <R> R load(Class<R> type);

    enum Level {
        LOW, HIGH { @Override int weight() { return 2; } };

        int weight() { return 1; }
    }

    record Point(int x, int y) {
        Point {
            requireNonNull(x);
        }

        double length() { return Math.sqrt(x * x + y * y); }
    }

    interface Visitor {
        void visit(Store<?> store);

        default void done() {}
    }

    @interface Marker {
        String value() default "";
    }

    @Test
    void storesThings() {}
}
