// Which words of a query are taken for misspelt or unfinished, and what they may have been meant to be: words of the
// index as further alternatives, which weigh less the less likely they are. It reads the index and changes nothing.
// Pure functions; thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "index/index_snapshot.hpp"
#include "text/analyzer.hpp"

namespace khoj::sources {

enum class Expand {
  unknown,  ///< Words that the index does not know at all: for long texts, whose rare words are right.
  strangers,  ///< Words that the index does not know, or hardly. A query of well-known words costs a lookup a word.
  all,        ///< Every word that may be misspelt: "over" may have been meant to be "cover".
};

/// The words with what they may have been meant to be as further alternatives: words of letters a to z (or with such a
/// spelling) at most one mistake away, from eight letters on two; and of the last word, which may be unfinished, words
/// that begin with it or, if there is none, with something one mistake away. Words with digits are never taken for
/// misspelt, stop-words neither. With an analyzer (may be null) a stranger that is two known words becomes these two, a
/// rare word may stand as two, and neighbours may stand as one.
/// @return nothing when no word gains anything.
std::optional<std::vector<text::QueryWord>> expand_words(const index::IndexSnapshot& index,
                                                         const text::Analyzer* analyzer,
                                                         const std::vector<text::QueryWord>& words,
                                                         Expand which);

}  // namespace khoj::sources
