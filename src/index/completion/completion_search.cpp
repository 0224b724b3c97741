#include "index/completion/completion_search.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "index/completion/edit_distance.hpp"

namespace khoj::index::completion {
namespace {

constexpr std::size_t kMaxTypedBytes = 1'024;
constexpr std::uint32_t kVisitsBetweenClocks = 256;
constexpr std::uint32_t kNoMatch = 1'000;
/// Completions are looked at in batches, so that the waiting for memory overlaps; small ones first, since the first few
/// are often enough.
constexpr std::size_t kMinBatch = 8;
constexpr std::size_t kMaxBatch = 32;
/// Longer lists are not read from front to back.
constexpr std::uint64_t kMaxReadPostings = 20'000;
/// So many words that were typed are remembered: enough for what is typed again and again.
constexpr std::size_t kRememberedReads = 4'096;

/// A stretch of in_order_ and where in it the most popular completion stands.
struct Stretch {
  std::uint32_t best = 0;
  std::uint32_t place = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator<(const Stretch& a, const Stretch& b) noexcept { return a.best > b.best; }
};

}  // namespace

struct CompletionSearch::Scratch {
  WordForms forms{kRememberedReads};
  std::array<Matcher, kMaxWords> matchers;
  std::vector<PostingUnion::Node> heap;
  std::vector<Stretch> stretches;
  std::vector<char32_t> letters;
};

CompletionSearch::Scratch& CompletionSearch::scratch() {
  thread_local Scratch scratch;
  return scratch;
}

bool CompletionSearch::visit() noexcept {
  if (++visits_ > options_.max_visits) return false;
  return visits_ % kVisitsBetweenClocks != 0 || options_.deadline == base::SteadyClock::time_point::max() ||
         base::SteadyClock::now() < options_.deadline;
}

std::vector<Hit> CompletionSearch::run(std::string_view typed) {
  if (k_ == 0 || index_.size() == 0) return {};
  Scratch& mine = scratch();
  const auto forms = mine.forms.read(base::truncate_utf8(typed, kMaxTypedBytes));
  hits_.reserve(k_);
  find_without_typos(forms);
  find_with_typos(forms);
  return std::move(hits_);
}

void CompletionSearch::find_without_typos(std::span<const Words> forms) {
  for (const auto& words : forms) {
    if (!full() && match_exactly(words)) find_continuations();
  }
  for (const auto& words : forms) {
    if (!full() && match_exactly(words)) find_any_order(0);
  }
}

void CompletionSearch::find_with_typos(std::span<const Words> forms) {
  const std::uint32_t most = std::min(options_.max_typos, kMaxTypos);
  for (std::uint32_t typos = 1; typos <= most && hits_.size() < options_.enough; ++typos) {
    for (const auto& words : forms) {
      if (!full() && match_nearly(words, typos)) find_any_order(typos);
    }
  }
}

TermRange CompletionSearch::terms_of(std::string_view word, bool last) const noexcept {
  if (last) return index_.terms_.starting_with(word);
  const auto term = index_.terms_.find(word);
  return term ? TermRange{*term, *term + 1, 0} : TermRange{};
}

bool CompletionSearch::match_exactly(const Words& words) {
  if (matched_ == &words) return true;
  matched_ = nullptr;
  matchers_ = std::span(scratch().matchers).first(std::min(words.size(), kMaxWords));
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    const TermRange range = terms_of(words[i], i + 1 == matchers_.size());
    if (range.begin == range.end) return false;
    matchers_[i].ranges.assign(1, range);
    matchers_[i].weight = index_.postings_.weight(range.begin, range.end);
  }
  matched_ = &words;
  return true;
}

