// Builds a TF-IDF model out of documents that come one after the other. The model is a pure function of the options and
// of which documents there are: the order in which they come, and how they are shared between builders, change no byte of
// it. Not thread-safe; for several threads give each a builder, and let one absorb the others.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "mine/term_numbers.hpp"
#include "mine/tfidf_document.hpp"
#include "mine/tfidf_model.hpp"
#include "mine/tfidf_writer.hpp"

namespace khoj::mine {

class TfidfBuilder {
 public:
  /// Errors: invalid_argument (option).
  static base::Result<TfidfBuilder> create(const TfidfOptions& options);

  /// Adds a document, which may have no words. An item comes once.
  void add(domain::ItemId item, TfidfDocument& document);

  /// Takes over all documents of another builder.
  /// REQUIRES: both have the same options.
  void absorb(TfidfBuilder&& other);

  [[nodiscard]] std::size_t size() const noexcept { return documents_.size(); }

  /// Errors: already_exists (an item that was added twice), resource_exhausted (2^32 postings or bytes of terms, 2^31
  /// documents). Cost: at a million titles of ten words about 3 s and 16 bytes a posting beside the model.
  [[nodiscard]] base::Result<TfidfModel> build() &&;

 private:
  struct Document {
    std::uint32_t item;
    std::uint32_t size;   ///< Of its terms …
    std::uint64_t begin;  ///< … from here on in `postings_`.
  };
  struct Vocabulary;

  explicit TfidfBuilder(const TfidfOptions& options) : options_(options) {}
  [[nodiscard]] base::Status sort_documents();
  [[nodiscard]] Vocabulary choose_terms() const;
  [[nodiscard]] TfidfContent content(const Vocabulary& vocabulary) const;

  TfidfOptions options_;
  TermNumbers numbers_;
  std::vector<Document> documents_;
  std::vector<TfidfPosting> postings_;
};

}  // namespace khoj::mine
