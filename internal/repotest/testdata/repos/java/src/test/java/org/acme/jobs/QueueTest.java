package org.acme.jobs;

import org.junit.jupiter.api.Test;

class QueueTest {
    @Test
    void joins() {
        new Queue(null).join();
    }
}
