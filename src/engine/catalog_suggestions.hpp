// What the catalogue alone gives to suggest: completions of its titles, categories, brands and colours. Built once for
// many query logs, because it takes seconds for a million products. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/search_pipeline.hpp"
#include "index/completion/completion_index.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {

class CatalogSuggestions {
 public:
  /// One of all completions, by what it says.
  struct Member {
    std::uint64_t family = 0;     ///< Equal for texts that say the same (near_duplicates.hpp).
    std::uint64_t text_hash = 0;  ///< base::hash64.
    float weight = 0.0F;
  };

  /// Cost: about ten microseconds a product. Errors: internal (ICU), resource_exhausted.
  static base::Result<std::shared_ptr<const CatalogSuggestions>> build(const LiveState& live);

  /// All kinds together, without what says the same twice.
  [[nodiscard]] const index::completion::CompletionIndex& all() const noexcept { return all_; }
  [[nodiscard]] const index::completion::CompletionIndex& categories() const noexcept { return categories_; }
  [[nodiscard]] const index::completion::CompletionIndex& brands() const noexcept { return brands_; }
  [[nodiscard]] const index::completion::CompletionIndex& products() const noexcept { return products_; }

  /// The one of all() that says the same; null for none.
  [[nodiscard]] const Member* find(std::uint64_t family) const noexcept;
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  index::completion::CompletionIndex all_;
  index::completion::CompletionIndex categories_;
  index::completion::CompletionIndex brands_;
  index::completion::CompletionIndex products_;
  std::vector<Member> members_;  ///< Of all_, by family.
};

}  // namespace khoj::engine
