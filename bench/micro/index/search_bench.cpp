// Importing and searching a synthetic shop: KHOJ_BENCH_DOCUMENTS products (100,000 unless set) with titles of 6 to 18
// words and descriptions of 30 to 120, words by Zipf's law over 60,000; queries of one to four words out of titles, a
// fifth of them filtered. The index is built once a run through the analyzer, in a temporary folder, or kept in the
// folder KHOJ_BENCH_FOLDER for the next run. Search reports the mean as its time and p50, p99 and p99.9 as counters:
// microseconds of the thread's CPU time, so that neighbours on the machine do not count.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/rng.hpp"
#include "index/index.hpp"

namespace khoj::index {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kVocabulary = 60'000;

std::uint32_t documents() {
  const char* const text = std::getenv("KHOJ_BENCH_DOCUMENTS");
  return text == nullptr ? 100'000U : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

class Shop {
 public:
  Shop() : rng_(42) {
    static constexpr std::string_view kSyllables[] = {"ka",  "ri", "mo",  "tel", "sun", "bar", "do", "vi",
                                                      "lan", "pe", "gro", "nix", "ta",  "shu", "lo", "fen"};
    for (std::size_t i = 0; i < kVocabulary; ++i) {
      std::string word;
      for (std::size_t n = i + 16; n > 0; n /= 16) word += kSyllables[n % 16];
      words_.push_back(std::move(word));
    }
  }

  const std::string& word() {
    const double rank = std::pow(static_cast<double>(kVocabulary), rng_.uniform());
    return words_[std::min(static_cast<std::size_t>(rank) - 1, kVocabulary - 1)];
  }

  void text(std::string& out, std::int64_t low, std::int64_t high) {
    out.clear();
    for (std::int64_t n = rng_.between(low, high); n > 0; --n) {
      if (!out.empty()) out += ' ';
      out += word();
    }
  }

  base::Rng& rng() { return rng_; }

 private:
  base::Rng rng_;
  std::vector<std::string> words_;
};

Schema shop_schema() {
  Schema schema;
  schema.text = {{"title", 3.0F, 0.6F, {}}, {"brand", 2.0F, 0.3F, {}}, {"description", 1.0F, 0.75F, {}}};
  schema.columns = {{"price", ColumnType::number},
                    {"rating", ColumnType::number},
                    {"stock", ColumnType::number},
                    {"brand", ColumnType::keyword},
                    {"category", ColumnType::keyword}};
  return schema;
}

std::size_t anonymous_memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::strtoul(line.c_str() + 8, nullptr, 10) / 1024;
  }
  return 0;
}

