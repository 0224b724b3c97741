package peers;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What both peers share: options, the clock (as in measure.hpp: a query counts with its fastest answer), sizes. */
final class Driver {
  private final Map<String, String> options = new HashMap<>();

  Driver(String[] arguments) {
    for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
  }

  Path path(String name) {
    String value = options.get(name);
    if (value == null) throw new IllegalArgumentException(name + " is missing");
    return Path.of(value);
  }

  interface Search<T> {
    T ask(int query) throws IOException;
  }

  interface Line<T> {
    String of(T answer) throws IOException;
  }

  /** Asks queries 0 to count - 1, writes a line for each to out/MODE.txt, and returns the mode's member of the JSON. */
  <T> String measure(String mode, int count, Search<T> search, Line<T> line) throws IOException {
    int rounds = Integer.parseInt(options.getOrDefault("--rounds", "5"));
    double budget = Double.parseDouble(options.getOrDefault("--budget-s", "60")) * 1e9;
    double[] best = new double[count];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    String[] lines = new String[count];
    long begin = System.nanoTime();
    int round = 0;
    while (round < rounds && (round == 0 || System.nanoTime() - begin < budget)) {
      for (int i = 0; i < count; ++i) {
        long before = System.nanoTime();
        T answer = search.ask(i);
        best[i] = Math.min(best[i], (System.nanoTime() - before) / 1e3);
        if (round == 0) lines[i] = line.of(answer);
      }
      ++round;
    }
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path("--out").resolve(mode + ".txt")))) {
      for (String one : lines) out.println(one);
    }
    Arrays.sort(best);
    double mean = Arrays.stream(best).average().orElse(0);
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"rounds\":%d,\"mean_us\":%.2f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"max_us\":%.2f}",
        mode, round, mean, at(best, 0.5), at(best, 0.99), at(best, 1.0));
  }

  private static double at(double[] sorted, double q) {
    return sorted.length == 0 ? 0 : sorted[(int) (q * (sorted.length - 1) + 0.5)];
  }

  static long folderBytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
