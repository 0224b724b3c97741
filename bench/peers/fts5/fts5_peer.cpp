// SQLite's FTS5 as a peer, through its C interface: one column without stored text, the words as they are in the corpus
// (ascii tokenizer: every byte above 127 belongs to a word), everything merged by 'optimize'. The index holds positions,
// because bm25() counts frequencies by them. It ranks with k1 = 1.2 and b = 0.75 like the others, but with
// ln((N - n + 0.5)/(n + 0.5)), at least 1e-6, as idf: its order differs for words that stand in much of the corpus.
#include <sqlite3.h>

#include "../measure.hpp"

namespace khoj::peers {
namespace {

class Database {
 public:
  explicit Database(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
  }
  [[nodiscard]] sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(handle_));
    return statement;
  }
  void expect(int code, int wanted) {
    if (code != wanted) fail(sqlite3_errmsg(handle_));
  }

 private:
  sqlite3* handle_ = nullptr;
};

std::uint32_t build(Database& database, const std::filesystem::path& docs) {
  database.run(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1048576; PRAGMA "
      "mmap_size=34359738368;"
      "CREATE VIRTUAL TABLE d USING fts5(text, content='', tokenize='ascii'); BEGIN");
  sqlite3_stmt* const insert = database.prepare("INSERT INTO d(rowid, text) VALUES(?, ?)");
  std::uint32_t count = 0;
  for_each_line(docs, [&](std::string_view line) {
    sqlite3_bind_int64(insert, 1, ++count);
    sqlite3_bind_text(insert, 2, line.data(), static_cast<int>(line.size()), SQLITE_STATIC);
    database.expect(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_reset(insert);
  });
  sqlite3_finalize(insert);
  database.run("INSERT INTO d(d) VALUES('optimize'); COMMIT");
  return count;
}

std::string expression(const std::vector<std::string>& words, const char* between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += '"' + word + '"';
  }
  return out;
}

int run(const Arguments& arguments) {
  Database database(arguments.index / "fts5.db");
  const Stopwatch building;
  const std::uint32_t documents = build(database, arguments.docs);
  const double build_s = building.elapsed_s();

  const auto queries = read_queries(arguments.queries);
  sqlite3_stmt* const select =
      database.prepare("SELECT rowid, rank FROM d WHERE d MATCH ? ORDER BY rank LIMIT 10");
  std::string modes;
  for (const bool all_words : {false, true}) {
    std::vector<std::string> matches;
    for (const auto& words : queries) matches.push_back(expression(words, all_words ? " AND " : " OR "));
    modes +=
        "," + measure(
                  arguments, all_words ? "conjunctive" : "disjunctive", matches.size(),
                  [&](std::size_t i) {
                    Ranking ranking;
                    sqlite3_bind_text(select, 1, matches[i].data(), static_cast<int>(matches[i].size()),
                                      SQLITE_STATIC);
                    int code = SQLITE_ROW;
                    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
                      ranking.emplace_back(static_cast<std::uint32_t>(sqlite3_column_int64(select, 0) - 1),
                                           -sqlite3_column_double(select, 1));
                    }
                    database.expect(code, SQLITE_DONE);
                    sqlite3_reset(select);
                    return ranking;
                  },
                  ranking_line);
  }
  sqlite3_finalize(select);
  std::printf(R"({"engine":"SQLite FTS5","version":"%s","documents":%u,"build_s":%.3f,"index_bytes":%llu%s})"
              "\n",
              sqlite3_libversion(), documents, build_s,
              static_cast<unsigned long long>(folder_bytes(arguments.index)), modes.c_str());
  return 0;
}

}  // namespace
}  // namespace khoj::peers

int main(int count, char** values) { return khoj::peers::run(khoj::peers::parse_arguments(count, values)); }
