import java.lang.reflect.*;
import java.net.URI;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

/** Prints the names of Java and of its packages java.*: java Java.java | gzip -9n > ../data/java.txt.gz */
public class Java {
  static final String KEYWORDS =
      "abstract assert boolean break byte case catch char class const continue default do double else enum exports extends final finally float for"
          + " goto if implements import instanceof int interface long module native new non package permits private protected provides public record"
          + " requires return sealed short static strictfp super switch synchronized this throw throws transient try var void volatile while with"
          + " yield true false null _ when";

  static void line(String scope, Collection<String> names) {
    if (!names.isEmpty()) System.out.println(scope + "\t" + String.join(" ", new TreeSet<>(names)));
  }

  static Set<String> members(Class<?> c) {
    Set<String> names = new TreeSet<>();
    for (Method m : c.getDeclaredMethods()) if (!m.isSynthetic() && (m.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0) names.add(m.getName());
    for (Field f : c.getDeclaredFields()) if ((f.getModifiers() & Modifier.PUBLIC) != 0) names.add(f.getName());
    return names;
  }

  public static void main(String[] args) throws Exception {
    Map<String, Set<String>> packages = new TreeMap<>();
    Map<String, Set<String>> types = new TreeMap<>();
    FileSystem jrt = FileSystems.getFileSystem(URI.create("jrt:/"));
    for (String module : List.of("java.base", "java.sql", "java.net.http", "java.logging", "java.compiler", "java.management")) {
      try (Stream<Path> paths = Files.walk(jrt.getPath("/modules/" + module))) {
        for (Path p : (Iterable<Path>) paths::iterator) {
          if (p.getNameCount() < 3) continue;
          String name = p.subpath(2, p.getNameCount()).toString().replace('/', '.');
          if (!name.endsWith(".class") || !name.startsWith("java") || name.contains("-info")) continue;
          Class<?> c;
          try {
            c = Class.forName(name.substring(0, name.length() - 6), false, null);
          } catch (Throwable t) {
            continue;
          }
          if (!Modifier.isPublic(c.getModifiers()) || c.isAnonymousClass()) continue;
          packages.computeIfAbsent(c.getPackageName(), k -> new TreeSet<>()).add(c.getSimpleName());
          types.put(c.getPackageName() + "." + c.getSimpleName(), members(c));
        }
      }
    }
    Set<String> methods = new TreeSet<>();
    for (Class<?> c : List.of(Object.class, String.class, List.class, Map.class, Set.class, Collection.class, Iterator.class, Optional.class, Stream.class,
        Throwable.class, Enum.class, StringBuilder.class, Integer.class, Map.Entry.class, Collectors.class, Comparator.class, Runnable.class, AutoCloseable.class))
      methods.addAll(members(c));
    line("= keywords", List.of(KEYWORDS.split(" ")));
    Set<String> builtins = new TreeSet<>(packages.get("java.lang"));
    builtins.addAll(List.of("main", "args", "length", "maven", "gradle", "javac", "jar", "java", "javax"));
    line("= builtins", builtins);
    line("= methods", methods);
    packages.forEach(Java::line);
    types.forEach(Java::line);
  }
}
