// One search of a CompletionIndex: reads the query, then asks for continuations, for other orders and for typing
// mistakes, until there are enough hits. Lives for one call.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/completion/completion_index.hpp"
#include "index/completion/word_forms.hpp"

namespace khoj::index::completion {

class CompletionSearch {
 public:
  CompletionSearch(const CompletionIndex& index, std::size_t k, const Options& options) noexcept
      : index_(index), k_(k), options_(options) {}

  std::vector<Hit> run(std::string_view typed);

 private:
  /// The terms for which a word of the query may stand.
  struct Matcher {
    std::vector<TermRange> ranges;  ///< Disjoint, ascending.
    std::uint64_t weight = 0;       ///< About how many postings they have.
  };
  struct Scratch;
  static Scratch& scratch();

  [[nodiscard]] bool full() const noexcept { return hits_.size() >= k_; }
  /// Counts a visit. @return false when the budget is spent.
  bool visit() noexcept;
  /// The terms for which a word stands when it has no mistake.
  [[nodiscard]] TermRange terms_of(std::string_view word, bool last) const noexcept;
  /// Fills in the matchers of words without mistakes. @return whether every word has a term.
  bool match_exactly(const Words& words);
  /// The same so that `typos` mistakes in all are possible. @return whether they are.
  bool match_nearly(const Words& words, std::uint32_t typos);
  /// Fills in a matcher with the terms at most `typos` mistakes from the word. @return the fewest of any; kNoMatch for
  /// no term.
  std::uint32_t match_word(std::string_view word, bool last, std::uint32_t typos, Matcher& matcher);
  void find_without_typos(std::span<const Words> forms);
  void find_with_typos(std::span<const Words> forms);
  void find_continuations();
  void find_any_order(std::uint32_t typos);
  [[nodiscard]] std::optional<PostingLists::Membership> second_rarest(const Matcher& rarest) const noexcept;
  [[nodiscard]] TermRange places_of(std::span<const std::uint32_t> words, TermRange last) const noexcept;
  [[nodiscard]] std::uint32_t count_typos(std::span<const std::uint32_t> words) const noexcept;
  [[nodiscard]] bool is_continuation(std::span<const std::uint32_t> words) const noexcept;
  void take(std::uint32_t document, const Sequence& sequence, std::uint32_t typos, bool continues);

  const CompletionIndex& index_;
  std::size_t k_;
  const Options& options_;
  std::uint32_t visits_ = 0;
  std::vector<Hit> hits_;
  std::span<Matcher> matchers_;
  const Words* matched_ = nullptr;  ///< What the matchers are filled in for, exactly.
};

}  // namespace khoj::index::completion
