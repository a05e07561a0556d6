package org.acme.jobs;

public abstract class Base {
    protected int size() {
        return 0;
    }
}
