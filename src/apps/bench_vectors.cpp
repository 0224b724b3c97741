#include "apps/bench_vectors.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/process_memory.hpp"
#include "base/clock.hpp"
#include "mine/word_vector_training.hpp"
#include "simulate/catalog_simulator.hpp"
#include "text/analyzer.hpp"

namespace khoj::apps {
namespace {

struct VectorsBenchOptions {
  std::uint64_t products = 1'000'000;
  std::uint64_t seed = 1;
  mine::WordVectorOptions training;
  bool json = false;
};

/// The terms of each product's title and of its categories.
mine::WordDocuments read_products(const VectorsBenchOptions& options, const text::Analyzer& analyzer) {
  const simulate::CatalogSimulator catalog({.products = options.products, .seed = options.seed});
  mine::WordDocuments documents;
  text::TokenBuffer title;
  text::TokenBuffer categories;
  std::vector<std::string_view> words;
  for (std::uint64_t i = 0; i < options.products; ++i) {
    const auto product = catalog.product(i);
    analyzer.analyze(product.title, title);
    analyzer.analyze(product.categories.empty() ? "" : product.categories.front(), categories);
    words.clear();
    for (const auto* buffer : {&title, &categories}) {
      for (const auto& token : buffer->tokens()) words.push_back(token.term);
    }
    documents.add(words);
  }
  return documents;
}

base::Status bench_vectors(const VectorsBenchOptions& options) {
  constexpr std::size_t kEmbedded = 100'000;
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  const std::uint64_t before = anonymous_memory_bytes();
  const MemoryPeak peak;
  const base::Stopwatch reading;
  const auto documents = read_products(options, analyzer);
  const double read_s = reading.elapsed_s();
  const base::Stopwatch training;
  KHOJ_ASSIGN(const auto vectors, mine::train_word_vectors(documents, options.training));
  const double train_s = training.elapsed_s();
  const std::uint64_t peak_bytes = peak.bytes() - std::min(before, peak.bytes());

  std::vector<float> vector(vectors.dim());
  std::vector<std::string_view> words;
  const base::Stopwatch embedding;
  for (std::size_t i = 0; i < kEmbedded; ++i) {
    words.clear();
    for (const auto word : documents[i % documents.size()]) words.push_back(documents.spelling(word));
    vectors.embed(words, vector);
  }
  const double embed_us = embedding.elapsed_ms() * 1e3 / kEmbedded;
  const std::size_t bytes = vectors.to_bytes().size();
  if (options.json) {
    fmt::print(
        R"({{"products":{},"words":{},"different":{},"read_s":{:.3f},"train_s":{:.3f},"peak_rss_anon_bytes":{},"bytes":{},"embed_us":{:.3f}}})"
        "\n",
        options.products, vectors.word_count(), documents.word_count(), read_s, train_s, peak_bytes, bytes,
        embed_us);
    return {};
  }
  constexpr double kMib = 1U << 20U;
  fmt::print(
      "products     {}\nwords        {} of {} have vectors of {} numbers\nread in      {:.1f} s\ntrained in  "
      " {:.1f} s ({} "
      "threads)\npeak memory  {:.0f} MiB (RssAnon)\nbytes        {:.1f} MiB\nembedding    {:.2f} µs a "
      "title\n",
      options.products, vectors.word_count(), documents.word_count(), vectors.dim(), read_s, train_s,
      options.training.threads, static_cast<double>(peak_bytes) / kMib, static_cast<double>(bytes) / kMib,
      embed_us);
  return {};
}

}  // namespace

void configure_bench_vectors(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<VectorsBenchOptions>();
  options->training.threads = 2;
  app.add_option("--products", options->products, "How many to make up")
      ->capture_default_str()
      ->check(CLI::Range(10, 100'000'000));
  app.add_option("--seed", options->seed, "Of the products")->capture_default_str();
  app.add_option("--dim", options->training.dim, "Numbers of a vector")->capture_default_str();
  app.add_option("--max-words", options->training.max_words, "The most frequent so many words have vectors")
      ->capture_default_str();
  app.add_option("--threads", options->training.threads, "Threads that train")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_flag("--json", options->json, "Print JSON");
  app.callback([options, &chosen] { chosen = [options] { return bench_vectors(*options); }; });
}

}  // namespace khoj::apps