bool CompletionSearch::match_nearly(const Words& words, std::uint32_t typos) {
  matched_ = nullptr;
  matchers_ = std::span(scratch().matchers).first(std::min(words.size(), kMaxWords));
  // Words that no completion holds need their mistakes first; the others may have what is left.
  std::uint32_t left = typos;
  std::array<bool, kMaxWords> known{};
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    const bool last = i + 1 == matchers_.size();
    const TermRange range = terms_of(words[i], last);
    known[i] = range.begin < range.end;
    if (known[i]) continue;
    const std::uint32_t fewest = match_word(words[i], last, typos, matchers_[i]);
    if (fewest > left) return false;
    left -= fewest;
  }
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    if (known[i]) match_word(words[i], i + 1 == matchers_.size(), left, matchers_[i]);
  }
  return true;
}

std::uint32_t CompletionSearch::match_word(std::string_view word, bool last, std::uint32_t typos,
                                           Matcher& matcher) {
  auto& letters = scratch().letters;
  read_letters(word, letters);
  const std::uint32_t allowed = std::min(typos, allowed_typos(letters));
  auto& [ranges, weight] = matcher;
  if (allowed > 0) {
    index_.terms_.find_near(letters, allowed, last, ranges);
  } else {
    const TermRange range = terms_of(word, last);
    ranges.assign(range.begin < range.end ? 1 : 0, range);
  }
  weight = 0;
  std::uint32_t fewest = kNoMatch;
  for (const auto& range : ranges) {
    weight += index_.postings_.weight(range.begin, range.end);
    fewest = std::min(fewest, range.typos);
  }
  return fewest;
}

TermRange CompletionSearch::places_of(std::span<const std::uint32_t> words, TermRange last) const noexcept {
  const auto& order = index_.in_order_;
  if (words.empty()) return {index_.first_places_[last.begin], index_.first_places_[last.end], 0};
  Sequence sequence;
  // Whether the completion at a place is before `words` with `term` behind them.
  const auto less = [&](std::uint32_t document, std::uint32_t term) {
    index_.sequences_.read(document, sequence);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i >= sequence.size) return true;
      if (sequence.terms[i] != words[i]) return sequence.terms[i] < words[i];
    }
    return sequence.size <= words.size() || sequence.terms[words.size()] < term;
  };
  const auto place_of = [&](std::uint32_t begin, std::uint32_t end, std::uint32_t term) {
    const auto place = std::partition_point(order.begin() + begin, order.begin() + end,
                                            [&](std::uint32_t document) { return less(document, term); });
    return static_cast<std::uint32_t>(place - order.begin());
  };
  const std::uint32_t end = index_.first_places_[words[0] + 1];
  const std::uint32_t begin = place_of(index_.first_places_[words[0]], end, last.begin);
  // The end is mostly near: it is looked for in growing steps.
  std::uint32_t low = begin;
  std::uint32_t step = 1;
  for (; low + step < end && less(order[low + step], last.end); step *= 2) low += step;
  return {begin, place_of(low, std::min(low + step, end), last.end), 0};
}

void CompletionSearch::find_continuations() {
  std::array<std::uint32_t, kMaxWords> words{};
  for (std::size_t i = 0; i + 1 < matchers_.size(); ++i) words[i] = matchers_[i].ranges[0].begin;
  const TermRange places =
      places_of(std::span(words).first(matchers_.size() - 1), matchers_.back().ranges[0]);
  auto& stretches = scratch().stretches;
  stretches.clear();
  const auto push = [&](std::uint32_t begin, std::uint32_t end) {
    if (begin >= end) return;
    const std::uint32_t place = index_.minimum_.argmin(index_.in_order_, begin, end);
    stretches.push_back({index_.in_order_[place], place, begin, end});
    std::push_heap(stretches.begin(), stretches.end());
  };
  push(places.begin, places.end);
  Sequence sequence;
  while (!stretches.empty() && !full() && visit()) {
    std::pop_heap(stretches.begin(), stretches.end());
    const Stretch stretch = stretches.back();
    stretches.pop_back();
    index_.sequences_.read(stretch.best, sequence);
    take(stretch.best, sequence, 0, true);
    push(stretch.begin, stretch.place);
    push(stretch.place + 1, stretch.end);
  }
}

