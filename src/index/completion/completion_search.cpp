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
  WordForms forms;
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
  for (const auto& words : forms) {
    if (!full() && match_exactly(words)) find_continuations();
  }
  for (const auto& words : forms) {
    if (!full() && match_exactly(words)) find_any_order(0);
  }
  for (std::uint32_t typos = 1; typos <= std::min(options_.max_typos, kMaxTypos); ++typos) {
    for (const auto& words : forms) {
      if (!full() && match_nearly(words, typos)) find_any_order(typos);
    }
  }
  return std::move(hits_);
}

bool CompletionSearch::match_exactly(const Words& words) {
  matchers_ = std::span(scratch().matchers).first(std::min(words.size(), kMaxWords));
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    TermRange range;
    if (i + 1 == matchers_.size()) {
      range = index_.terms_.starting_with(words[i]);
    } else if (const auto term = index_.terms_.find(words[i])) {
      range = {*term, *term + 1, 0};
    }
    if (range.begin == range.end) return false;
    matchers_[i].ranges.assign(1, range);
    matchers_[i].weight = index_.postings_.weight(range.begin, range.end);
  }
  return true;
}

bool CompletionSearch::match_nearly(const Words& words, std::uint32_t typos) {
  auto& letters = scratch().letters;
  matchers_ = std::span(scratch().matchers).first(std::min(words.size(), kMaxWords));
  std::uint32_t possible = 0;
  for (std::size_t i = 0; i < matchers_.size(); ++i) {
    const bool last = i + 1 == matchers_.size();
    auto& [ranges, weight] = matchers_[i];
    read_letters(words[i], letters);
    const std::uint32_t allowed = std::min(typos, allowed_typos(letters));
    possible += allowed;
    if (allowed > 0) {
      index_.terms_.find_near(letters, allowed, last, ranges);
    } else {
      ranges.clear();
      TermRange range;
      if (last) {
        range = index_.terms_.starting_with(words[i]);
      } else if (const auto term = index_.terms_.find(words[i])) {
        range = {*term, *term + 1, 0};
      }
      if (range.begin < range.end) ranges.push_back(range);
    }
    if (ranges.empty()) return false;
    weight = 0;
    for (const auto& range : ranges) weight += index_.postings_.weight(range.begin, range.end);
  }
  return possible >= typos;
}

TermRange CompletionSearch::places_of(std::span<const std::uint32_t> words, TermRange last) const noexcept {
  const auto& order = index_.in_order_;
  if (words.empty()) return {index_.first_places_[last.begin], index_.first_places_[last.end], 0};
  Sequence sequence;
  // The first completion that is not before `words` with `term` behind them.
  const auto place_of = [&](std::uint32_t begin, std::uint32_t end, std::uint32_t term) {
    const auto less = [&](std::uint32_t document) {
      index_.sequences_.read(document, sequence);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (i >= sequence.size) return true;
        if (sequence.terms[i] != words[i]) return sequence.terms[i] < words[i];
      }
      return sequence.size <= words.size() || sequence.terms[words.size()] < term;
    };
    return static_cast<std::uint32_t>(std::partition_point(order.begin() + begin, order.begin() + end, less) -
                                      order.begin());
  };
  const std::uint32_t end = index_.first_places_[words[0] + 1];
  const std::uint32_t begin = place_of(index_.first_places_[words[0]], end, last.begin);
  return {begin, place_of(begin, end, last.end), 0};
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

/// Visits the completions that hold the rarest word, from the most popular down, and looks for the other words in each.
void CompletionSearch::find_any_order(std::uint32_t typos) {
  const auto rarest =
      std::min_element(matchers_.begin(), matchers_.end(),
                       [](const Matcher& a, const Matcher& b) { return a.weight < b.weight; });
  PostingUnion candidates(index_.postings_, scratch().heap);
  for (const auto& range : rarest->ranges) candidates.add(range.begin, range.end);
  std::uint32_t document = 0;
  Sequence sequence;
  while (!full() && visit() && candidates.next(document)) {
    index_.sequences_.read(document, sequence);
    if (count_typos(sequence.words()) != typos) continue;
    if (typos == 0 && is_continuation(sequence.words())) continue;  // Found before.
    take(document, sequence, typos, false);
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
