#include "text/segmenter.hpp"

#include <array>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "text/units.hpp"

namespace khoj::text {
namespace {

enum CharClass : std::uint8_t { kSeparator, kSpace, kLetter, kDigit, kApostrophe, kPoint, kNonAscii };

constexpr std::array<CharClass, 256> make_classes() {
  std::array<CharClass, 256> classes{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 'a' + 'A'] = kLetter;
  for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'}) classes[static_cast<unsigned char>(c)] = kSpace;
  classes['\''] = kApostrophe;
  classes['.'] = classes[','] = kPoint;
  for (std::size_t c = 0x80; c < 256; ++c) classes[c] = kNonAscii;
  return classes;
}

constexpr auto kClasses = make_classes();

CharClass class_at(std::string_view text, std::size_t i) noexcept {
  return kClasses[static_cast<unsigned char>(text[i])];
}

/// Adds a word, cut at its commas when it has some that group nothing ("8,9,10").
void add_word(std::string_view text, WordRange word, bool has_comma, std::vector<WordRange>& out) {
  if (!has_comma) {
    out.push_back(word);
    return;
  }
  const std::string_view surface = text.substr(word.begin, word.end - word.begin);
  const std::size_t number = number_prefix(surface);
  if (number != 0 && surface.find(',', number) == std::string_view::npos) {
    out.push_back(word);
    return;
  }
  std::uint32_t begin = word.begin;
  for (std::uint32_t i = word.begin; i <= word.end; ++i) {
    if (i == word.end || text[i] == ',') {
      if (i > begin) out.push_back({begin, i, word.ascii});
      begin = i + 1;
    }
  }
}

/// Adds the words of the ASCII range [begin, end).
void add_ascii(std::string_view text, std::uint32_t begin, std::uint32_t end, std::vector<WordRange>& out) {
  std::uint32_t i = begin;
  while (i < end) {
    CharClass previous = class_at(text, i);
    if (previous != kLetter && previous != kDigit) {
      ++i;
      continue;
    }
    const std::uint32_t start = i++;
    bool has_comma = false;
    for (; i < end; ++i) {
      const CharClass now = class_at(text, i);
      if (now == kLetter || now == kDigit) {
        previous = now;
        continue;
      }
      const CharClass next = i + 1 < end ? class_at(text, i + 1) : kSeparator;
      const bool inside = (now == kApostrophe && previous == kLetter && next == kLetter) ||
                          (now == kPoint && previous == kDigit && next == kDigit);
      if (!inside) break;
      has_comma = has_comma || text[i] == ',';
      previous = next;
      ++i;
    }
    add_word(text, {start, i, true}, has_comma, out);
  }
}

CharClass class_of(UChar32 c) noexcept {
  if (c < 0) return kSeparator;
  if (c < 0x80) return kClasses[static_cast<std::size_t>(c)];
  if (c == 0x2019 || c == 0xFF07) return kApostrophe;
  const std::uint32_t category = U_GET_GC_MASK(c);
  if ((category & U_GC_ND_MASK) != 0) return kDigit;
  // Marks and invisible joiners continue a word; here they count as letters, and add_unicode wants a real one
  // too.
  if ((category & (U_GC_L_MASK | U_GC_NL_MASK | U_GC_M_MASK | U_GC_CF_MASK)) != 0) return kLetter;
  return kSeparator;
}

bool stands_alone(UChar32 c) noexcept {
  return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_NL_MASK | U_GC_ND_MASK)) != 0;
}

