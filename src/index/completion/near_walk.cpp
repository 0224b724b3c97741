#include "index/completion/near_walk.hpp"

#include <algorithm>

#include <unicode/utf8.h>

namespace khoj::index::completion {

NearWalk::NearWalk(const TermTrie& trie, const std::vector<char32_t>& letters, std::uint32_t max_typos,
                   bool prefix) noexcept
    : trie_(trie), letters_(letters), max_typos_(max_typos), prefix_(prefix) {
  const auto beyond = static_cast<std::uint8_t>(max_typos + 1);
  rows_[0].fill(beyond);
  for (std::size_t j = 0; j <= std::min<std::size_t>(letters.size(), max_typos); ++j)
    rows_[0][2 + j] = static_cast<std::uint8_t>(j);
}

void NearWalk::run(std::vector<TermRange>& out) {
  out.clear();
  found_ = &out;
  visit(0, {0, trie_.size(), 0}, 0, 0, max_typos_);
  flatten(out);
}

std::uint32_t NearWalk::fill_row(std::size_t depth, char32_t letter) noexcept {
  const std::size_t n = letters_.size();
  const auto beyond = static_cast<std::uint8_t>(max_typos_ + 1);
  path_[depth] = letter;
  Row& row = rows_[depth];
  const Row& above = rows_[depth - 1];
  const std::size_t first = depth > max_typos_ ? depth - max_typos_ : 0;
  const std::size_t last = std::min(n, depth + max_typos_);
  // What lies beside the band is read by this row's neighbours below.
  row[2 + first - 1] = row[2 + first - 2] = beyond;
  row[2 + last + 1] = beyond;
  row[2 + n] = beyond;
  std::uint32_t least = beyond;
  std::size_t j = first;
  if (j == 0) {
    row[2] = static_cast<std::uint8_t>(std::min<std::size_t>(depth, beyond));
    least = row[2];
    ++j;
  }
  for (; j <= last; ++j) {
    std::uint32_t cell = std::min(above[2 + j], row[1 + j]) + 1U;
    cell = std::min<std::uint32_t>(cell, above[1 + j] + (letters_[j - 1] == letter ? 0U : 1U));
    if (depth > 1 && j > 1 && letters_[j - 1] == path_[depth - 1] && letters_[j - 2] == letter)
      cell = std::min<std::uint32_t>(cell, rows_[depth - 2][j] + 1U);
    row[2 + j] = static_cast<std::uint8_t>(std::min<std::uint32_t>(cell, beyond));
    least = std::min<std::uint32_t>(least, row[2 + j]);
  }
  return least;
}

void NearWalk::visit(std::uint32_t node, TermRange terms, std::size_t depth, std::size_t bytes,
                     std::uint32_t limit) {
  const auto& nodes = trie_.nodes_;
  const std::uint32_t first = nodes[node].first_child;
  const std::uint32_t end = nodes[node + 1].first_child;
  if (prefix_ && distance(depth) <= limit) {
    add({terms.begin, terms.end, distance(depth)});
    if (distance(depth) == 0) return;
    limit = distance(depth) - 1;  // Further on they can only be nearer.
  }
  if (first == end) {
    if (terms.begin < terms.end) visit_rest(terms.begin, depth, bytes, limit);
    return;
  }
  if (!prefix_ && terms.begin < nodes[first].first_term && distance(depth) <= limit)
    add({terms.begin, terms.begin + 1, distance(depth)});
  if (depth == kMaxDepth) return;
  for (std::uint32_t child = first; child < end; ++child) {
    const char32_t letter = nodes[child].label;
    if (fill_row(depth + 1, letter) > limit) continue;
    const std::uint32_t behind = child + 1 < end ? nodes[child + 1].first_term : terms.end;
    visit(child, {nodes[child].first_term, behind, 0}, depth + 1,
          bytes + static_cast<std::size_t>(U8_LENGTH(letter)), limit);
  }
}

void NearWalk::visit_rest(std::uint32_t term, std::size_t depth, std::size_t bytes, std::uint32_t limit) {
  const std::string_view text = trie_.term(term);
  const auto* const data = reinterpret_cast<const std::uint8_t*>(text.data());
  std::uint32_t nearest = max_typos_ + 1;
  while (bytes < text.size()) {
    if (depth == kMaxDepth) break;
    UChar32 letter = 0;
    U8_NEXT_UNSAFE(data, bytes, letter);
    if (fill_row(++depth, static_cast<char32_t>(letter)) > limit) break;
    if (prefix_) nearest = std::min(nearest, distance(depth));
    if (nearest == 0) break;
  }
  if (!prefix_ && bytes == text.size()) nearest = distance(depth);
  if (nearest <= limit) add({term, term + 1, nearest});
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
