#include "apps/semantic_variants.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "mine/item_vectors.hpp"

namespace khoj::apps {
namespace {

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
    mine::ItemVectorsBuilder quantised(dim);
    for (std::size_t i = 0; i < corpus.documents.size(); ++i) {
      const auto words =
          views(corpus.documents[i].terms, variant.in_products ? &corpus.category_terms[i] : nullptr);
      const auto row = std::span(out.rows_).subspan(i * dim, dim);
      out.vectors_.embed(words, row);
      if (variant.quantised) quantised.add(domain::ItemId(static_cast<std::uint32_t>(i)), row);
    }
    if (variant.quantised) {
      KHOJ_ASSIGN(auto built, std::move(quantised).build());
      out.quantised_ = std::move(built);
    }
    return out;
  }

  base::Result<std::vector<std::string>> operator()(std::string_view query, std::size_t k) const {
    const std::size_t dim = vectors_.dim();
    std::vector<float> vector(dim);
    const auto terms = terms_of_(query);
    vectors_.embed(views(terms), vector);
    if (quantised_) {
      std::vector<std::string> ids;
      for (const auto& [item, score] : quantised_->nearest(vector, k, -2.0F).items)
        ids.push_back(corpus_.documents[item.value].id);
      return ids;
    }
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
  std::optional<mine::ItemVectors> quantised_;
};

}  // namespace

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

eval::SearchFunction search_by_popularity(const Corpus& corpus) {
  return [&corpus](std::string_view, std::size_t k) -> base::Result<std::vector<std::string>> {
    const std::vector<float> scores(corpus.rating_counts.begin(), corpus.rating_counts.end());
    return best(corpus, scores, k);
  };
}

base::Result<eval::SearchFunction> search_by_vectors(const Corpus& corpus, const eval::TermsOf& terms_of,
                                                     const Variant& variant,
                                                     const mine::WordVectorOptions& options) {
  return VectorSearch::make(corpus, terms_of, variant, options);
}

}  // namespace khoj::apps
