#include "apps/eval_semantic.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/common_options.hpp"
#include "apps/process_memory.hpp"
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
  bool json = false;
};

struct Corpus {
  std::vector<eval::SemanticDocument> documents;
  std::vector<std::vector<std::string>> category_terms;  ///< Of all levels of each document's paths.
  std::vector<std::int64_t> rating_counts;
};

eval::TermsOf terms_with(const text::Analyzer& analyzer) {
  return [&analyzer, buffer = std::make_shared<text::TokenBuffer>()](std::string_view text) {
    analyzer.analyze(text, *buffer);
    std::vector<std::string> terms;
    for (const auto& token : buffer->tokens()) terms.emplace_back(token.term);
    return terms;
  };
}

base::Result<Corpus> read_corpus(store::CatalogStore& catalog, const eval::TermsOf& terms_of) {
  Corpus corpus;
  std::string cursor;
  for (;;) {
    KHOJ_ASSIGN(auto page, base::sync_wait(catalog.list({}, 5'000, cursor)));
    for (auto& [item, seq, product] : page.products) {
      eval::SemanticDocument document{std::move(product.id), terms_of(product.title), {}};
      std::vector<std::string> category_terms;
      for (const auto& path : product.categories) {
        const auto last = path.rfind(domain::kCategorySeparator);
        document.categories.push_back(
            last == std::string::npos ? path : path.substr(last + domain::kCategorySeparator.size()));
        for (auto& term : terms_of(path)) category_terms.push_back(std::move(term));
      }
      corpus.documents.push_back(std::move(document));
      corpus.category_terms.push_back(std::move(category_terms));
      corpus.rating_counts.push_back(product.rating_count);
    }
    if (!page.next_cursor) return corpus;
    cursor = *std::move(page.next_cursor);
  }
}

std::vector<std::string_view> views(const std::vector<std::string>& words,
                                    const std::vector<std::string>* others = nullptr) {
  std::vector<std::string_view> out(words.begin(), words.end());
  if (others != nullptr) out.insert(out.end(), others->begin(), others->end());
  return out;
}

/// The first `k` of `count` ids by score, ties by number.
std::vector<std::string> best(const Corpus& corpus, std::span<const float> scores, std::size_t k) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  k = std::min(k, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(),
      [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < k; ++i) ids.push_back(corpus.documents[order[i]].id);
  return ids;
}

eval::SearchFunction search_by_popularity(const Corpus& corpus) {
  return [&corpus](std::string_view, std::size_t k) -> base::Result<std::vector<std::string>> {
    const std::vector<float> scores(corpus.rating_counts.begin(), corpus.rating_counts.end());
    return best(corpus, scores, k);
  };
}

/// Which documents' category words are known, in training and in the documents' own vectors.
struct Variant {
  std::string_view name;
  bool in_training;
  bool in_products;
  bool half_hidden =
      false;  ///< Of every second document no category is known anywhere, and only those count.
};

class VectorSearch {
 public:
  static base::Result<VectorSearch> make(const Corpus& corpus, const eval::TermsOf& terms_of,
                                         const Variant& variant, const mine::WordVectorOptions& options) {
    mine::WordDocuments documents;
    for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
      const bool known = variant.in_training && !(variant.half_hidden && i % 2 == 1);
      documents.add(views(corpus.documents[i].terms, known ? &corpus.category_terms[i] : nullptr));
    }
    KHOJ_ASSIGN(auto vectors, mine::train_word_vectors(documents, options));
    VectorSearch out(corpus, terms_of, std::move(vectors));
    const std::size_t dim = out.vectors_.dim();
    out.rows_.resize(corpus.documents.size() * dim);
    for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
      const auto words =
          views(corpus.documents[i].terms, variant.in_products ? &corpus.category_terms[i] : nullptr);
      out.vectors_.embed(words, std::span(out.rows_).subspan(i * dim, dim));
    }
    return out;
  }

  base::Result<std::vector<std::string>> operator()(std::string_view query, std::size_t k) const {
    const std::size_t dim = vectors_.dim();
    std::vector<float> vector(dim);
    const auto terms = terms_of_(query);
    vectors_.embed(views(terms), vector);
    std::vector<float> scores;
    for (std::size_t at = 0; at < rows_.size(); at += dim)
      scores.push_back(std::inner_product(vector.begin(), vector.end(),
                                          rows_.begin() + static_cast<std::ptrdiff_t>(at), 0.0F));
    return best(corpus_, scores, k);
  }

 private:
  VectorSearch(const Corpus& corpus, const eval::TermsOf& terms_of, mine::WordVectors vectors)
      : corpus_(corpus), terms_of_(terms_of), vectors_(std::move(vectors)) {}

  const Corpus& corpus_;
  const eval::TermsOf& terms_of_;
  mine::WordVectors vectors_;
  std::vector<float> rows_;
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(std::max<std::size_t>(1, values.size()));
}

base::Status eval_semantic(const SemanticEvalOptions& options) {
  constexpr Variant kVariants[] = {{"titles alone", false, false},
                                   {"categories in training", true, false},
                                   {"categories in products, too", true, true},
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
    KHOJ_ASSIGN(const auto search, VectorSearch::make(corpus, terms_of, variant, options.training));
    KHOJ_ASSIGN(const auto recalls,
                eval::semantic_recalls(variant.half_hidden ? hidden : all, search, options.k));
    eval::add_metric(report, fmt::format("{} {}", recall, variant.name), recalls, bootstrap);
    const double beside = mean(variant.half_hidden ? popular_hidden : popular_all);
    ratios += fmt::format("{}: {:.1f} times popularity\n", variant.name, mean(recalls) / beside);
  }
  fmt::print("{}", options.json ? report.to_json() + "\n" : report.to_table() + ratios);
  return {};
}

}  // namespace

void configure_eval_semantic(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<SemanticEvalOptions>();
  options->training.threads = std::max(1U, std::thread::hardware_concurrency());
  add_common_options(app, options->common);
  app.add_option("--k", options->k, "How many results count")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
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
