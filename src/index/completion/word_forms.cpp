#include "index/completion/word_forms.hpp"

#include <algorithm>

namespace khoj::index::completion {
namespace {

/// The word itself, or one of its Latin spellings where it has one.
std::string_view spelling_of(const text::Word& word, std::size_t spelling) noexcept {
  switch (word.kind) {
    case text::WordKind::number: return word.terms[0];
    case text::WordKind::word: return word.terms[std::min<std::size_t>(spelling, word.term_count - 1U)];
    default: return word.folded;
  }
}

}  // namespace

WordForms::WordForms(std::size_t remembered_reads) : remembered_reads_(remembered_reads) {}

std::span<const Words> WordForms::read(std::string_view text) {
  if (!memo_ || ++reads_ > remembered_reads_) {
    memo_.emplace(text::WordRules{{}, true});
    reads_ = 0;
  }
  memo_->trim();
  scratch_.read(text, *memo_);
  count_ = 0;
  if (scratch_.words.empty()) return {};
  std::size_t spellings = 1;
  for (const auto& placed : scratch_.words) {
    if (placed.word->kind == text::WordKind::word)
      spellings = std::max<std::size_t>(spellings, placed.word->term_count);
  }
  const bool has_groups = scratch_.groups.size() < scratch_.words.size();
  add_form(0, false);
  if (has_groups) add_form(0, true);
  for (std::size_t spelling = 1; spelling < spellings; ++spelling) add_form(spelling, false);
  return {forms_.data(), count_};
}

void WordForms::add_form(std::size_t spelling, bool joined) {
  if (forms_.size() <= count_) forms_.emplace_back();
  Words& form = forms_[count_];
  form.clear();
  for (const auto& group : scratch_.groups) {
    if (joined && group.count > 1 && group.joined != nullptr && !group.joined->folded.empty()) {
      form.push_back(group.joined->folded);
      continue;
    }
    for (std::uint32_t i = group.first; i < group.first + group.count; ++i)
      form.push_back(spelling_of(*scratch_.words[i].word, spelling));
  }
  const auto known = std::find(forms_.begin(), forms_.begin() + static_cast<std::ptrdiff_t>(count_), form);
  if (known == forms_.begin() + static_cast<std::ptrdiff_t>(count_)) ++count_;
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace khoj::index::completion
