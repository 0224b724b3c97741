// One search through a TF-IDF model: the documents with the greatest cosine to a weighted set of terms. Inverted lists are
// added up term by term, the weightiest first, in whole numbers that are never below the true sums; once the lists that are
// left cannot lift a document that was in none of the others among the best, only those that were are looked at, and what
// may be among the best is computed exactly from the documents' own vectors. Exact therefore, whatever is quantised.
// Source: the MaxScore rule for a term at a time of Turtle & Flood, doi:10.1016/0306-4573(95)00020-H. We differ in bounding
// what is left also by the length of the rest of the query, as a document's vector is no longer than 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/ids.hpp"
#include "mine/item_filter.hpp"
#include "mine/tfidf_format.hpp"

namespace khoj::mine {

struct SimilarItem {
  domain::ItemId item;
  float score = 0.0F;  ///< Cosine, (0, 1].
  friend bool operator==(const SimilarItem&, const SimilarItem&) = default;
};

struct TfidfQueryTerm {
  std::uint32_t term = 0;
  double weight = 0;
};

/// What a search needs to write on, kept from one to the next: one a thread. Holds 2 to 10 bytes a document of the greatest
/// model that it was used with.
class TfidfScratch {
 public:
  TfidfScratch() = default;

 private:
  friend class TfidfSearch;
  struct List {
    std::uint32_t begin = 0;  ///< In the model's lists.
    std::uint32_t end = 0;
    std::uint32_t term = 0;
    std::uint32_t scale = 0;  ///< Sum units that an impact of 256 gives.
    double weight = 0;
    double bound = 0;  ///< The most that it adds to any document.
    double rest = 0;   ///< The most that it and all lists behind it add to any document.
  };
  struct Slot {
    std::uint32_t term = 0xFFFF'FFFF;
    double weight = 0;
  };
  std::vector<std::uint16_t> sums_;  ///< One a document; all 0 between searches.
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> candidates_;
  std::vector<List> lists_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> front_;
  std::vector<float> scores_;
};

class TfidfSearch {
 public:
  /// @param tf       tf_weights() of the model's counts.
  /// @param query    ascending by term, each once; of length 1, or empty.
  /// @param excluded documents that are not returned, ascending.
  /// All of them outlive this.
  TfidfSearch(const TfidfView& view, std::span<const double> tf, std::span<const TfidfQueryTerm> query,
              std::span<const std::uint32_t> excluded, const ItemFilter& accept, TfidfScratch& scratch);

  /// The k best of score above 0: score descending, item ascending. Call once.
  [[nodiscard]] std::vector<SimilarItem> best(std::size_t k);

  /// The same by looking at every document. Also the way for a query of very many terms.
  [[nodiscard]] std::vector<SimilarItem> best_plainly(std::size_t k) const;

  /// Of these documents, each of which stands there once, all that are wanted and score above 0, in the same order.
  [[nodiscard]] std::vector<SimilarItem> best_of(std::span<const std::uint32_t> documents) const;

 private:
  using List = TfidfScratch::List;

  void fill_slots();
  void prepare_lists();
  void add(const List& list);
  void add_to_touched(const List& list);
  template <typename Accept>
  void fill_front(std::size_t count, const Accept& accept);
  template <typename Accept>
  bool raise_threshold(std::size_t k, const Accept& accept);
  void estimate(std::size_t k);
  void keep_candidates(std::span<const std::uint32_t> from, double rest);
  void clear() noexcept;
  [[nodiscard]] std::uint32_t least_sum(double rest) const noexcept;
  [[nodiscard]] float score(std::uint32_t document) const noexcept;
  template <typename At, typename Visit>
  void score_ahead(std::size_t count, const At& at, const Visit& visit) const;
  [[nodiscard]] bool is_wanted(std::uint32_t document) const;
  [[nodiscard]] std::vector<SimilarItem> score_candidates(std::size_t k);

  const TfidfView& view_;
  std::span<const double> tf_;
  std::span<const TfidfQueryTerm> query_;
  std::span<const std::uint32_t> excluded_;
  const ItemFilter& accept_;
  TfidfScratch& scratch_;
  unsigned slot_shift_ = 0;
  double unit_ = 1;         ///< What a sum of 1 is worth.
  float threshold_ = 0.0F;  ///< k documents score at least this.
  bool picky_ = false;      ///< Many of the best documents are not wanted.
};

}  // namespace khoj::mine
