// An IndexSnapshot is the whole index at one moment: immutable, shared by shared_ptr, read by any number of threads
// without a lock. It keeps its segments alive, also when the writer has merged them away.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "index/schema.hpp"
#include "index/search.hpp"
#include "index/term_expansion.hpp"

namespace khoj::index {

class Segment;

class IndexSnapshot {
 public:
  IndexSnapshot(Schema schema, std::vector<std::shared_ptr<const Segment>> segments,
                domain::ChangeSeq covered);
  ~IndexSnapshot();

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  /// Every change up to this one is in the snapshot.
  [[nodiscard]] domain::ChangeSeq covered() const noexcept { return covered_; }
  /// Live documents.
  [[nodiscard]] std::uint64_t doc_count() const noexcept { return doc_count_; }
  [[nodiscard]] std::size_t segment_count() const noexcept { return segments_.size(); }
  /// What works on columns goes through the segments itself (facet_counts, column_sort).
  [[nodiscard]] std::span<const std::shared_ptr<const Segment>> segments() const noexcept {
    return segments_;
  }

  /// The k best documents, by block-max MaxScore. Equal to search_exhaustive in hits, scores, total and level.
  [[nodiscard]] SearchResult search(const SearchQuery& query) const;

  /// The same by scoring every document: the reference that tests compare with.
  [[nodiscard]] SearchResult search_exhaustive(const SearchQuery& query) const;

  /// The documents that hold at least `level` of the required words and pass the filter; `level` 0, or a query without
  /// words: all that pass the filter.
  [[nodiscard]] MatchSet match(const SearchQuery& query, std::uint32_t level) const;
  /// Takes what does not pass `filter` out of `matches`.
  void keep_matches(const FilterExpression& filter, MatchSet& matches) const;
  [[nodiscard]] std::uint64_t count(const MatchSet& matches) const noexcept;

  /// How `hit.score` came about; the contributions add up to it. One entry per word of the query.
  [[nodiscard]] std::vector<WordContribution> explain(const SearchQuery& query, DocRef doc) const;

  [[nodiscard]] std::optional<DocRef> find(domain::ItemId item) const;
  [[nodiscard]] std::optional<std::size_t> column_index(std::string_view name) const noexcept;

  /// A number column's value, NaN when missing. `column` counts all columns of the schema, as column_index does.
  [[nodiscard]] double number(DocRef doc, std::size_t column) const noexcept;
  [[nodiscard]] std::vector<std::string_view> keywords(DocRef doc, std::size_t column) const;
  [[nodiscard]] std::string_view stored(DocRef doc) const noexcept;
  /// Asks the memory for what stored() will read to find the blob. For many documents: prefetch all, then read.
  void prefetch_stored(DocRef doc) const noexcept;
  [[nodiscard]] domain::ItemId item(DocRef doc) const noexcept;

  /// Documents that pass `filter`, the first `limit` by static rank; `total` counts them all, and `matches` holds them
  /// when `collect_matches` says so.
  [[nodiscard]] SearchResult browse(const FilterExpression& filter, std::uint32_t limit,
                                    bool collect_matches = false) const;

  /// Whether one document passes.
  [[nodiscard]] bool passes(const FilterExpression& filter, DocRef doc) const;

  /// In how many live documents `term` stands (deleted ones may still be counted until a merge).
  [[nodiscard]] std::uint64_t doc_frequency(std::string_view term) const;

  /// Which terms a misspelt or unfinished word may have been meant to be: the functions of term_expansion.hpp over this
  /// snapshot's segments.
  [[nodiscard]] std::vector<ExpandedTerm> similar_terms(std::string_view word, unsigned edits,
                                                        std::size_t limit) const;
  [[nodiscard]] std::vector<ExpandedTerm> terms_beginning_with(std::string_view prefix,
                                                               std::size_t limit) const;
  [[nodiscard]] std::vector<ExpandedTerm> terms_beginning_like(std::string_view prefix,
                                                               std::size_t limit) const;

 private:
  [[nodiscard]] std::vector<std::uint64_t> shown(const Segment& segment,
                                                 const FilterExpression& filter) const;

  Schema schema_;
  std::vector<std::shared_ptr<const Segment>> segments_;
  domain::ChangeSeq covered_;
  std::uint64_t doc_count_ = 0;
};

}  // namespace khoj::index
