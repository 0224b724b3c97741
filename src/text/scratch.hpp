// What one thread keeps between texts: the segmenter, a memo of words per analyzer, and the lists of the text
// at hand. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "text/grouping.hpp"
#include "text/segmenter.hpp"
#include "text/token_buffer.hpp"
#include "text/word_memo.hpp"

namespace khoj::text {

struct TokenBuffer::Scratch {
  /// The memo of the analyzer with this id, whose rules these are. A few analyzers may take turns on one
  /// buffer (one a field); the memo that was used longest ago makes room.
  WordMemo& memo_of(std::uint64_t analyzer_id, const WordRules& rules);

  /// Fills `words` and `groups` with those of `text`.
  void read(std::string_view text, WordMemo& memo);

  std::vector<PlacedWord> words;
  std::vector<WordGroup> groups;

 private:
  struct OwnedMemo {
    std::uint64_t analyzer_id = 0;
    std::unique_ptr<WordMemo> memo;
  };
  Segmenter segmenter_;
  std::vector<WordRange> ranges_;
  std::vector<OwnedMemo> memos_;  // last used first
};

}  // namespace khoj::text
