// The sorted words of all completions as a trie over letters: which number has a word, which range of numbers begins
// like this, which ranges are a few mistakes away. A node exists only where two words still share their beginning; the
// rest of a word is read from its text. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::index::completion {

/// Words begin to end-1, all at this distance from what was typed.
struct TermRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t typos = 0;
  friend bool operator==(const TermRange&, const TermRange&) = default;
};

class TermTrie {
 public:
  TermTrie() = default;
  /// `terms` are valid UTF-8, strictly ascending by their bytes, none empty.
  explicit TermTrie(const std::vector<std::string_view>& terms);

  [[nodiscard]] std::uint32_t size() const noexcept { return count_; }
  [[nodiscard]] std::string_view term(std::uint32_t id) const noexcept {
    return std::string_view(text_).substr(offsets_[id], offsets_[id + 1] - offsets_[id]);
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view term) const noexcept;
  /// The terms that begin with `prefix`; an empty range when there are none.
  [[nodiscard]] TermRange starting_with(std::string_view prefix) const noexcept;

  /// Replaces `out` by the terms at most `max_typos` (1 or 2) from `letters` (at most kMaxFuzzyLetters), those at no
  /// distance included, as disjoint ascending ranges, each with its least distance. With `prefix` a term counts as near
  /// as its nearest beginning. Cost: some thousand nodes for one mistake, about ten times that for two.
  void find_near(const std::vector<char32_t>& letters, std::uint32_t max_typos, bool prefix,
                 std::vector<TermRange>& out) const;

  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  friend class NearWalk;
  /// The children of a node lie side by side in the order of their labels, from first_child to the next node's.
  struct Node {
    char32_t label = 0;
    std::uint32_t first_child = 0;
    std::uint32_t first_term = 0;
  };
  /// Where a walk along letters stands. Once only one term is left there is no node any more.
  struct Place {
    std::uint32_t node = 0;
    TermRange terms;
  };
  [[nodiscard]] Place descend(std::string_view prefix) const noexcept;

  std::uint32_t count_ = 0;
  std::string text_;
  std::vector<std::uint32_t> offsets_;
  std::vector<Node> nodes_;  ///< Breadth first; the last one only ends the one before.
};

}  // namespace khoj::index::completion
