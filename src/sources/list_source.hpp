// What sources have in common that know of products by themselves, not by words: they propose items, best first, and the
// rest (is it there, does it pass the filter, are there enough) is done here. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "index/passing_documents.hpp"
#include "pipeline/source.hpp"
#include "sources/item_table.hpp"

namespace khoj::sources {

struct ScoredItem {
  domain::ItemId item;
  double score = 0.0;  ///< Above 0.
};

/// Takes proposals until there are enough.
class Proposals {
 public:
  Proposals(const pipeline::Context& context, std::uint32_t limit)
      : context_(context), limit_(limit), passing_(*context.snapshot->index, context.filter) {}

  /// Takes `item`, unless it is gone, does not pass the filter, is the anchor, or was proposed before.
  /// @return whether more are wanted.
  bool add(domain::ItemId item, double score);
  bool add(const ScoredItem& item) { return add(item.item, item.score); }
  /// add() of one after the other. @return whether more are wanted.
  bool add(std::span<const ScoredItem> items);

  /// Whether `item` is there and passes the filter.
  [[nodiscard]] bool would_pass(domain::ItemId item) const { return passing_.find(item).has_value(); }
  [[nodiscard]] bool full() const noexcept { return retrieval_.items.size() >= limit_; }
  [[nodiscard]] std::size_t wanted() const noexcept { return limit_ - retrieval_.items.size(); }
  [[nodiscard]] pipeline::Retrieval take() noexcept { return std::move(retrieval_); }

 private:
  const pipeline::Context& context_;
  std::uint32_t limit_;
  index::PassingDocuments passing_;
  ItemTable seen_;
  pipeline::Retrieval retrieval_;
};

/// The order of lists: best first, equal ones by item.
[[nodiscard]] inline bool comes_before(const ScoredItem& a, const ScoredItem& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.item < b.item;
}
void sort_by_score(std::vector<ScoredItem>& items);

/// Those of `items` that pass `filter`.
[[nodiscard]] index::MatchSet set_of(const index::IndexSnapshot& index,
                                     std::span<const pipeline::Retrieved> items,
                                     const index::FilterExpression& filter);

class ListSource : public pipeline::Source {
 public:
  [[nodiscard]] base::Result<pipeline::Retrieval> retrieve(const pipeline::Context& context,
                                                           std::uint32_t limit) const final;
  /// The items of the retrieval that pass the filter.
  [[nodiscard]] base::Result<index::MatchSet> match(const pipeline::Context& context,
                                                    const pipeline::Retrieval& retrieval) const final;
  void explain(const pipeline::Context& context, const pipeline::Retrieval& retrieval,
               const pipeline::Retrieved& item, double scale, pipeline::Explanation& explanation) const final;

 protected:
  /// Adds items to `proposals`, best first, until it wants no more.
  virtual void propose(const pipeline::Context& context, Proposals& proposals) const = 0;
  /// The name in the registry.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// For a person: why items of this source are there.
  [[nodiscard]] virtual std::string reason(const pipeline::Context& context, domain::ItemId item) const = 0;
};

}  // namespace khoj::sources
