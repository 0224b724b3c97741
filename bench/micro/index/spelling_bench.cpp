// Looking up similar terms in one segment with KHOJ_BENCH_TERMS terms (100,000 unless set) of 3 to 14 letters, letters as
// frequent as in English: words of the dictionary with one mistake (Similar/1) and long ones with two (Similar/2), and
// unfinished words with one mistake (Begins). Build reports the time and the memory a term.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/rng.hpp"
#include "index/segment.hpp"
#include "index/segment_builder.hpp"
#include "index/term_expansion.hpp"
#include "text/typo.hpp"

namespace khoj::index {
namespace {

std::size_t term_count() {
  const char* const text = std::getenv("KHOJ_BENCH_TERMS");
  return text == nullptr ? 100'000U : std::strtoul(text, nullptr, 10);
}

/// One document a hundred words, so that building is quick.
class Vocabulary {
 public:
  Vocabulary() {
    static constexpr std::string_view kLetters = "eeeeeeeetttttaaaaaooooiiiinnnnsssrrrhhldducmfpgwybvk";
    base::Rng rng(1);
    std::set<std::string> unique;
    while (unique.size() < term_count()) {
      std::string word(3 + rng.below(12), 'a');
      for (char& letter : word) letter = kLetters[rng.below(kLetters.size())];
      unique.insert(std::move(word));
    }
    words.assign(unique.begin(), unique.end());
    Schema schema;
    schema.text = {{"title", 1.0F, 0.5F, {}}};
    SegmentBuilder builder(schema);
    for (std::size_t begin = 0; begin < words.size(); begin += 100) {
      std::vector<text::Token> tokens;
      for (std::size_t i = begin; i < std::min(begin + 100, words.size()); ++i)
        tokens.push_back({words[i], static_cast<std::uint32_t>(i - begin), 0, 0});
      Document document;
      document.item = domain::ItemId(static_cast<std::uint32_t>(begin + 1));
      document.text = {""};
      const std::vector<std::span<const text::Token>> fields = {tokens};
      if (!builder.add(document, fields)) std::abort();
    }
    auto sink = SegmentSink::to_memory();
    if (!builder.write({}, sink)) std::abort();
    segments = {std::make_shared<const Segment>(
        SegmentReader::from_bytes("bench", sink.take_bytes(), schema).value(), nullptr)};
  }

  std::vector<std::string> words;
  std::vector<std::shared_ptr<const Segment>> segments;
};

const Vocabulary& vocabulary() {
  static const Vocabulary made;
  return made;
}

std::vector<std::string> misspelt(std::size_t least, int mistakes) {
  base::Rng rng(7);
  std::vector<std::string> out;
  while (out.size() < 1'000) {
    std::string word = vocabulary().words[rng.below(vocabulary().words.size())];
    if (word.size() < least) continue;
    for (int i = 0; i < mistakes; ++i) text::add_typo(word, rng);
    out.push_back(std::move(word));
  }
  return out;
}

void Similar(benchmark::State& state) {
  const auto mistakes = static_cast<int>(state.range(0));
  const auto queries = misspelt(mistakes == 1 ? 4 : 9, mistakes);
  std::size_t next = 0;
  for (auto step : state) {
    benchmark::DoNotOptimize(
        similar_terms(vocabulary().segments, queries[next], static_cast<unsigned>(mistakes), 16));
    next = (next + 1) % queries.size();
  }
}
BENCHMARK(Similar)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond);

void Begins(benchmark::State& state) {
  auto queries = misspelt(8, 1);
  for (auto& query : queries) query.resize(6);
  std::size_t next = 0;
  for (auto step : state) {
    benchmark::DoNotOptimize(terms_beginning_like(vocabulary().segments, queries[next], 16));
    next = (next + 1) % queries.size();
  }
}
BENCHMARK(Begins)->Unit(benchmark::kMicrosecond);

void Build(benchmark::State& state) {
  const TermDictionary& terms = vocabulary().segments.front()->reader().terms();
  std::size_t bytes = 0;
  for (auto step : state) bytes = SpellingIndex(terms).memory_bytes();
  const auto count = static_cast<double>(terms.size());
  state.counters["bytes_per_term"] = static_cast<double>(bytes) / count;
  state.counters["terms_per_second"] =
      benchmark::Counter(count, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(Build)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace khoj::index
