package org.acme.text;

public final class Names {
    public static String shorten(String s) {
        return s.trim();
    }
}
