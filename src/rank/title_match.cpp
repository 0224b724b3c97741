#include "rank/title_match.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "simd/word_bytes.hpp"

namespace khoj::rank {
namespace {

constexpr std::size_t kMaxWords = 8;
constexpr std::size_t kMaxTitleWords = 64;
/// A word whose stem it begins with may have so many letters more: "headphon", "headphones".
constexpr std::size_t kMaxEnding = 3;

/// Of each byte that belongs to a word the small letter, of others 0.
constexpr std::array<char, 256> kLetters = [] {
  std::array<char, 256> letters{};
  for (unsigned c = 0; c < letters.size(); ++c) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool in_word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    if (in_word) letters[c] = static_cast<char>(upper ? c | 0x20U : c);
  }
  return letters;
}();

constexpr char lower(char c) noexcept { return kLetters[static_cast<unsigned char>(c)]; }

/// `prefix` is lower-case already.
bool begins_with(std::string_view word, std::string_view prefix) noexcept {
  return word.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), word.begin(), [](char a, char b) { return a == lower(b); });
}

class Matcher {
 public:
  explicit Matcher(const pipeline::Query& query) noexcept {
    for (const auto& word : query.words) {
      if (count_ == kMaxWords) break;
      if (word.alternatives.empty() || word.surface.empty()) continue;
      begins_[static_cast<unsigned char>(word.surface.front())] = true;
      words_[count_++] = {word.surface, word.alternatives.front().term, 0, false};
    }
  }

  /// Whether a word may be asked for that begins with this small letter.
  [[nodiscard]] bool may_begin(char letter) const noexcept {
    return begins_[static_cast<unsigned char>(letter)];
  }

  void see(std::string_view word, std::size_t place) noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      Word& asked = words_[i];
      if (asked.surface.front() != lower(word.front())) continue;
      const bool same = word.size() == asked.surface.size() && begins_with(word, asked.surface);
      if (!same && !(begins_with(word, asked.term) && word.size() <= asked.term.size() + kMaxEnding))
        continue;
      asked.places |= std::uint64_t{1} << place;
      asked.exact = asked.exact || same;
    }
  }

  [[nodiscard]] TitleMatch match() const noexcept {
    if (count_ == 0) return {};
    TitleMatch match;
    for (std::size_t i = 0; i < count_; ++i) {
      match.exact += words_[i].exact ? 1.0 : 0.0;
      if (i > 0) match.near += nearness(words_[i - 1].places, words_[i].places);
    }
    match.exact /= static_cast<double>(count_);
    if (count_ > 1) match.near /= static_cast<double>(count_ - 1);
    return match;
  }

 private:
  struct Word {
    std::string_view surface;
    std::string_view term;
    std::uint64_t places = 0;  ///< A bit a word of the title.
    bool exact = false;
  };

  static double nearness(std::uint64_t first, std::uint64_t second) noexcept {
    if (((first << 1) & second) != 0) return 1.0;
    return (((first << 2) | (first << 3) | (first >> 1) | (first >> 2)) & second) != 0 ? 0.5 : 0.0;
  }

  std::array<Word, kMaxWords> words_;
  std::array<bool, 256> begins_{};
  std::size_t count_ = 0;
};

}  // namespace

TitleMatch match_title(const pipeline::Query& query, std::string_view title) noexcept {
  Matcher matcher(query);
  std::size_t place = 0;
  bool in_word = false;  // Whether the last byte before the piece belongs to a word.
  for (std::size_t begin = 0; begin < title.size(); begin += 64) {
    const std::uint64_t words =
        simd::word_bytes(title.data() + begin, std::min<std::size_t>(64, title.size() - begin));
    std::uint64_t starts = words & ~(words << 1U | (in_word ? 1U : 0U));
    for (; starts != 0; starts &= starts - 1, ++place) {
      if (place == kMaxTitleWords) return matcher.match();
      const std::size_t at = begin + static_cast<std::size_t>(std::countr_zero(starts));
      if (!matcher.may_begin(lower(title[at]))) continue;
      std::size_t end = at + 1;
      while (end < title.size() && lower(title[end]) != 0) ++end;
      matcher.see(title.substr(at, end - at), place);
    }
    in_word = words >> 63U != 0;
  }
  return matcher.match();
}

}  // namespace khoj::rank
