// Walks a TermTrie along everything that is a few typing mistakes away from a word. The distances to all beginnings of
// the word are kept as sets of bits, one set for each number of mistakes: a letter of the trie costs a handful of
// operations on words, and a branch is left when its sets are empty. Lives for one look-up.
// Source: Wu & Manber, "Fast Text Searching Allowing Errors", 1992, doi:10.1145/135239.135244, with swaps as in Hyyrö,
// "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "index/completion/completion.hpp"
#include "index/completion/edit_distance.hpp"
#include "index/completion/term_trie.hpp"

namespace khoj::index::completion {

class NearWalk {
 public:
  NearWalk(const TermTrie& trie, const std::vector<char32_t>& letters, std::uint32_t max_typos,
           bool prefix) noexcept;

  /// As TermTrie::find_near.
  void run(std::vector<TermRange>& out);

 private:
  /// Where the letters read so far may have led to.
  struct State {
    /// near[j] has bit i when the first i letters of the word are at most j mistakes away.
    std::array<std::uint64_t, kMaxTypos + 1> near{};
    /// swapped[j] has bit i when, but for j mistakes, letter i + 1 was read and letter i must follow.
    std::array<std::uint64_t, kMaxTypos + 1> swapped{};
  };

  [[nodiscard]] std::uint64_t places_of(char32_t letter) const noexcept;
  [[nodiscard]] State after(const State& state, char32_t letter) const noexcept;
  /// Of the whole word from the letters so far; more than max_typos_ for any greater distance.
  [[nodiscard]] std::uint32_t distance(const State& state) const noexcept;
  /// `terms` begin with the letters so far, `bytes` long. `limit` is the greatest distance that is of interest.
  void visit(std::uint32_t node, TermRange terms, std::size_t bytes, const State& state, std::uint32_t limit);
  void visit_rest(std::uint32_t term, std::size_t bytes, State state, std::uint32_t limit);

  const TermTrie& trie_;
  const std::vector<char32_t>& letters_;
  const std::uint64_t within_;  ///< The bits of beginnings that there are.
  const std::uint32_t max_typos_;
  const bool prefix_;
  std::array<std::uint64_t, 128> ascii_places_{};  ///< Bit i + 1 when the letter is the word's letter i.
  std::vector<TermRange>* found_ = nullptr;
};

/// Turns ranges in which later ones may lie inside of earlier ones, and count there, into disjoint ones.
void flatten(std::vector<TermRange>& ranges);

}  // namespace khoj::index::completion
