// Shows where a text holds the words of a query: marks them, and cuts a snippet around the place where most of them
// stand. Words are compared as the index compares them, so stems, transliterations and synonyms are marked, too. A mark
// and a cut never part a character from what belongs to it (grapheme clusters, by ICU). Output is HTML text: everything
// but the marks is escaped. Owns analysis scratch: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "text/analyzer.hpp"

namespace khoj::text {

struct HighlightOptions {
  std::string_view before = "<mark>";
  std::string_view after = "</mark>";
  std::uint32_t snippet_words = 30;  ///< A longer text is cut to about so many words; 0: never.
};

class Highlighter {
 public:
  /// `query` are the words as the search took them, with every alternative. `analyzer` must outlive this.
  Highlighter(const Analyzer& analyzer, const std::vector<QueryWord>& query);

  /// `text` with its marks, cut to a snippet when it is long; "…" stands where something was left out.
  [[nodiscard]] std::string mark(std::string_view text, const HighlightOptions& options);

  /// Whether the last text held any of the words.
  [[nodiscard]] bool found() const noexcept { return found_; }

 private:
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Place {
    Range range;
    int word = -1;  ///< Of the query; -1 for none of them.
  };

  void find_places(std::string_view text);
  [[nodiscard]] Range choose_window(std::string_view text, std::uint32_t words) const;

  const Analyzer& analyzer_;
  std::unordered_map<std::string, int, base::StringHash, std::equal_to<>> terms_;  ///< To the query's word.
  TokenBuffer buffer_;
  std::vector<Place> places_;  ///< The words of the text, in order.
  bool found_ = false;
};

}  // namespace khoj::text