/// add_ascii for any script: the same rules over code points.
void add_unicode(std::string_view text, std::uint32_t begin, std::uint32_t end, std::vector<WordRange>& out) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto limit = static_cast<std::int32_t>(end);
  WordRange word{begin, begin, true};
  bool open = false;
  bool has_comma = false;
  bool has_letter = false;
  CharClass previous = kSeparator;
  const auto close = [&](std::uint32_t at) {
    word.end = at;
    if (open && has_letter) add_word(text, word, has_comma, out);
    open = has_comma = has_letter = false;
    previous = kSeparator;
  };
  for (auto i = static_cast<std::int32_t>(begin); i < limit;) {
    const auto start = static_cast<std::uint32_t>(i);
    UChar32 c = 0;
    U8_NEXT(bytes, i, limit, c);
    const CharClass now = class_of(c);
    if (now == kLetter || now == kDigit) {
      if (!open) word = {start, start, true};
      open = true;
      word.ascii = word.ascii && c < 0x80;
      has_letter = has_letter || stands_alone(c);
      previous = now;
      continue;
    }
    UChar32 next = -1;
    if (std::int32_t ahead = i; ahead < limit) U8_NEXT(bytes, ahead, limit, next);
    const CharClass after = class_of(next);
    const bool inside = (now == kApostrophe && previous == kLetter && after == kLetter) ||
                        (now == kPoint && previous == kDigit && after == kDigit);
    if (!inside) {
      close(start);
      continue;
    }
    word.ascii = word.ascii && c < 0x80;
    has_comma = has_comma || c == ',';
    previous = kSeparator;  // the next character is read as usual and continues the word
  }
  close(end);
}

}  // namespace

struct Segmenter::Icu {
  UText text = UTEXT_INITIALIZER;
  std::unique_ptr<icu::BreakIterator> iterator;

  Icu() {
    UErrorCode status = U_ZERO_ERROR;
    iterator.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status)) iterator.reset();
  }
  Icu(const Icu&) = delete;
  Icu& operator=(const Icu&) = delete;
  ~Icu() {
    iterator.reset();
    utext_close(&text);
  }
};

Segmenter::Segmenter() = default;
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;
Segmenter::~Segmenter() = default;

base::Status Segmenter::check() {
  if (const Icu icu; !icu.iterator) {
    return base::fail(base::ErrorCode::internal,
                      "ICU has no rules for word breaks; is its data package installed?");
  }
  return {};
}

void Segmenter::segment(std::string_view text, std::vector<WordRange>& out) {
  out.clear();
  const auto size = static_cast<std::uint32_t>(text.size());
  std::uint32_t begin = 0;
  while (begin < size) {
    // ASCII up to the white space before the first other character; from there to the next white space, ICU.
    std::uint32_t i = begin;
    std::uint32_t after_space = begin;
    CharClass now = kSeparator;
    for (; i < size && (now = class_at(text, i)) != kNonAscii; ++i) {
      if (now == kSpace) after_space = i + 1;
    }
    if (i == size) {
      add_ascii(text, begin, size, out);
      return;
    }
    add_ascii(text, begin, after_space, out);
    while (i < size && class_at(text, i) != kSpace) ++i;
    add_with_icu(text, after_space, i, out);
    begin = i;
  }
}

void Segmenter::segment_with_icu(std::string_view text, std::vector<WordRange>& out) {
  out.clear();
  add_with_icu(text, 0, static_cast<std::uint32_t>(text.size()), out);
}

void Segmenter::add_with_icu(std::string_view text, std::uint32_t begin, std::uint32_t end,
                             std::vector<WordRange>& out) {
  if (!icu_) icu_ = std::make_unique<Icu>();
  UErrorCode status = U_ZERO_ERROR;
  utext_openUTF8(&icu_->text, text.data() + begin, end - begin, &status);
  if (icu_->iterator) icu_->iterator->setText(&icu_->text, status);
  if (!icu_->iterator || U_FAILURE(status)) {
    add_unicode(text, begin, end, out);
    return;
  }
  icu::BreakIterator& iterator = *icu_->iterator;
  auto from = static_cast<std::uint32_t>(iterator.first());
  for (std::int32_t to = iterator.next(); to != icu::BreakIterator::DONE; to = iterator.next()) {
    const auto until = static_cast<std::uint32_t>(to);
    add_unicode(text, begin + from, begin + until, out);
    from = until;
  }
}

}  // namespace khoj::text
