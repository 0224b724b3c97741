#include "engine/semantic_training.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "engine/searched_pairs.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 2'000;

std::vector<std::string_view> views_of(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

/// The texts, and which of them is which product's own.
struct Texts {
  mine::WordDocuments documents;
  std::vector<std::pair<domain::ItemId, std::size_t>> products;
};

class TextReader {
 public:
  TextReader(text::Analyzer analyzer, const SearchedPairs& searched)
      : analyzer_(std::move(analyzer)), searched_(searched), query_words_(searched.queries.size()) {}

  void add(domain::ItemId item, const domain::Product& product, Texts& texts) {
    words_.clear();
    pipeline::append_product_words(analyzer_, product, tokens_, words_);
    texts.products.emplace_back(item, texts.documents.size());
    texts.documents.add(views_of(words_));
    const auto wanted_after = searched_.items.find(item);
    if (wanted_after == searched_.items.end()) return;
    const std::size_t own = words_.size();
    for (const auto& [query, wanted] : wanted_after->second) {
      auto& of_query = query_words_[query];
      if (of_query.empty()) pipeline::append_words(analyzer_, searched_.queries[query], tokens_, of_query);
      if (of_query.empty()) continue;  // Nothing but punctuation.
      words_.insert(words_.end(), of_query.begin(), of_query.end());
      texts.documents.add(views_of(words_), std::log1p(wanted));
      words_.resize(own);
    }
  }

 private:
  text::Analyzer analyzer_;
  const SearchedPairs& searched_;
  std::vector<std::vector<std::string>> query_words_;  ///< Empty: not cut yet.
  text::TokenBuffer tokens_;
  std::vector<std::string> words_;
};

base::Result<Texts> read_texts(store::CatalogStore& catalog, const SearchedPairs& searched,
                               const domain::Tenant& tenant, const TrainingProgress& progress) {
  KHOJ_ASSIGN(auto analyzer, text::Analyzer::create({}));
  KHOJ_ASSIGN(const auto count, base::sync_wait(catalog.count(tenant)));
  TextReader reader(std::move(analyzer), searched);
  Texts texts;
  std::string cursor;
  for (bool more = true; more;) {
    KHOJ_ASSIGN(const auto page, base::sync_wait(catalog.list(tenant, kPage, cursor)));
    for (const auto& [item, seq, product] : page.products) reader.add(item, product, texts);
    if (progress) KHOJ_TRY(progress(texts.products.size(), count));
    more = page.next_cursor.has_value();
    if (more) cursor = *page.next_cursor;
  }
  return texts;
}

base::Result<mine::ItemVectors> embed_products(const Texts& texts, const mine::WordVectors& vectors) {
  mine::ItemVectorsBuilder builder(vectors.dim());
  std::vector<float> vector(vectors.dim());
  std::vector<std::string_view> words;
  for (const auto& [item, text] : texts.products) {
    words.clear();
    for (const auto word : texts.documents[text]) words.push_back(texts.documents.spelling(word));
    if (vectors.embed(words, vector)) builder.add(item, vector);
  }
  return std::move(builder).build();
}

}  // namespace

base::Result<std::shared_ptr<const pipeline::SemanticModel>> train_semantic(
    store::CatalogStore& catalog, std::span<const signals::LoggedEvent> events, const domain::Tenant& tenant,
    const SemanticTrainingOptions& options, const TrainingProgress& progress) {
  const auto searched =
      find_searched_pairs(events, {options.after_search_ms, options.least_users, options.most_pairs});
  KHOJ_ASSIGN(const auto texts, read_texts(catalog, searched, tenant, progress));
  auto training = options.words;
  if (progress) training.between = [&] { return progress(0, 0); };
  auto vectors = mine::train_word_vectors(texts.documents, training);
  if (!vectors && vectors.error().code == base::ErrorCode::failed_precondition)
    return std::shared_ptr<const pipeline::SemanticModel>();
  if (!vectors) return base::fail(std::move(vectors).error());
  KHOJ_ASSIGN(auto products, embed_products(texts, *vectors));
  if (products.size() == 0) return std::shared_ptr<const pipeline::SemanticModel>();
  return std::make_shared<const pipeline::SemanticModel>(
      pipeline::SemanticModel{*std::move(vectors), std::move(products)});
}

}  // namespace khoj::engine
