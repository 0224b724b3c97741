// The QueryParser turns what a shopper typed into a pipeline::Query: words with all the forms under which they may
// stand in the index. Immutable and thread-safe; rebuilt when the settings change.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "pipeline/context.hpp"
#include "text/analyzer.hpp"

namespace khoj::query {

/// A query for `from` also finds every word of `to`. Each is a single word.
struct SynonymRule {
  std::string from;
  std::vector<std::string> to;
};

class QueryParser {
 public:
  /// Errors: invalid_argument (a synonym or stop-word that is not one word).
  static base::Result<QueryParser> create(std::shared_ptr<const text::Analyzer> analyzer,
                                          const std::vector<SynonymRule>& synonyms,
                                          const std::vector<std::string>& stop_words);

  /// At most 32 words are kept; the rest of a longer query is ignored.
  [[nodiscard]] pipeline::Query parse(std::string_view raw) const;

 private:
  using Alternatives = std::vector<text::TermAlternative>;
  QueryParser() = default;

  std::shared_ptr<const text::Analyzer> analyzer_;
  std::unordered_map<std::string, Alternatives, base::StringHash, std::equal_to<>>
      synonyms_;  ///< By index term.
  std::unordered_set<std::string, base::StringHash, std::equal_to<>> stop_terms_;
};

}  // namespace khoj::query
