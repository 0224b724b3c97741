#include "text/grouping.hpp"

#include <algorithm>
#include <array>

namespace khoj::text {
namespace {

constexpr std::size_t kMaxParts = 6;
constexpr std::size_t kMaxJoinedBytes = 64;

/// Letters that make one word with the next even where a space parts them: "t shirt", "v neck", "e book".
constexpr std::string_view kCompoundLetters = "eotuvxy";
constexpr std::size_t kMinCompoundWord = 3;

enum class Gap : std::uint8_t { none, space, joiner, point, other };

/// What stands between two words.
Gap gap_between(std::string_view gap) noexcept {
  if (gap.empty()) return Gap::none;
  if (gap == " ") return Gap::space;
  if (gap == "-" || gap == "&" || gap == "\u2010" || gap == "\u2011" || gap == "\u2013") return Gap::joiner;
  if (gap == ".") return Gap::point;
  while (!gap.empty()) {
    if (gap.starts_with(' ') || (gap[0] >= '\t' && gap[0] <= '\r')) {
      gap.remove_prefix(1);
    } else if (gap.starts_with("\u00A0")) {
      gap.remove_prefix(2);
    } else {
      return Gap::other;
    }
  }
  return Gap::space;
}

bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/// Length of a sign that means inches after a number, or 0.
std::uint32_t sign_length(std::string_view rest) noexcept {
  if (rest.starts_with('"')) return 1;
  if (rest.starts_with("''")) return 2;
  return rest.starts_with("\u2033") || rest.starts_with("\u201D") ? 3 : 0;
}

/// Follows quotation marks through a text, so that the one which closes a quotation is not taken for inches.
class Quotes {
 public:
  explicit Quotes(std::string_view text) noexcept : text_(text) {}

  /// Reads on to byte `to`. Cost: the bytes since the last call.
  void read_until(std::uint32_t to) noexcept {
    for (; at_ < to; ++at_) {
      // `12x10"` opens nothing.
      if (text_[at_] == '"') open_ = !open_ && (at_ == 0 || !is_alphanumeric(text_[at_ - 1]));
      if (text_.substr(at_).starts_with("\u201C")) curly_open_ = true;
      if (text_.substr(at_).starts_with("\u201D")) curly_open_ = false;
    }
  }

  /// Length of the inch sign at byte `at`, after a number, or 0.
  std::uint32_t inch_sign(std::uint32_t at) noexcept {
    const std::string_view rest = text_.substr(at);
    const std::uint32_t length = sign_length(rest);
    if (length == 0) return 0;
    read_until(at);
    if ((open_ && rest.starts_with('"')) || (curly_open_ && rest.starts_with("\u201D"))) return 0;
    at_ = std::max(at_, at + length);
    return length;
  }

 private:
  std::string_view text_;
  std::uint32_t at_ = 0;
  bool open_ = false;
  bool curly_open_ = false;
};

class Grouper {
 public:
  Grouper(std::string_view text, const std::vector<PlacedWord>& words, WordMemo& memo) noexcept
      : text_(text), words_(words), memo_(memo), quotes_(text) {}

  WordGroup group_at(std::uint32_t i) {
    WordGroup group{WordGroup::Kind::single, i, 1, words_[i].end, nullptr};
    if (!measure_at(group)) compound_at(group);
    return group;
  }

 private:
  [[nodiscard]] const Word& word(std::uint32_t i) const noexcept { return *words_[i].word; }

  [[nodiscard]] Gap gap_after(std::uint32_t i) const noexcept {
    if (i + 1 >= words_.size()) return Gap::other;
    return gap_between(text_.substr(words_[i].end, words_[i + 1].begin - words_[i].end));
  }

