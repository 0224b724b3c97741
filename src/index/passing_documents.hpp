// Which documents of a snapshot pass a filter, for those who ask about many of them: the filter is resolved once, to the bits
// that searches use, and from then on an answer is one bit. Immutable, thread-safe; must not outlive the snapshot.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "index/filter_resolver.hpp"
#include "index/index_snapshot.hpp"

namespace khoj::index {

class PassingDocuments {
 public:
  /// Cost: a look into the filter cache of each segment; with a filter that is not there, a pass over its columns.
  PassingDocuments(const IndexSnapshot& index, const FilterExpression& filter);

  /// The live document of `item`, if there is one and it passes.
  [[nodiscard]] std::optional<DocRef> find(domain::ItemId item) const;

 private:
  const IndexSnapshot& index_;
  std::vector<std::shared_ptr<const FilterBits>> bits_;  ///< One a segment; null: all pass.
};

}  // namespace khoj::index
