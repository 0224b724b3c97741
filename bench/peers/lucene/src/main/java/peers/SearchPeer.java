package peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene as a peer: one text field with frequencies and without positions, split at blanks, one segment, no query
 * cache. The plain modes may stop early (block-max scorers); the _counted ones count all matches, too. Java 17 has no
 * vector interface that Lucene 9 uses, so its SIMD code is off.
 */
public final class SearchPeer {
  private static final int TOP = 10;
  private static final BM25Similarity SIMILARITY = new BM25Similarity(1.2F, 0.75F);

  public static void main(String[] arguments) throws IOException {
    Driver driver = new Driver(arguments);
    Path index = driver.path("--index");
    try (Directory directory = new MMapDirectory(index)) {
      long before = System.nanoTime();
      int documents = build(directory, driver.path("--docs"));
      double buildSeconds = (System.nanoTime() - before) / 1e9;
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        if (reader.leaves().size() != 1) throw new IllegalStateException("not one segment");
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(SIMILARITY);
        searcher.setQueryCache(null);
        List<String> texts = Files.readAllLines(driver.path("--queries"));
        StringBuilder modes = new StringBuilder();
        for (boolean allWords : new boolean[] {false, true}) {
          List<Query> queries = new ArrayList<>();
          for (String text : texts) queries.add(query(text, allWords));
          for (boolean counted : new boolean[] {false, true}) {
            int threshold = counted ? Integer.MAX_VALUE : TOP;
            String mode = (allWords ? "conjunctive" : "disjunctive") + (counted ? "_counted" : "");
            modes.append(',').append(driver.measure(
                mode, queries.size(),
                i -> searcher.search(queries.get(i), new TopScoreDocCollectorManager(TOP, null, threshold)),
                SearchPeer::line));
          }
        }
        System.out.printf(
            Locale.ROOT,
            "{\"engine\":\"Lucene\",\"version\":\"%s\",\"documents\":%d,\"build_s\":%.3f,\"index_bytes\":%d%s}%n",
            Version.LATEST, documents, buildSeconds, Driver.folderBytes(index), modes);
      }
    }
  }

  private static int build(Directory directory, Path docs) throws IOException {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    // Merging neighbours only, so that a document's number stays that of its line.
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer())
        .setSimilarity(SIMILARITY).setRAMBufferSizeMB(1024).setUseCompoundFile(false)
        .setMergePolicy(new LogDocMergePolicy());
    int count = 0;
    try (IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader in = Files.newBufferedReader(docs)) {
      for (String line = in.readLine(); line != null; line = in.readLine(), ++count) {
        Document document = new Document();
        document.add(new Field("text", line, type));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    return count;
  }

  private static Query query(String text, boolean allWords) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String word : text.split(" ")) {
      if (word.isEmpty()) continue;
      query.add(new TermQuery(new Term("text", word)), allWords ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  private static String line(TopDocs hits) {
    StringBuilder line = new StringBuilder();
    for (ScoreDoc hit : hits.scoreDocs) line.append(line.isEmpty() ? "" : " ").append(hit.doc).append(':').append(hit.score);
    return line.toString();
  }

  private SearchPeer() {}
}
