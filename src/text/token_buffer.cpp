#include "text/token_buffer.hpp"

#include <algorithm>

#include "text/scratch.hpp"

namespace khoj::text {
namespace {

constexpr std::size_t kMaxMemos = 8;

}  // namespace

TokenBuffer::TokenBuffer() : scratch_(std::make_unique<Scratch>()) {}
TokenBuffer::TokenBuffer(TokenBuffer&&) noexcept = default;
TokenBuffer& TokenBuffer::operator=(TokenBuffer&&) noexcept = default;
TokenBuffer::~TokenBuffer() = default;

WordMemo& TokenBuffer::Scratch::memo_of(std::uint64_t analyzer_id, const WordRules& rules) {
  auto found = std::find_if(memos_.begin(), memos_.end(),
                            [&](const OwnedMemo& owned) { return owned.analyzer_id == analyzer_id; });
  if (found == memos_.end()) {
    if (memos_.size() == kMaxMemos) memos_.pop_back();
    memos_.push_back({analyzer_id, std::make_unique<WordMemo>(rules)});
    found = memos_.end() - 1;
  }
  std::rotate(memos_.begin(), found, found + 1);
  return *memos_.front().memo;
}

void TokenBuffer::Scratch::read(std::string_view text, WordMemo& memo) {
  segmenter_.segment(text, ranges_);
  words.clear();
  for (const WordRange& range : ranges_) {
    const std::string_view surface = text.substr(range.begin, range.end - range.begin);
    const Word& word = range.ascii ? memo.find_ascii(surface) : memo.find(surface);
    if (word.term_count != 0) words.push_back({&word, range.begin, range.end});
  }
  group_words(text, words, memo, groups);
}

}  // namespace khoj::text
