// How long the analysis of a word takes: product titles written here from a vocabulary with the long tail of
// a real catalogue, in English and mixed with Hindi, through a buffer that has seen earlier texts.
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "text/analyzer.hpp"

namespace khoj::text {
namespace {

struct Titles {
  std::vector<std::string> texts;
  std::size_t words = 0;  ///< Split at white space.
  std::size_t bytes = 0;
};

std::string made_word(std::mt19937& random) {
  static const std::vector<std::string> kSyllables = {"ka",  "ri", "mo",  "ten", "sol",
                                                      "ver", "in", "pra", "shi", "lux"};
  std::string word;
  for (std::size_t i = 2 + random() % 3; i > 0; --i) word += kSyllables[random() % kSyllables.size()];
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

/// 20,000 titles of eight to sixteen words; one word in `hindi_every` is Hindi, none for 0.
Titles make_titles(std::size_t hindi_every) {
  static const std::vector<std::string> kCommon = {
      "Men's", "Women's", "Cotton", "Regular",     "Fit",    "Solid",    "Blue",
      "with",  "for",     "and",    "Pack",        "of",     "Wireless", "Running",
      "Shoes", "T-Shirt", "Smart",  "Water-Proof", "Bottle", "Stainless"};
  static const std::vector<std::string> kMeasured = {
      "1.5 Ton", "55\"", "128GB", "500 ml", "10,000mAh", "5-Star", "WH-1000XM4", "(Black,", "2", "|"};
  static const std::vector<std::string> kHindi = {"कुर्ता",   "साड़ी", "लाल", "सूती",  "चप्पल",
                                                  "महिलाओं", "के",    "लिए", "नमकीन"};
  std::mt19937 random(42);
  std::vector<std::string> rare(50'000);
  for (std::string& word : rare) word = made_word(random);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  Titles titles;
  for (int i = 0; i < 20'000; ++i) {
    std::string& text = titles.texts.emplace_back();
    const std::size_t size = 8 + random() % 9;
    for (std::size_t w = 0; w < size; ++w) {
      if (w > 0) text += ' ';
      const std::size_t kind = random() % 10;
      if (hindi_every != 0 && random() % hindi_every == 0) {
        text += kHindi[random() % kHindi.size()];
      } else if (kind < 5) {
        text += kCommon[random() % kCommon.size()];
      } else if (kind < 7) {
        text += kMeasured[random() % kMeasured.size()];
      } else {
        // Zipf-like: the logarithm of the rank is uniform.
        text += rare[static_cast<std::size_t>(std::pow(static_cast<double>(rare.size() - 1), unit(random)))];
      }
    }
    titles.words += size;
    titles.bytes += text.size();
  }
  return titles;
}

void report(benchmark::State& state, const Titles& titles) {
  state.SetBytesProcessed(static_cast<std::int64_t>(titles.bytes) * state.iterations());
  state.counters["time_per_word"] =
      benchmark::Counter(static_cast<double>(titles.words),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void analyze_titles(benchmark::State& state) {
  const Titles titles = make_titles(static_cast<std::size_t>(state.range(0)));
  const auto analyzer = Analyzer::create({});
  TokenBuffer buffer;
  for (auto _ : state) {
    std::size_t tokens = 0;
    for (const std::string& text : titles.texts) {
      analyzer->analyze(text, buffer);
      tokens += buffer.tokens().size();
    }
    benchmark::DoNotOptimize(tokens);
  }
  report(state, titles);
}
BENCHMARK(analyze_titles)->ArgName("hindi_every")->Arg(0)->Arg(10)->Arg(1)->Unit(benchmark::kMillisecond);

void analyze_titles_with_new_buffer(benchmark::State& state) {
  const Titles titles = make_titles(0);
  const auto analyzer = Analyzer::create({});
  for (auto _ : state) {
    TokenBuffer buffer;
    for (const std::string& text : titles.texts) analyzer->analyze(text, buffer);
    benchmark::DoNotOptimize(buffer.tokens().data());
  }
  report(state, titles);
}
BENCHMARK(analyze_titles_with_new_buffer)->Unit(benchmark::kMillisecond);

void analyze_query(benchmark::State& state) {
  const auto analyzer = Analyzer::create({});
  for (auto _ : state) benchmark::DoNotOptimize(analyzer->analyze_query("samsung 1.5 ton 5 star split ac"));
}
BENCHMARK(analyze_query);

}  // namespace
}  // namespace khoj::text
