package peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.search.suggest.InputIterator;
import org.apache.lucene.search.suggest.Lookup;
import org.apache.lucene.search.suggest.analyzing.AnalyzingInfixSuggester;
import org.apache.lucene.search.suggest.analyzing.AnalyzingSuggester;
import org.apache.lucene.search.suggest.analyzing.FuzzySuggester;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.Version;

/**
 * Lucene's suggesters as peers, one a run: --kind analyzing (what begins as typed), fuzzy (the same but for one edit
 * behind the first letter), infix (completions that hold all the words, the last one unfinished). One JSON line.
 */
public final class SuggestPeer {
  private static final int TOP = 10;

  public static void main(String[] arguments) throws IOException {
    Driver driver = new Driver(arguments);
    String kind = driver.path("--kind").toString();
    Path index = driver.path("--index");
    Lookup lookup = make(kind, index);
    long before = System.nanoTime();
    long count = build(lookup, driver.path("--completions"));
    double buildSeconds = (System.nanoTime() - before) / 1e9;
    long bytes = kind.equals("infix") ? Driver.folderBytes(index) : lookup.ramBytesUsed();
    StringBuilder modes = new StringBuilder();
    for (String mode : kind.equals("fuzzy") ? List.of("mistyped", "whole") : List.of("prefix")) {
      List<String> typed = Files.readAllLines(driver.path("--queries").resolve(mode + ".tsv")).stream()
          .map(line -> line.split("\t")[0]).toList();
      modes.append(',').append(driver.measure(
          mode, typed.size(), i -> ask(lookup, typed.get(i)),
          hits -> hits.stream().map(hit -> hit.key.toString()).collect(Collectors.joining("\t"))));
    }
    System.out.printf(
        Locale.ROOT,
        "{\"engine\":\"Lucene %s\",\"version\":\"%s\",\"completions\":%d,\"build_s\":%.3f,\"index_bytes\":%d%s}%n",
        kind, Version.LATEST, count, buildSeconds, bytes, modes);
  }

  private static Lookup make(String kind, Path index) throws IOException {
    Directory directory = new MMapDirectory(index);
    Analyzer whole = new KeywordAnalyzer();
    return switch (kind) {
      // Without EXACT_FIRST: by weight alone, as the others do it. The numbers are its own defaults.
      case "analyzing" -> new AnalyzingSuggester(
          directory, "peer", whole, whole, AnalyzingSuggester.PRESERVE_SEP, 256, -1, true);
      case "fuzzy" -> new FuzzySuggester(directory, "peer", whole);
      case "infix" -> new AnalyzingInfixSuggester(directory, new WhitespaceAnalyzer());
      default -> throw new IllegalArgumentException("unknown kind " + kind);
    };
  }

  private static List<Lookup.LookupResult> ask(Lookup lookup, String typed) throws IOException {
    if (lookup instanceof AnalyzingInfixSuggester infix) return infix.lookup(typed, TOP, true, false);
    return lookup.lookup(typed, false, TOP);
  }

  private static long build(Lookup lookup, Path completions) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(completions)) {
      lookup.build(new Completions(in));
    }
    return lookup.getCount();
  }

  /** Lines of text, tab, weight. */
  private static final class Completions implements InputIterator {
    private final BufferedReader in;
    private long weight;

    Completions(BufferedReader in) {
      this.in = in;
    }

    @Override
    public BytesRef next() throws IOException {
      String line = in.readLine();
      if (line == null) return null;
      int tab = line.indexOf('\t');
      weight = Long.parseLong(line.substring(tab + 1));
      return new BytesRef(line.substring(0, tab));
    }

    @Override
    public long weight() {
      return weight;
    }

    @Override
    public BytesRef payload() {
      return null;
    }

    @Override
    public boolean hasPayloads() {
      return false;
    }

    @Override
    public Set<BytesRef> contexts() {
      return null;
    }

    @Override
    public boolean hasContexts() {
      return false;
    }
  }

  private SuggestPeer() {}
}
