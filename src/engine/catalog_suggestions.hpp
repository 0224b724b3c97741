// What the catalogue alone gives to suggest: completions of its titles, categories, brands and colours. Built once for
// many query logs, because it takes seconds for a million products. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/search_pipeline.hpp"
#include "index/completion/completion_index.hpp"
#include "text/analyzer.hpp"

namespace khoj::engine {

class CatalogSuggestions {
 public:
  /// Cost: about ten microseconds a product. Errors: internal (ICU), resource_exhausted, cancelled.
  static base::Result<std::shared_ptr<const CatalogSuggestions>> build(const LiveState& live,
                                                                       const std::stop_token& stop = {});

  /// All kinds together, without what says the same twice.
  [[nodiscard]] const index::completion::CompletionIndex& all() const noexcept { return all_; }
  [[nodiscard]] const index::completion::CompletionIndex& categories() const noexcept { return categories_; }
  [[nodiscard]] const index::completion::CompletionIndex& brands() const noexcept { return brands_; }
  [[nodiscard]] const index::completion::CompletionIndex& products() const noexcept { return products_; }

  /// The one of all() that says the same: whose family (near_duplicates.hpp) this is.
  [[nodiscard]] std::optional<index::completion::Entry> find(std::uint64_t family) const;
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  /// A completion of all_ by its family. Its texts are in texts_, the one that is shown first, each behind a byte for
  /// its length.
  struct Member {
    std::uint64_t family = 0;
    std::uint64_t texts = 0;
    std::uint32_t size = 0;
    float weight = 0.0F;
    index::completion::Kind kind = {};
  };

  index::completion::CompletionIndex all_;
  index::completion::CompletionIndex categories_;
  index::completion::CompletionIndex brands_;
  index::completion::CompletionIndex products_;
  std::vector<Member> members_;  ///< In the order of their families.
  std::string texts_;
};

}  // namespace khoj::engine
