/* Builds things. */
package org.example

import groovy.transform.CompileStatic
import static java.lang.Math.max

/** A builder. */
@CompileStatic
class Builder extends Base implements Reader {
    private String name
    static final int LIMIT = 10

    Builder(String name) {
        this.name = name
    }

    /** Finds. */
    @Override
    public static List<String> find(String key, int n = 1) {
        if (key == null || n > 1 && key) {
            return []
        } else if (n == 2) {
            for (int i = 0; i < n; i++) {
                while (i > 2) { break }
            }
        }
        switch (key) {
            case "a":
                return find(key)
            default:
                break
        }
        try {
            new Helper(n).run()
        } catch (IOException e) {
            throw e
        }
        list.collect { it ? 1 : 2 }
        return null
    }

    def loose(a, b) { a + b }
}

def helper(x) {
    return x * 2
}

def closure = { int a -> a + 1 }

interface Reader {
    void read(String key)
}
