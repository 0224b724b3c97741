#include "index/spelling_index.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <string>

#include "text/edit_distance.hpp"

namespace khoj::index {
namespace {

/// Shorter terms are cut in two, longer ones in three; those in between both ways, as words of either side look for
/// them.
constexpr std::size_t kMaxHalved = SpellingIndex::kTwoEditLetters;
constexpr std::size_t kMinThirds = SpellingIndex::kTwoEditLetters - 2;

constexpr std::size_t piece_begin(std::size_t letters, std::size_t pieces, std::size_t piece) noexcept {
  return letters * piece / pieces;
}

/// A piece's letters, its place, and the term's length in one number: 8 letters of 5 bits at most.
std::uint64_t key_of(std::string_view letters, std::size_t length, std::size_t pieces,
                     std::size_t piece) noexcept {
  std::uint64_t key = (length * 4 + pieces) * 4 + piece;
  for (const char letter : letters) key = key << 5 | static_cast<std::uint64_t>(letter - 'a' + 1);
  return key;
}

std::uint32_t letters_of(std::string_view word) noexcept {
  std::uint32_t letters = 0;
  for (const char letter : word) letters |= 1U << (letter - 'a');
  return letters;
}

/// Calls use(key) for each piece of a term.
template <typename Use>
void for_each_piece(std::string_view term, Use&& use) {
  const auto cut = [&](std::size_t pieces) {
    for (std::size_t i = 0; i < pieces; ++i) {
      const std::size_t begin = piece_begin(term.size(), pieces, i);
      const std::size_t end = piece_begin(term.size(), pieces, i + 1);
      use(key_of(term.substr(begin, end - begin), term.size(), pieces, i));
    }
  };
  if (term.size() <= kMaxHalved) cut(2);
  if (term.size() >= kMinThirds) cut(3);
}

/// Calls use(key) for every piece that a term within `edits` mistakes of `word` may share with it.
///
/// The piece that stands unchanged has s letters inserted (or lost) before it, and the rest of the difference in length
/// behind it: both together cost at most `edits`; before the first piece and behind the last there is nothing. Only a
/// swap across a border between pieces spoils two of them: it is undone before looking.
template <typename Use>
void for_each_shared_piece(std::string_view word, unsigned edits, Use&& use) {
  const auto n = static_cast<std::ptrdiff_t>(word.size());
  const auto most = static_cast<std::ptrdiff_t>(edits);
  const std::size_t pieces = word.size() >= SpellingIndex::kTwoEditLetters ? 3 : 2;
  std::string swapped(word);
  for (std::ptrdiff_t length = n - most; length <= n + most; ++length) {
    const auto letters = static_cast<std::size_t>(length);
    if (length < static_cast<std::ptrdiff_t>(SpellingIndex::kMinLetters) ||
        letters > SpellingIndex::kMaxLetters) {
      continue;
    }
    const std::ptrdiff_t longer = n - length;
    const auto look = [&](std::string_view text, std::size_t piece, std::ptrdiff_t shift) {
      const auto begin = static_cast<std::ptrdiff_t>(piece_begin(letters, pieces, piece)) + shift;
      const auto end = static_cast<std::ptrdiff_t>(piece_begin(letters, pieces, piece + 1)) + shift;
      if (begin < 0 || end > n) return;
      const auto shared = text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
      use(key_of(shared, letters, pieces, piece));
    };
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      for (std::ptrdiff_t shift = -most; shift <= most; ++shift) {
        if (std::abs(shift) + std::abs(longer - shift) > most) continue;
        if ((piece == 0 && shift != 0) || (piece + 1 == pieces && shift != longer)) continue;
        look(word, piece, shift);
      }
    }
    // A swap costs one, so the lengths differ by the rest at most. Across the first border the mistakes are behind it,
    // so the first piece is in its place; across the last one they are before it.
    if (std::abs(longer) > most - 1) continue;
    const auto look_swapped = [&](std::size_t border, std::size_t piece, std::ptrdiff_t shift) {
      const auto at = static_cast<std::ptrdiff_t>(piece_begin(letters, pieces, border)) + shift;
      if (at < 1 || at >= n) return;
      const auto i = static_cast<std::size_t>(at);
      std::swap(swapped[i - 1], swapped[i]);
      look(swapped, piece, shift);
      std::swap(swapped[i - 1], swapped[i]);
    };
    look_swapped(1, 0, 0);
    if (pieces == 3) look_swapped(2, 2, longer);
  }
}

}  // namespace

bool SpellingIndex::covers(std::string_view word) noexcept {
  return word.size() >= kMinLetters && word.size() <= kMaxLetters &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::size_t SpellingIndex::bucket_of(std::uint64_t key) const noexcept {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> shift_);
}

SpellingIndex::SpellingIndex(const TermDictionary& terms) {
  struct Piece {
    std::uint64_t key;
    Entry entry;
  };
  std::vector<Piece> pieces;
  for (TermDictionary::Iterator term(terms); !term.at_end(); term.next()) {
    if (!covers(term.term())) continue;
    const Entry entry{term.ordinal(), letters_of(term.term())};
    for_each_piece(term.term(), [&](std::uint64_t key) { pieces.push_back({key, entry}); });
  }
  if (pieces.empty()) return;
  const std::size_t buckets = std::bit_ceil(std::max<std::size_t>(pieces.size() / 2, 2));
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(buckets));
  buckets_.assign(buckets + 1, 0);
  for (const Piece& piece : pieces) ++buckets_[bucket_of(piece.key) + 1];
  for (std::size_t i = 1; i <= buckets; ++i) buckets_[i] += buckets_[i - 1];
  entries_.resize(pieces.size());
  std::vector<std::uint32_t> next(buckets_.begin(), buckets_.end() - 1);
  for (const Piece& piece : pieces) entries_[next[bucket_of(piece.key)]++] = piece.entry;
}

std::vector<SimilarTerm> SpellingIndex::find(const TermDictionary& terms, std::string_view word,
                                             unsigned edits) const {
  std::vector<SimilarTerm> found;
  if (entries_.empty() || !covers(word)) return found;
  edits = word.size() >= kTwoEditLetters ? std::min(edits, 2U) : std::min(edits, 1U);
  if (edits == 0) return found;

  const std::uint32_t letters = letters_of(word);
  std::vector<std::uint32_t> candidates;
  for_each_shared_piece(word, edits, [&](std::uint64_t key) {
    const std::size_t bucket = bucket_of(key);
    for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
      // A mistake adds a letter to the one, takes one from the other, or both.
      if (static_cast<unsigned>(std::popcount(entries_[i].letters ^ letters)) <= 2 * edits) {
        candidates.push_back(entries_[i].ordinal);
      }
    }
  });
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());

  const text::EditPattern pattern(word);
  std::string term;
  for (const std::uint32_t ordinal : candidates) {
    terms.read(ordinal, term);
    const unsigned distance = pattern.distance(term);
    if (distance >= 1 && distance <= edits) found.push_back({ordinal, distance});
  }
  return found;
}

}  // namespace khoj::index
