package org.acme.jobs;

public class Pool {
    int size() {
        return 1;
    }

    void drain(Queue queue, java.util.List<String> list, Object thing) {
        queue.add("x");
        list.add("y");
        thing.drainAll();
        new Queue(list).join();
        size();
    }
}
