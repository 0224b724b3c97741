// Which terms of an index a word may have been meant to be: misspelt, unfinished, or both. They read the dictionaries of
// all segments and know nothing of queries. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::index {

class Segment;

struct ExpandedTerm {
  std::string term;
  /// In how many documents it stands: at least; a segment where it is among the rarer candidates may not be counted.
  std::uint64_t df = 0;
  unsigned edits = 0;  ///< Typing mistakes between the word and the term, or the term's beginning.
};

/// Terms of letters a to z that `word` is 1 to `edits` (at most 2) mistakes away from, as SpellingIndex finds them.
/// @return at most `limit`, fewest mistakes first, then most frequent.
std::vector<ExpandedTerm> similar_terms(std::span<const std::shared_ptr<const Segment>> segments,
                                        std::string_view word, unsigned edits, std::size_t limit);

/// Terms that begin with `prefix`, but not `prefix` itself. Cost: a few lookups and about a nanosecond for each such
/// term. @return at most `limit`, most frequent first.
std::vector<ExpandedTerm> terms_beginning_with(std::span<const std::shared_ptr<const Segment>> segments,
                                               std::string_view prefix, std::size_t limit);

/// Terms of letters a to z that begin with something one mistake away from `prefix`. The prefix must be one of the
/// letters a to z, else there are none. Cost: about 50 lookups a letter.
/// @return at most `limit`, most frequent first.
std::vector<ExpandedTerm> terms_beginning_like(std::span<const std::shared_ptr<const Segment>> segments,
                                               std::string_view prefix, std::size_t limit);

}  // namespace khoj::index
