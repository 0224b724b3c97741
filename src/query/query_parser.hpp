// The QueryParser turns what a shopper typed into a pipeline::Query: words with all the forms under which they may
// stand in the index, and what quotation marks and minus signs ask for. Immutable and thread-safe; rebuilt when the
// settings change.
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

/// A query for `from` also finds every entry of `to`. Each is 1 to kMaxSynonymWords words.
struct SynonymRule {
  std::string from;
  std::vector<std::string> to;
};

inline constexpr std::size_t kMaxSynonymWords = 8;

class QueryParser {
 public:
  /// Errors: invalid_argument (a synonym of no words or too many, a stop-word that is not one word).
  static base::Result<QueryParser> create(std::shared_ptr<const text::Analyzer> analyzer,
                                          const std::vector<SynonymRule>& synonyms,
                                          const std::vector<std::string>& stop_words);

  /// At most 32 words are kept; the rest of a longer query is ignored.
  [[nodiscard]] pipeline::Query parse(std::string_view raw) const;

  [[nodiscard]] const std::shared_ptr<const text::Analyzer>& analyzer() const noexcept { return analyzer_; }

 private:
  using Alternatives = std::vector<text::TermAlternative>;
  struct Synonyms {
    std::vector<std::string> terms;  ///< Of consecutive words of a query.
    Alternatives alternatives;       ///< What each of these words may stand for, too.
  };
  QueryParser() = default;
  void add_synonyms(std::vector<text::QueryWord>& words) const;

  std::shared_ptr<const text::Analyzer> analyzer_;
  /// By the first of their terms.
  std::unordered_map<std::string, std::vector<Synonyms>, base::StringHash, std::equal_to<>> synonyms_;
  std::unordered_set<std::string, base::StringHash, std::equal_to<>> stop_terms_;
};

}  // namespace khoj::query
