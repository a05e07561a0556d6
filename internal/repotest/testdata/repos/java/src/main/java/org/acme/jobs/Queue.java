package org.acme.jobs;

import java.util.List;
import org.acme.text.Names;

public class Queue extends Base {
    private final List<String> items;

    public Queue(List<String> items) {
        this.items = items;
    }

    public String join() {
        drainAll();
        return String.join(",", items) + size();
    }

    public void drainAll() {
        Names.shorten("x");
        items.add("x");
    }

    public void add(String job) {
        this.drainAll();
    }
}
