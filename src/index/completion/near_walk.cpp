#include "index/completion/near_walk.hpp"

#include <algorithm>

#include <unicode/utf8.h>

namespace khoj::index::completion {

NearWalk::NearWalk(const TermTrie& trie, const std::vector<char32_t>& letters, std::uint32_t max_typos,
                   bool prefix) noexcept
    : trie_(trie),
      letters_(letters),
      within_((std::uint64_t{2} << letters.size()) - 1),
      max_typos_(max_typos),
      prefix_(prefix) {
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] < ascii_places_.size()) ascii_places_[letters[i]] |= std::uint64_t{1} << (i + 1);
  }
}

void NearWalk::run(std::vector<TermRange>& out) {
  out.clear();
  found_ = &out;
  State state;
  for (std::uint32_t typos = 0; typos <= max_typos_; ++typos)
    state.near[typos] = (std::uint64_t{2} << typos) - 1;
  visit(0, {0, trie_.size(), 0}, 0, state, max_typos_);
  flatten(out);
}

std::uint64_t NearWalk::places_of(char32_t letter) const noexcept {
  if (letter < ascii_places_.size()) return ascii_places_[letter];
  std::uint64_t places = 0;
  for (std::size_t i = 0; i < letters_.size(); ++i)
    places |= static_cast<std::uint64_t>(letters_[i] == letter) << (i + 1);
  return places;
}

NearWalk::State NearWalk::after(const State& state, char32_t letter) const noexcept {
  const std::uint64_t here = places_of(letter);
  State next;
  next.near[0] = (state.near[0] << 1) & here;
  for (std::uint32_t typos = 1; typos <= max_typos_; ++typos) {
    const std::uint64_t fewer = state.near[typos - 1];
    next.near[typos] = ((state.near[typos] << 1) & here)               // read as it is,
                       | fewer | (fewer << 1)                          // one letter too many, or another one,
                       | (next.near[typos - 1] << 1)                   // one letter lost,
                       | ((state.swapped[typos] << 2) & (here << 1));  // or the second one of a swap.
    next.near[typos] &= within_;
    next.swapped[typos] = fewer & (here >> 2);
  }
  return next;
}

std::uint32_t NearWalk::distance(const State& state) const noexcept {
  std::uint32_t typos = 0;
  while (typos <= max_typos_ && (state.near[typos] >> letters_.size() & 1U) == 0) ++typos;
  return typos;
}

void NearWalk::visit(std::uint32_t node, TermRange terms, std::size_t bytes, const State& state,
                     std::uint32_t limit) {
  const auto& nodes = trie_.nodes_;
  const std::uint32_t first = nodes[node].first_child;
  const std::uint32_t end = nodes[node + 1].first_child;
  const std::uint32_t typos = distance(state);
  if (prefix_ && typos <= limit) {
    found_->push_back({terms.begin, terms.end, typos});
    if (typos == 0) return;
    limit = typos - 1;  // Further on they can only be nearer.
  }
  if (first == end) {
    if (terms.begin < terms.end) visit_rest(terms.begin, bytes, state, limit);
    return;
  }
  if (!prefix_ && terms.begin < nodes[first].first_term && typos <= limit)
    found_->push_back({terms.begin, terms.begin + 1, typos});
  for (std::uint32_t child = first; child < end; ++child) {
    const char32_t letter = nodes[child].label;
    const State next = after(state, letter);
    if ((next.near[limit] | next.swapped[limit]) == 0) continue;
    const std::uint32_t behind = child + 1 < end ? nodes[child + 1].first_term : terms.end;
    visit(child, {nodes[child].first_term, behind, 0}, bytes + static_cast<std::size_t>(U8_LENGTH(letter)),
          next, limit);
  }
}

void NearWalk::visit_rest(std::uint32_t term, std::size_t bytes, State state, std::uint32_t limit) {
  const std::string_view text = trie_.term(term);
  const auto* const data = reinterpret_cast<const std::uint8_t*>(text.data());
  std::uint32_t nearest = max_typos_ + 1;
  while (bytes < text.size() && nearest > 0) {
    UChar32 letter = 0;
    U8_NEXT_UNSAFE(data, bytes, letter);
    state = after(state, static_cast<char32_t>(letter));
    if ((state.near[limit] | state.swapped[limit]) == 0) break;
    if (prefix_) nearest = std::min(nearest, distance(state));
  }
  if (!prefix_ && bytes == text.size()) nearest = distance(state);
  if (nearest <= limit) found_->push_back({term, term + 1, nearest});
}

void flatten(std::vector<TermRange>& ranges) {
  thread_local std::vector<TermRange> open;
  thread_local std::vector<TermRange> flat;
  open.clear();
  flat.clear();
  std::uint32_t at = 0;
  const auto emit_until = [&](std::uint32_t end) {
    if (at < end) {
      if (!flat.empty() && flat.back().end == at && flat.back().typos == open.back().typos) {
        flat.back().end = end;
      } else {
        flat.push_back({at, end, open.back().typos});
      }
    }
    at = std::max(at, end);
  };
  const auto close_until = [&](std::uint32_t begin) {
    while (!open.empty() && open.back().end <= begin) {
      emit_until(open.back().end);
      open.pop_back();
    }
  };
  for (const auto& range : ranges) {
    close_until(range.begin);
    if (!open.empty()) emit_until(range.begin);
    at = range.begin;
    open.push_back(range);
  }
  close_until(~std::uint32_t{0});
  ranges.assign(flat.begin(), flat.end());
}

}  // namespace khoj::index::completion