  bool measure_at(WordGroup& group) {
    const std::uint32_t i = group.first;
    if (word(i).kind == WordKind::measure) {
      group.kind = WordGroup::Kind::measure;
      group.joined = &word(i);
      return true;
    }
    if (word(i).kind != WordKind::number) return false;
    WordGroup measure = group;
    measure.kind = WordGroup::Kind::measure;
    UnitId unit = kNoUnit;
    if (const std::uint32_t sign = quotes_.inch_sign(words_[i].end); sign != 0) {
      unit = inch();
      measure.end += sign;
    } else if (has_unit_after(i)) {
      unit = word(i + 1).unit;
      measure.count = 2;
      measure.end = words_[i + 1].end;
    }
    if (unit == kNoUnit) return false;
    joined_.clear();
    append_measure(word(i).terms[0], unit, joined_);
    measure.joined = &memo_.find_ascii(joined_);
    // A number as long as the longest word leaves no room for a unit.
    if (measure.joined->kind != WordKind::measure) return false;
    group = measure;
    return true;
  }

  /// True when word i, a number, is followed by its unit as a word.
  [[nodiscard]] bool has_unit_after(std::uint32_t i) const noexcept {
    const Gap gap = gap_after(i);
    if (gap != Gap::space && gap != Gap::joiner && gap != Gap::none) return false;
    const Word& unit = word(i + 1);
    if (unit.kind != WordKind::word || unit.unit == kNoUnit) return false;
    if (is_unit_only_when_attached(unit.folded)) return false;
    // "2 v-neck" and "3 v neck" are no volts.
    return unit.folded.size() > 1 || !joins(i + 1);
  }

  /// True when word i is a number that belongs to the unit or sign after it.
  [[nodiscard]] bool starts_measure(std::uint32_t i) const noexcept {
    return word(i).kind == WordKind::number &&
           (has_unit_after(i) || sign_length(text_.substr(words_[i].end)) != 0);
  }

  /// True when words i and i + 1 are also written as one.
  [[nodiscard]] bool joins(std::uint32_t i) const noexcept {
    const Gap gap = gap_after(i);
    if (gap == Gap::other || gap == Gap::none) return false;
    const Word& left = word(i);
    const Word& right = word(i + 1);
    if (left.kind == WordKind::measure || right.kind == WordKind::measure) return false;
    if (gap == Gap::joiner) return left.kind != WordKind::number || right.kind != WordKind::number;
    if (gap == Gap::point)
      return left.folded.size() == 1 && right.folded.size() == 1 && left.latin && right.latin;
    if (is_compound_letter(left) && right.latin && right.kind == WordKind::word) {
      return right.folded.size() >= kMinCompoundWord;
    }
    return is_in_between_numbers(i) || (i > 0 && is_in_between_numbers(i - 1));
  }

  static bool is_compound_letter(const Word& word) noexcept {
    return word.folded.size() == 1 && kCompoundLetters.find(word.folded[0]) != std::string_view::npos;
  }

  /// "2 in 1", from word i on.
  [[nodiscard]] bool is_in_between_numbers(std::uint32_t i) const noexcept {
    return i + 2 < words_.size() && word(i).kind == WordKind::number && word(i + 1).folded == "in" &&
           word(i + 2).kind == WordKind::number && gap_after(i) == Gap::space &&
           gap_after(i + 1) == Gap::space && !starts_measure(i + 2);
  }

  void compound_at(WordGroup& group) {
    std::uint32_t last = group.first;
    joined_ = word(last).folded;
    while (last + 1 - group.first < kMaxParts && joins(last)) {
      if (starts_measure(last + 1)) break;
      joined_ += word(++last).folded;
    }
    if (last == group.first) return;
    group.kind = WordGroup::Kind::compound;
    group.count = last + 1 - group.first;
    group.end = words_[last].end;
    if (joined_.size() <= kMaxJoinedBytes) group.joined = &memo_.find(joined_);
  }

  std::string_view text_;
  const std::vector<PlacedWord>& words_;
  WordMemo& memo_;
  Quotes quotes_;
  std::string joined_;
};

}  // namespace

void group_words(std::string_view text, const std::vector<PlacedWord>& words, WordMemo& memo,
                 std::vector<WordGroup>& out) {
  out.clear();
  Grouper grouper(text, words, memo);
  for (std::uint32_t i = 0; i < words.size(); i += out.back().count) out.push_back(grouper.group_at(i));
}

}  // namespace khoj::text