double thread_cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Built {
  fs::path folder;
  bool keep = false;
  std::unique_ptr<Index> index;
  double import_cpu_s = 0.0;  ///< Of all threads.
  double optimize_s = 0.0;
  std::size_t anonymous_mb = 0;  ///< The most seen.

  Built() {
    base::log::set_level(base::log::Level::warn);
    const char* const kept = std::getenv("KHOJ_BENCH_FOLDER");
    keep = kept != nullptr;
    folder = keep ? fs::path(kept) : fs::temp_directory_path() / "khoj-search-bench";
    if (!keep) fs::remove_all(folder);
    open();
    if (index->snapshot()->doc_count() == 0) import();
  }
  ~Built() {
    index.reset();
    if (!keep) fs::remove_all(folder);
  }

  void open() {
    index.reset();
    IndexOptions options;
    options.directory = folder;
    options.schema = shop_schema();
    auto opened = Index::open(options);
    if (!opened) std::abort();
    index = std::move(*opened);
  }

  void import() {
    Shop shop;
    std::string title;
    std::string brand;
    std::string description;
    std::string category;
    std::string stored;
    const std::clock_t start = std::clock();
    for (std::uint32_t item = 1; item <= documents(); ++item) {
      shop.text(title, 6, 18);
      shop.text(description, 30, 120);
      brand = "brand" + std::to_string(shop.rng().below(900));
      category = "category" + std::to_string(shop.rng().below(120));
      stored = title;
      stored.resize(std::max<std::size_t>(200, title.size()), ' ');
      Document document;
      document.item = domain::ItemId(item);
      document.text = {title, brand, description};
      document.numbers = {std::round(std::exp(4.0 + 6.0 * shop.rng().uniform())),
                          1.0 + 4.0 * shop.rng().uniform(), static_cast<double>(shop.rng().below(100))};
      document.keywords = {{brand}, {category}};
      document.stored = stored;
      document.static_rank = static_cast<float>(shop.rng().uniform());
      if (!index->add(document)) std::abort();
      if (item % 10'000 == 0) anonymous_mb = std::max(anonymous_mb, anonymous_memory_mb());
    }
    if (!index->commit(domain::ChangeSeq(1))) std::abort();
    import_cpu_s = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    anonymous_mb = std::max(anonymous_mb, anonymous_memory_mb());
    const double before = thread_cpu_us();
    if (!index->optimize()) std::abort();
    optimize_s = (thread_cpu_us() - before) / 1e6;
    anonymous_mb = std::max(anonymous_mb, anonymous_memory_mb());
  }
};

Built& built() {
  static Built instance;
  return instance;
}

std::vector<SearchQuery> make_queries(std::size_t words, bool filtered) {
  const auto analyzer = text::Analyzer::create({});
  base::Rng rng(7 + words);
  std::vector<SearchQuery> queries;
  const auto snapshot = built().index->snapshot();
  while (queries.size() < 4000) {
    const auto doc =
        snapshot->find(domain::ItemId(1 + static_cast<std::uint32_t>(rng.below(snapshot->doc_count()))));
    const std::string_view stored = snapshot->stored(*doc);
    const std::vector<text::QueryWord> all = analyzer->analyze_query(stored.substr(0, stored.find("  ")));
    SearchQuery query;
    const std::size_t wanted = words == 0 ? 1 + rng.below(4) : words;
    while (query.words.size() < wanted) query.words.push_back(all[rng.below(all.size())]);
    query.k = 20;
    query.min_matches = 20;
    const bool with_filter = words == 0 ? rng.chance(0.2) : filtered;
    if (with_filter) {
      std::vector<FilterExpression> parts;
      if (rng.chance(0.7)) {
        parts.push_back(
            FilterExpression::range("price", 0, std::round(std::exp(4.0 + 6.0 * rng.uniform()) / 100) * 100));
      }
      if (rng.chance(0.3)) parts.push_back(FilterExpression::range("rating", 4, 5));
      if (rng.chance(0.3))
        parts.push_back(FilterExpression::keyword("category", {"category" + std::to_string(rng.below(120))}));
      query.filter = FilterExpression::all_of(std::move(parts));
    }
    queries.push_back(std::move(query));
  }
  return queries;
}

void search(benchmark::State& state) {
  const auto words = static_cast<std::size_t>(state.range(0));
  const std::vector<SearchQuery> queries = make_queries(words, state.range(1) != 0);
  const auto snapshot = built().index->snapshot();
  std::vector<double> times;
  std::size_t next = 0;
  std::uint64_t total = 0;
  for (auto _ : state) {
    const double before = thread_cpu_us();
    const SearchResult result = snapshot->search(queries[next++ % queries.size()]);
    total += result.total;
    times.push_back(thread_cpu_us() - before);
  }
  std::sort(times.begin(), times.end());
  const auto at = [&](double q) {
    return times[static_cast<std::size_t>(q * static_cast<double>(times.size() - 1))];
  };
  state.counters["p50_us"] = at(0.5);
  state.counters["p99_us"] = at(0.99);
  state.counters["p999_us"] = at(0.999);
  state.counters["matches"] = static_cast<double>(total) / static_cast<double>(times.size());
}
// Words (0: one to four, a fifth filtered) and whether filtered.
BENCHMARK(search)
    ->ArgNames({"words", "filtered"})
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(8000)
    ->Args({0, 0})
    ->Args({1, 0})
    ->Args({2, 0})
    ->Args({3, 0})
    ->Args({4, 0})
    ->Args({2, 1});

void open_index(benchmark::State& state) {
  Built& source = built();
  for (auto _ : state) source.open();
  state.counters["import_cpu_s"] = source.import_cpu_s;
  state.counters["optimize_cpu_s"] = source.optimize_s;
  state.counters["anonymous_mb"] = static_cast<double>(source.anonymous_mb);
  double bytes = 0;
  for (const auto& file : fs::directory_iterator(source.folder))
    bytes += static_cast<double>(file.file_size());
  state.counters["disk_mb"] = bytes / 1e6;
}
BENCHMARK(open_index)->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace khoj::index