bool CompletionSearch::is_continuation(std::span<const std::uint32_t> words) const noexcept {
  if (words.size() < matchers_.size()) return false;
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    const auto& range = matchers_[i].ranges[0];
    if (words[i] < range.begin || words[i] >= range.end) return false;
  }
  return true;
}

std::uint32_t CompletionSearch::count_typos(std::span<const std::uint32_t> words) const noexcept {
  std::uint32_t total = 0;
  for (const auto& matcher : matchers_) {
    std::uint32_t least = kNoMatch;
    for (const auto word : words) {
      const auto range =
          std::upper_bound(matcher.ranges.begin(), matcher.ranges.end(), word,
                           [](std::uint32_t term, const TermRange& r) { return term < r.end; });
      if (range != matcher.ranges.end() && range->begin <= word) least = std::min(least, range->typos);
    }
    if (least == kNoMatch) return kNoMatch;
    total += least;
  }
  return total;
}

/// The list of the rarest word besides `rarest` that stands for one term only, where reading it is cheaper than looking
/// at what `rarest` gives.
std::optional<PostingLists::Membership> CompletionSearch::second_rarest(
    const Matcher& rarest) const noexcept {
  const Matcher* second = nullptr;
  for (const auto& matcher : matchers_) {
    const bool one_term = matcher.ranges.size() == 1 && matcher.ranges[0].end - matcher.ranges[0].begin == 1;
    if (&matcher == &rarest || !one_term || matcher.weight > kMaxReadPostings) continue;
    if (second == nullptr || matcher.weight < second->weight) second = &matcher;
  }
  if (second == nullptr) return std::nullopt;
  return PostingLists::Membership(index_.postings_.cursor(second->ranges[0].begin));
}

/// Visits the completions that hold the rarest words, from the most popular down, and looks for the other words in each.
void CompletionSearch::find_any_order(std::uint32_t typos) {
  const auto rarest =
      std::min_element(matchers_.begin(), matchers_.end(),
                       [](const Matcher& a, const Matcher& b) { return a.weight < b.weight; });
  PostingUnion candidates(index_.postings_, scratch().heap);
  for (const auto& range : rarest->ranges) candidates.add(range.begin, range.end);
  auto other = second_rarest(*rarest);
  std::array<std::uint32_t, kMaxBatch> batch{};
  Sequence sequence;
  for (std::size_t size = kMinBatch;; size = std::min(2 * size, kMaxBatch)) {
    std::size_t count = 0;
    while (count < size && candidates.next(batch[count])) {
      if (!other || other->contains(batch[count])) index_.sequences_.prefetch_block(batch[count++]);
    }
    for (std::size_t i = 0; i < count; ++i) index_.sequences_.prefetch_words(batch[i]);
    for (std::size_t i = 0; i < count; ++i) {
      if (full() || !visit()) return;
      index_.sequences_.read(batch[i], sequence);
      if (count_typos(sequence.words()) != typos) continue;
      if (typos == 0 && is_continuation(sequence.words())) continue;  // Found before.
      take(batch[i], sequence, typos, false);
    }
    if (count < size) return;
  }
}

void CompletionSearch::take(std::uint32_t document, const Sequence& sequence, std::uint32_t typos,
                            bool continues) {
  const Kind kind = index_.sequences_.kind(document);
  if ((options_.kinds & mask_of(kind)) == 0) return;
  std::string text = index_.text(document, sequence);
  const bool known = std::any_of(hits_.begin(), hits_.end(),
                                 [&](const Hit& hit) { return hit.kind == kind && hit.text == text; });
  if (known) return;
  hits_.push_back(
      {std::move(text), kind, index_.weight(document), static_cast<std::uint8_t>(typos), continues});
}

}  // namespace khoj::index::completion
