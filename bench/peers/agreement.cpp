// How well the rankings of bench/peers' drivers agree with exact BM25. Scores every document of the corpus for every query
// with frequencies and lengths as they are, in double precision (k1 = 1.2, b = 0.75, idf = ln(1 + (N - n + 0.5)/(n + 0.5))),
// with no code of any engine, and compares each driver's MODE.txt with that. Prints one JSON line a driver and mode:
//   right           the share of its hits whose exact score is at least that of the exact tenth (or last) hit; a
//                   relative difference of 1e-5 is a tie, because engines score in single precision
//   same            the share of queries all of whose hits are right and as many as the exact ones
//   worst           the greatest relative distance by which a hit's exact score falls short of the exact tenth
//
// agreement DOCS QUERIES MODE FILE...    MODE is disjunctive or conjunctive
#include <cmath>
#include <unordered_map>

#include "measure.hpp"

namespace khoj::peers {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = 0.75;
constexpr double kTie = 1e-5;
constexpr std::size_t kTop = 10;

struct Posting {
  std::uint32_t doc;
  std::uint32_t frequency;
};

/// The postings of the queries' words only.
struct Corpus {
  std::unordered_map<std::string, std::uint32_t> words;
  std::vector<std::vector<Posting>> postings;
  std::vector<std::uint32_t> lengths;
  double average = 0.0;

  Corpus(const std::filesystem::path& docs, const std::vector<std::vector<std::string>>& queries) {
    for (const auto& query : queries) {
      for (const std::string& word : query) words.emplace(word, words.size());
    }
    postings.resize(words.size());
    double tokens = 0.0;
    std::string key;
    for_each_line(docs, [&](std::string_view line) {
      const auto doc = static_cast<std::uint32_t>(lengths.size());
      std::uint32_t length = 0;
      for_each_word(line, [&](std::string_view word) {
        ++length;
        key.assign(word);
        const auto found = words.find(key);
        if (found == words.end()) return;
        auto& list = postings[found->second];
        if (list.empty() || list.back().doc != doc) list.push_back({doc, 0});
        ++list.back().frequency;
      });
      lengths.push_back(length);
      tokens += length;
    });
    average = tokens / static_cast<double>(std::max<std::size_t>(lengths.size(), 1));
  }
};

/// The exact scores of one query; a document that does not match has 0.
class ExactScores {
 public:
  explicit ExactScores(const Corpus& corpus)
      : corpus_(corpus), scores_(corpus.lengths.size()), held_(corpus.lengths.size()) {}

  void compute(const std::vector<std::string>& query, bool all_words) {
    for (const std::uint32_t doc : touched_) scores_[doc] = held_[doc] = 0;
    touched_.clear();
    const double n = static_cast<double>(corpus_.lengths.size());
    for (const std::string& word : query) {
      const auto& list = corpus_.postings[corpus_.words.at(word)];
      const double df = static_cast<double>(list.size());
      const double idf = std::log(1.0 + (n - df + 0.5) / (df + 0.5));
      for (const Posting& posting : list) {
        const double tf = posting.frequency;
        const double norm = kK1 * (1.0 - kB + kB * corpus_.lengths[posting.doc] / corpus_.average);
        if (held_[posting.doc]++ == 0) touched_.push_back(posting.doc);
        scores_[posting.doc] += idf * tf / (tf + norm);
      }
    }
    best_.clear();
    for (const std::uint32_t doc : touched_) {
      if (all_words && held_[doc] < query.size()) scores_[doc] = 0;
      if (scores_[doc] > 0) best_.push_back(scores_[doc]);
    }
    const std::size_t count = std::min(kTop, best_.size());
    std::partial_sort(best_.begin(), best_.begin() + static_cast<std::ptrdiff_t>(count), best_.end(),
                      std::greater<>());
    best_.resize(count);
  }

  [[nodiscard]] double score(std::uint32_t doc) const { return doc < scores_.size() ? scores_[doc] : 0.0; }
  [[nodiscard]] std::size_t expected() const { return best_.size(); }
  [[nodiscard]] double tenth() const { return best_.empty() ? 0.0 : best_.back(); }

 private:
  const Corpus& corpus_;
  std::vector<double> scores_;
  std::vector<std::uint8_t> held_;
  std::vector<std::uint32_t> touched_;
  std::vector<double> best_;
};

struct Tally {
  std::uint64_t wanted = 0;
  std::uint64_t right = 0;
  std::uint64_t same = 0;
  double worst = 0.0;

  void add(const ExactScores& exact, const std::string& line) {
    std::uint64_t good = 0;
    std::uint64_t hits = 0;
    for_each_word(line, [&](std::string_view hit) {
      const double score =
          exact.score(static_cast<std::uint32_t>(std::strtoul(std::string(hit).c_str(), nullptr, 10)));
      ++hits;
      if (score > 0 && score >= exact.tenth() * (1.0 - kTie)) ++good;
      if (exact.tenth() > 0) worst = std::max(worst, 1.0 - score / exact.tenth());
    });
    wanted += exact.expected();
    right += good;
    same += good == exact.expected() && hits == good ? 1 : 0;
  }
};

int run(const std::filesystem::path& docs, const std::filesystem::path& query_file, const std::string& mode,
        const std::vector<std::string>& files) {
  const auto queries = read_queries(query_file);
  const Corpus corpus(docs, queries);
  std::vector<std::ifstream> inputs;
  for (const std::string& file : files) {
    inputs.emplace_back(file);
    if (!inputs.back()) fail("cannot open " + file);
  }
  std::vector<Tally> tallies(files.size());
  ExactScores exact(corpus);
  std::string line;
  for (const auto& query : queries) {
    exact.compute(query, mode == "conjunctive");
    for (std::size_t f = 0; f < files.size(); ++f) {
      if (!std::getline(inputs[f], line)) fail(files[f] + " ends too early");
      tallies[f].add(exact, line);
    }
  }
  for (std::size_t f = 0; f < files.size(); ++f) {
    const Tally& tally = tallies[f];
    std::printf(
        R"({"file":"%s","mode":"%s","right":%.6f,"same":%.6f,"worst":%.6f})"
        "\n",
        files[f].c_str(), mode.c_str(),
        static_cast<double>(tally.right) / static_cast<double>(std::max<std::uint64_t>(tally.wanted, 1)),
        static_cast<double>(tally.same) / static_cast<double>(std::max<std::size_t>(queries.size(), 1)),
        tally.worst);
  }
  return 0;
}

}  // namespace
}  // namespace khoj::peers

int main(int count, char** values) {
  if (count < 5) khoj::peers::fail("usage: agreement DOCS QUERIES disjunctive|conjunctive FILE...");
  return khoj::peers::run(values[1], values[2], values[3], {values + 4, values + count});
}
