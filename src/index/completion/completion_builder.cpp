#include "index/completion/completion_builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/background.hpp"
#include "base/utf8.hpp"

namespace khoj::index::completion {
namespace {

constexpr std::size_t kMaxWordsInAll = std::size_t{1} << 31;

template <typename Range>
bool before(const Range& a, const Range& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

template <typename Range>
bool same(const Range& a, const Range& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

base::Status CompletionBuilder::add(const Entry& entry) {
  using base::ErrorCode;
  if (!(entry.weight >= 0.0F) || !std::isfinite(entry.weight))
    return base::fail(ErrorCode::invalid_argument, "a completion's weight must be a number from 0 up, not {}",
                      entry.weight);
  if (entry.text.size() > kMaxTextBytes || !base::is_valid_utf8(entry.text))
    return base::fail(ErrorCode::invalid_argument, "a completion must be UTF-8 of at most {} bytes",
                      kMaxTextBytes);
  const auto forms = forms_.read(entry.text);
  if (forms.empty() || forms[0].size() > kMaxWords)
    return base::fail(ErrorCode::invalid_argument, "a completion must have 1 to {} words: '{}'", kMaxWords,
                      entry.text);
  for (const auto& form : forms) add_document(form, entry);
  for (const auto& other : entry.forms) {
    for (const auto& form : forms_.read(other)) add_document(form, entry);
  }
  return {};
}

void CompletionBuilder::add_document(const Words& words, const Entry& entry) {
  if (words.size() > kMaxWords) return;
  Document document{static_cast<std::uint32_t>(words_.size()), static_cast<std::uint8_t>(words.size()),
                    entry.kind, entry.weight, 0};
  std::size_t at = 0;  // In the text, as long as it is the words with blanks between them.
  const std::string_view text = entry.text;
  for (const auto word : words) {
    words_.push_back(term_of(word));
    if (at > 0 && at < text.size() && text[at] == ' ') ++at;
    at = text.substr(std::min(at, text.size())).starts_with(word) ? at + word.size() : text.size() + 1;
  }
  std::size_t letters = words.size() - 1;
  for (const auto word : words) letters += word.size();
  if (at != text.size() || letters != text.size()) document.shown = keep_shown(entry.text) + 1;
  documents_.push_back(document);
}

std::uint32_t CompletionBuilder::term_of(std::string_view word) {
  const auto known = terms_.find(word);
  if (known != terms_.end()) return known->second;
  const auto id = static_cast<std::uint32_t>(terms_.size());
  terms_.emplace(word, id);
  return id;
}

std::uint32_t CompletionBuilder::keep_shown(const std::string& text) {
  const auto [place, added] = shown_places_.try_emplace(text, static_cast<std::uint32_t>(shown_.size()));
  if (added) {
    shown_ += static_cast<char>(static_cast<unsigned char>(text.size()));
    shown_ += text;
  }
  return place->second;
}

/// Sorts the terms and renames the words after their places.
TermTrie CompletionBuilder::number_terms() {
  std::vector<std::pair<std::string_view, std::uint32_t>> sorted;
  sorted.reserve(terms_.size());
  for (const auto& [term, id] : terms_) sorted.emplace_back(term, id);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> renamed(sorted.size());
  std::vector<std::string_view> terms;
  terms.reserve(sorted.size());
  for (const auto& [term, id] : sorted) {
    renamed[id] = static_cast<std::uint32_t>(terms.size());
    terms.push_back(term);
  }
  for (auto& word : words_) word = renamed[word];
  return TermTrie(terms);
}

/// Keeps of those with the same words, kind and text the weightiest, and puts all in the order of popularity.
void CompletionBuilder::drop_repeated() {
  const auto key = [](const Document& d) { return std::pair(d.kind, d.shown); };
  std::sort(documents_.begin(), documents_.end(), [&](const Document& a, const Document& b) {
    if (!same(words_of(a), words_of(b))) return before(words_of(a), words_of(b));
    return key(a) != key(b) ? key(a) < key(b) : a.weight > b.weight;
  });
  const auto end =
      std::unique(documents_.begin(), documents_.end(), [&](const Document& a, const Document& b) {
        return key(a) == key(b) && same(words_of(a), words_of(b));
      });
  documents_.erase(end, documents_.end());
  // Stable: of equal weight the first in the order of words.
  std::stable_sort(documents_.begin(), documents_.end(),
                   [](const Document& a, const Document& b) { return a.weight > b.weight; });
}

base::Result<CompletionIndex> CompletionBuilder::build(const std::stop_token& stop) {
  if (words_.size() > kMaxWordsInAll)
    return base::fail(base::ErrorCode::resource_exhausted, "{} words are too many for completions",
                      words_.size());
  CompletionIndex index;
  index.terms_ = number_terms();
  terms_ = {};
  KHOJ_TRY(base::unless_stopped(stop));
  drop_repeated();
  KHOJ_TRY(base::unless_stopped(stop));
  fill(index);
  documents_ = {};
  words_ = {};
  shown_places_ = {};
  index.shown_ = std::exchange(shown_, {});
  index.shown_.shrink_to_fit();
  return index;
}

void CompletionBuilder::fill(CompletionIndex& index) const {
  const std::uint32_t term_count = index.terms_.size();
  const auto count = static_cast<std::uint32_t>(documents_.size());
  std::size_t words = 0;
  for (const auto& document : documents_) words += document.word_count;
  index.sequences_ = Sequences(count, words, term_count);
  index.weights_.reserve(count);
  std::vector<std::uint32_t> begins(term_count + 1);
  std::vector<std::uint32_t> distinct;
  const auto distinct_words = [&](const Document& document) -> const std::vector<std::uint32_t>& {
    distinct.assign(words_of(document).begin(), words_of(document).end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    return distinct;
  };
  for (std::uint32_t id = 0; id < count; ++id) {
    const auto& document = documents_[id];
    index.sequences_.append(words_of(document), document.kind, document.shown != 0);
    index.weights_.push_back(
        static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(document.weight) >> 16U));
    if (document.shown != 0) {
      index.shown_documents_.push_back(id);
      index.shown_offsets_.push_back(document.shown - 1);
    }
    for (const auto term : distinct_words(document)) ++begins[term + 1];
  }
  index.shown_documents_.shrink_to_fit();
  index.shown_offsets_.shrink_to_fit();

  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> postings(begins.back());
  auto places = begins;
  for (std::uint32_t id = 0; id < count; ++id) {
    for (const auto term : distinct_words(documents_[id])) postings[places[term]++] = id;
  }
  index.postings_ = PostingLists(postings, begins);

  index.in_order_.resize(count);
  std::iota(index.in_order_.begin(), index.in_order_.end(), 0U);
  std::sort(index.in_order_.begin(), index.in_order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto left = words_of(documents_[a]);
    const auto right = words_of(documents_[b]);
    return same(left, right) ? a < b : before(left, right);
  });
  index.minimum_ = RangeMinimum(index.in_order_);
  index.first_places_.assign(term_count + 1, 0);
  for (const auto& document : documents_) ++index.first_places_[words_of(document)[0] + 1];
  std::partial_sum(index.first_places_.begin(), index.first_places_.end(), index.first_places_.begin());
}

}  // namespace khoj::index::completion
