#include "apps/eval_semantic.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/common_options.hpp"
#include "apps/eval_served.hpp"
#include "apps/half_shop.hpp"
#include "apps/process_memory.hpp"
#include "apps/semantic_variants.hpp"
#include "apps/shop.hpp"
#include "base/clock.hpp"
#include "eval/report.hpp"
#include "eval/semantic.hpp"
#include "mine/word_vector_training.hpp"
#include "text/analyzer.hpp"

namespace khoj::apps {
namespace {

struct SemanticEvalOptions {
  CommonOptions common;
  mine::WordVectorOptions training;
  std::size_t k = 50;
  double floor = 5.0;  ///< How many times popularity's recall what is served must have.
  bool half =
      false;  ///< Serve a copy of the shop, too, that knows the categories of every second product only.
  bool json = false;
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(std::max<std::size_t>(1, values.size()));
}

/// What the shop's engine serves, a row a policy. @return the ratios to popularity, by policy.
base::Result<std::vector<std::pair<std::string, double>>> add_served(
    const Shop& shop, std::span<const eval::SemanticQuery> queries, std::size_t k, double popularity,
    std::string_view served, eval::Report& report) {
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  if (const auto models = shop.engine->models(); !models || !models->semantic) {
    return base::fail(base::ErrorCode::failed_precondition,
                      "the shop has no vectors yet: make them with 'khoj job run content'");
  }
  std::vector<std::pair<std::string, double>> ratios;
  for (const std::string policy : {"documents", "search", "semantic", "recommend_search"}) {
    KHOJ_ASSIGN(const auto recalls, eval::semantic_recalls(queries, search_with(*shop.engine, policy), k));
    eval::add_metric(report, fmt::format("recall@{} {}, policy {}", k, served, policy), recalls, {});
    ratios.emplace_back(policy, mean(recalls) / popularity);
  }
  return ratios;
}

base::Status eval_semantic(const SemanticEvalOptions& options) {
  constexpr Variant kVariants[] = {{"titles alone", false, false},
                                   {"categories in training", true, false},
                                   {"categories in products, too", true, true},
                                   {"the same in 8 bits a number", true, true, false, true},
                                   {"categories of the other half", true, false, true}};
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  const auto terms_of = terms_with(analyzer);
  KHOJ_ASSIGN(const auto corpus, read_corpus(*shop.stores.catalog, terms_of));
  const auto all = eval::make_semantic_queries(corpus.documents, terms_of);
  const auto hidden =
      eval::make_semantic_queries(corpus.documents, terms_of, [](std::size_t i) { return i % 2 == 1; });
  if (all.empty() || hidden.empty()) {
    return base::fail(
        base::ErrorCode::failed_precondition,
        "no category has a product that does not say its name: import a catalogue with categories");
  }
  const auto popular = search_by_popularity(corpus);
  KHOJ_ASSIGN(const auto popular_all, eval::semantic_recalls(all, popular, options.k));
  KHOJ_ASSIGN(const auto popular_hidden, eval::semantic_recalls(hidden, popular, options.k));

  eval::Report report;
  report.model_name =
      fmt::format("word vectors of {} numbers, seed {}", options.training.dim, options.training.seed);
  report.dataset_name = "names of categories, products that do not say them";
  report.num_queries = all.size();
  report.num_corpus = corpus.documents.size();
  const eval::BootstrapOptions bootstrap;
  const auto recall = fmt::format("recall@{}", options.k);
  eval::add_metric(report, recall + " popularity", popular_all, bootstrap);
  eval::add_metric(report, recall + " popularity, every second product", popular_hidden, bootstrap);
  std::string ratios;
  for (const Variant& variant : kVariants) {
    KHOJ_ASSIGN(const auto search, search_by_vectors(corpus, terms_of, variant, options.training));
    KHOJ_ASSIGN(const auto recalls,
                eval::semantic_recalls(variant.half_hidden ? hidden : all, search, options.k));
    eval::add_metric(report, fmt::format("{} {}", recall, variant.name), recalls, bootstrap);
    const double beside = mean(variant.half_hidden ? popular_hidden : popular_all);
    ratios += fmt::format("{}: {:.1f} times popularity\n", variant.name, mean(recalls) / beside);
  }
  KHOJ_ASSIGN(const auto served, add_served(shop, all, options.k, mean(popular_all), "served", report));
  if (options.half) {
    KHOJ_ASSIGN(const auto half, make_half_shop(options.common, *shop.stores.catalog));
    KHOJ_ASSIGN(const auto of_half, add_served(half.shop, hidden, options.k, mean(popular_hidden),
                                               "served by half of the categories", report));
    for (const auto& [policy, ratio] : of_half)
      ratios += fmt::format("served by half of the categories, policy {}: {:.1f} times popularity\n", policy,
                            ratio);
  }
  std::string missed;
  for (const auto& [policy, ratio] : served) {
    ratios += fmt::format("served, policy {}: {:.1f} times popularity\n", policy, ratio);
    const bool counts = policy == "semantic" || policy == "recommend_search";
    if (counts && ratio < options.floor) missed += fmt::format(" {} has {:.1f}", policy, ratio);
  }
  fmt::print("{}", options.json ? report.to_json() + "\n" : report.to_table() + ratios);
  if (missed.empty()) return {};
  return base::fail(base::ErrorCode::failed_precondition, "less than {} times popularity:{}", options.floor,
                    missed);
}

}  // namespace

void configure_eval_semantic(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<SemanticEvalOptions>();
  options->training.threads = std::max(1U, std::thread::hardware_concurrency());
  add_common_options(app, options->common);
  app.add_option("--k", options->k, "How many results count")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  app.add_option("--floor", options->floor,
                 "Fail when what is served has less than so many times popularity's recall")
      ->capture_default_str();
  app.add_flag("--half", options->half,
               "Also serve a copy of the shop that does not know the categories of every second product, and "
               "look for those");
  app.add_option("--dim", options->training.dim, "Numbers of a vector")->capture_default_str();
  app.add_option("--min-count", options->training.min_count,
                 "A word in fewer titles has no vector of its own")
      ->capture_default_str();
  app.add_option("--buckets", options->training.buckets, "For pieces of words that are not known")
      ->capture_default_str();
  app.add_option("--weighting", options->training.weighting, "Exponent of the eigenvalues")
      ->capture_default_str();
  app.add_option("--shift", options->training.cooccurrence.shift, "Entries are lowered by its logarithm")
      ->capture_default_str();
  app.add_option("--smoothing", options->training.cooccurrence.smoothing, "Exponent of the shares of words")
      ->capture_default_str();
  app.add_option("--sif", options->training.sif, "The share of a word that weighs a half")
      ->capture_default_str();
  app.add_option("--seed", options->training.seed, "Of the random projections")->capture_default_str();
  app.add_option("--threads", options->training.threads, "Threads that train")->capture_default_str();
  app.add_flag("--json", options->json, "Print JSON");
  app.callback([options, &chosen] { chosen = [options] { return eval_semantic(*options); }; });
}

}  // namespace khoj::apps
