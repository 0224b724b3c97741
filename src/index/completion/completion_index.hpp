// The CompletionIndex answers what a text that is being typed may become: completions that begin with its words, then
// those that hold them in any order, then those that do but for a few typing mistakes, each from the most popular down.
//
// Layout: completions are numbered by falling popularity. Their words, as numbers of the sorted terms, stand in one
// array; a second one lists the completions in the order of their words, so that everything that begins alike lies side
// by side and a range-minimum structure finds the most popular of it. Lists of completions by word answer any order.
// Source: Gog, Pibiri & Venturini, "Efficient and Effective Query Auto-Completion", SIGIR 2020, doi:10.1145/3397271.3401432.
//
// In memory only, built by a CompletionBuilder. Immutable, thread-safe; the scratch of a search belongs to its thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/completion/completion.hpp"
#include "index/completion/posting_lists.hpp"
#include "index/completion/range_minimum.hpp"
#include "index/completion/sequences.hpp"
#include "index/completion/term_trie.hpp"

namespace khoj::index::completion {

class CompletionIndex {
 public:
  /// An index of nothing.
  CompletionIndex() = default;

  /// At most `k` completions of `typed`, best first: fewer mistakes before more, then those that continue the typed
  /// words before those that hold them in any order, then the words as they were typed before their other spellings
  /// (WordForms), then the more popular one, then by their words. Every typed word must be a word of the completion, the
  /// last one the beginning of a word. A text and kind come once.
  ///
  /// Mistakes are looked for only when fewer than options.enough have none, more only when fewer have less: one in a word of at least 4 letters, two
  /// from 8 on, none in a number, kMaxTypos in all; with mistakes the order of words does not matter. Of more than
  /// kMaxWords words the first ones count. Any bytes may be given. Cost: a few microseconds without mistakes, some tens
  /// with.
  [[nodiscard]] std::vector<Hit> complete(std::string_view typed, std::size_t k,
                                          const Options& options = {}) const;

  /// How many completions there are, those for other forms of a text included.
  [[nodiscard]] std::size_t size() const noexcept { return sequences_.size(); }
  [[nodiscard]] std::size_t term_count() const noexcept { return terms_.size(); }
  [[nodiscard]] float greatest_weight() const noexcept { return weights_.empty() ? 0.0F : weight(0); }
  /// Everything that the index holds, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  friend class CompletionBuilder;
  friend class CompletionSearch;

  [[nodiscard]] float weight(std::uint32_t document) const noexcept;
  [[nodiscard]] std::string text(std::uint32_t document, const Sequence& sequence) const;

  TermTrie terms_;
  Sequences sequences_;
  std::vector<std::uint16_t> weights_;       ///< The upper half of each weight's bits.
  std::vector<std::uint32_t> in_order_;      ///< The completions in the order of their words.
  std::vector<std::uint32_t> first_places_;  ///< Of each term: where in in_order_ those begin that it begins.
  RangeMinimum minimum_;                     ///< Over in_order_.
  PostingLists postings_;
  std::vector<std::uint32_t> shown_documents_;  ///< Those whose text is not their words, ascending.
  std::vector<std::uint32_t>
      shown_offsets_;  ///< Where in shown_ their text begins: a byte for its length, then it.
  std::string shown_;
};

}  // namespace khoj::index::completion
