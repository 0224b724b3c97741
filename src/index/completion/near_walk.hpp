// Walks a TermTrie along everything that is a few typing mistakes away from a word: a row of the distance table for
// each letter, only the cells near the diagonal, and no further where no cell is small enough. Lives for one look-up.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

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
  static constexpr std::size_t kMaxDepth = kMaxFuzzyLetters + 2;
  /// Cells stand at 2 + column, so that the band may look two cells to the left.
  using Row = std::array<std::uint8_t, kMaxFuzzyLetters + 4>;

  /// Fills the row after `letter`, the last of `depth` letters. @return its least cell.
  std::uint32_t fill_row(std::size_t depth, char32_t letter) noexcept;
  [[nodiscard]] std::uint32_t distance(std::size_t depth) const noexcept {
    return rows_[depth][2 + letters_.size()];
  }
  /// The letters so far are `depth`; those of `terms` begin with them. `limit` is the most that is of interest.
  void visit(std::uint32_t node, TermRange terms, std::size_t depth, std::size_t bytes, std::uint32_t limit);
  void visit_rest(std::uint32_t term, std::size_t depth, std::size_t bytes, std::uint32_t limit);
  /// Remembers the terms as being this near. They lie inside of the last ones remembered or behind them.
  void add(TermRange terms) { found_->push_back(terms); }

  const TermTrie& trie_;
  const std::vector<char32_t>& letters_;
  std::uint32_t max_typos_;
  bool prefix_;
  std::array<Row, kMaxDepth + 1> rows_;
  std::array<char32_t, kMaxDepth + 1> path_{};
  std::vector<TermRange>* found_ = nullptr;
};

/// Turns ranges in which later ones may lie inside of earlier ones, and count there, into disjoint ones.
void flatten(std::vector<TermRange>& ranges);

}  // namespace khoj::index::completion
