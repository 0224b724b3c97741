// Which products are described in similar words: the cosine between TF-IDF vectors of their texts, found through inverted
// lists, without a matrix of all pairs. An immutable value, cheap to copy and thread-safe, but for what nearest()
// remembers under a lock; what changes during a search is in a TfidfScratch, one a thread. It knows nothing of products that came after it was built: their text is compared as a
// document.
// Source: Salton & Buckley, Term-weighting approaches in automatic text retrieval, doi:10.1016/0306-4573(88)90021-0.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "mine/item_filter.hpp"
#include "mine/tfidf_document.hpp"
#include "mine/tfidf_format.hpp"
#include "mine/tfidf_search.hpp"

namespace khoj::mine {

struct WeightedItem {
  domain::ItemId item;
  float weight = 1.0F;  ///< Above 0.
};

struct WeightedTerm {
  std::string_view term;  ///< Valid as long as the model.
  double weight = 0;
  friend bool operator==(const WeightedTerm&, const WeightedTerm&) = default;
};

class TfidfModel {
 public:
  /// Maps a file that save() wrote, and checks all of it.
  /// Errors: as io::MappedFile::open, corruption, unsupported; the path as context. Cost: a pass over the file.
  static base::Result<TfidfModel> open(const std::filesystem::path& path);

  /// The same for bytes. Errors: corruption, unsupported.
  static base::Result<TfidfModel> from_bytes(std::vector<std::uint8_t> bytes,
                                             TfidfChecks checks = TfidfChecks::all);

  /// The model as bytes (docs/formats/tfidf.md), as long as this lives.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept;

  /// Replaces the file at `path` as a whole. Errors: as io::write_file_atomically.
  [[nodiscard]] base::Status save(const std::filesystem::path& path) const;

  [[nodiscard]] const TfidfOptions& options() const noexcept;
  [[nodiscard]] std::size_t documents() const noexcept;
  [[nodiscard]] std::size_t terms() const noexcept;
  [[nodiscard]] bool contains(domain::ItemId item) const noexcept;

  /// The products most similar to one: exactly those that a comparison with every product gives.
  /// @param k how many at most. Products that share no term with it are not similar, so there may be fewer.
  /// @param accept which products may be returned: asked while searching, so that a filter costs no results.
  /// @return by cosine (float32, (0, 1]) descending, ties by item ascending; without the product itself.
  /// Errors: not_found (the model has no such product).
  /// Cost: docs/content.md. Thread-safe with a scratch for each thread.
  [[nodiscard]] base::Result<std::vector<SimilarItem>> similar(domain::ItemId anchor, std::size_t k,
                                                               TfidfScratch& scratch,
                                                               const ItemFilter& accept = {}) const;

  /// The same for a text that need not be in the model. Of its terms those count that the model has, as in TfidfVectorizer.
  [[nodiscard]] std::vector<SimilarItem> similar(TfidfDocument& document, std::size_t k,
                                                 TfidfScratch& scratch, const ItemFilter& accept = {}) const;

  /// The same for a taste: the sum of several products' vectors, each times its weight. None of them is returned; those that
  /// the model does not have add nothing.
  /// Errors: invalid_argument (a weight that is not a positive number).
  [[nodiscard]] base::Result<std::vector<SimilarItem>> similar(std::span<const WeightedItem> profile,
                                                               std::size_t k, TfidfScratch& scratch,
                                                               const ItemFilter& accept = {}) const;

  /// What similar() says of a taste, of some products only: of `items`, each of them once, those that share a term with it.
  /// Errors: invalid_argument. Cost: a look at each of them.
  [[nodiscard]] base::Result<std::vector<SimilarItem>> rank(std::span<const WeightedItem> profile,
                                                            std::span<const domain::ItemId> items,
                                                            TfidfScratch& scratch) const;

  /// The kNearest most similar to a product, whatever passes a filter, as similar() finds them; remembered, as popular
  /// products are asked for again and again: up to kRememberedBytes a model, which copies share.
  /// Errors: not_found.
  [[nodiscard]] base::Result<std::shared_ptr<const std::vector<SimilarItem>>> nearest(
      domain::ItemId item, TfidfScratch& scratch) const;
  static constexpr std::size_t kNearest = 192;
  static constexpr std::size_t kRememberedBytes = std::size_t{64} << 20U;

  /// A product's vector, terms in bytewise order. Errors: not_found.
  [[nodiscard]] base::Result<std::vector<WeightedTerm>> vector(domain::ItemId item) const;

  /// Why two products are similar: the terms that both have, each with its share of their cosine, greatest first.
  /// Errors: not_found.
  [[nodiscard]] base::Result<std::vector<WeightedTerm>> shared_terms(domain::ItemId a,
                                                                     domain::ItemId b) const;

 private:
  friend class TfidfBuilder;
  struct Data;
  explicit TfidfModel(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}
  /// For bytes that were just written.
  static base::Result<TfidfModel> from_built(std::vector<std::uint8_t> bytes);

  [[nodiscard]] base::Result<std::uint32_t> document_of(domain::ItemId item) const;
  void add_vector(std::uint32_t document, double weight, std::vector<TfidfQueryTerm>& out) const;
  struct Taste {
    std::vector<TfidfQueryTerm> query;
    std::vector<std::uint32_t> documents;  ///< Whose sum it is, ascending.
  };
  [[nodiscard]] base::Result<Taste> taste_of(std::span<const WeightedItem> profile) const;

  std::shared_ptr<const Data> data_;
};

}  // namespace khoj::mine
