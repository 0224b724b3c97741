// How a facet's slugs are written for people: as a product that holds one spells it, remembered until anything changes.
// Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/answer_cache.hpp"
#include "index/facet_counts.hpp"
#include "query/fields.hpp"

namespace khoj::engine {

class FacetLabels {
 public:
  /// Read from a product that holds the value; the value with blanks and a capital when none says anything. Nothing where
  /// the field's values are no slugs. @param column that of `field`.
  [[nodiscard]] std::optional<std::string> label_of(const index::MatchedDocuments& matches,
                                                    const query::Field& field, std::size_t column,
                                                    std::string_view value) const;

 private:
  static constexpr std::size_t kRemembered = 100'000;

  base::AnswerCache<std::string> labels_{kRemembered};
};

}  // namespace khoj::engine
