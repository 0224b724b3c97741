#include "text/normalise.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/utf8.hpp"
#include "text/script.hpp"

namespace khoj::text {
namespace {

/// Latin letters that Unicode does not decompose.
constexpr std::array<std::pair<UChar32, std::string_view>, 13> kLatinLetters = {{
    {0x00E6, "ae"},
    {0x00F0, "d"},
    {0x00F8, "o"},
    {0x00FE, "th"},
    {0x0111, "d"},
    {0x0127, "h"},
    {0x0131, "i"},
    {0x0138, "k"},
    {0x0142, "l"},
    {0x014B, "n"},
    {0x0153, "oe"},
    {0x0167, "t"},
    {0x0259, "e"},
}};

void append(std::string& out, UChar32 code_point) {
  std::array<std::uint8_t, 4> bytes{};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, code_point);
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

bool is_apostrophe(UChar32 c) noexcept { return c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x201B; }

/// The first letter of the canonical decomposition, all the way down: "ǖ" → "u".
void append_latin(std::string& out, UChar32 letter) {
  const auto* known = std::find_if(kLatinLetters.begin(), kLatinLetters.end(),
                                   [&](const auto& row) { return row.first == letter; });
  if (known != kLatinLetters.end()) {
    out += known->second;
    return;
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString decomposition;
  if (U_SUCCESS(status) && nfd->getDecomposition(letter, decomposition)) {
    const UChar32 base = decomposition.char32At(0);
    if (base != letter) {
      if (base < 0x80) {
        append(out, base);
      } else {
        append_latin(out, base);
      }
      return;
    }
  }
  append(out, letter);
}

/// What NFKC case folding leaves and matching does not want. `text` is well-formed.
void append_reduced(std::string_view text, std::string& out) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  bool after_plain = false;  // a Latin letter or digit, whose marks are dropped
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT_UNSAFE(bytes, i, c);
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
      after_plain = u_isalnum(c) != 0;
    } else if (after_plain && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) {
      continue;
    } else if (is_apostrophe(c)) {
      out.push_back('\'');
      after_plain = false;
    } else if (const std::int32_t digit = u_charDigitValue(c);
               digit >= 0 && u_charType(c) == U_DECIMAL_DIGIT_NUMBER) {
      out.push_back(static_cast<char>('0' + digit));
      after_plain = true;
    } else if (script_of(static_cast<char32_t>(c)) == Script::latin) {
      append_latin(out, c);
      after_plain = true;
    } else {
      after_plain = false;
      append(out, c);
    }
  }
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
  }
  return true;
}

void fold_into(std::string_view text, std::string& out) {
  out.clear();
  if (is_ascii(text)) {
    out.resize(text.size());
    std::transform(text.begin(), text.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return;
  }
  std::string valid;
  if (!base::is_valid_utf8(text)) {
    valid = base::replace_invalid_utf8(text);
    text = valid;
  }
  std::string folded;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_SUCCESS(status)) {
    icu::StringByteSink<std::string> sink(&folded, static_cast<std::int32_t>(text.size()));
    casefold->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                            nullptr, status);
  }
  // Only a missing or damaged ICU installation fails here; Analyzer::create has already refused to start
  // then.
  append_reduced(U_SUCCESS(status) ? std::string_view(folded) : text, out);
}

void drop_optional_marks(std::string& folded) {
  constexpr std::string_view kNukta = "\u093C";
  constexpr std::string_view kChandrabindu = "\u0901";
  constexpr std::string_view kAnusvara = "\u0902";
  for (std::size_t i = folded.find(kChandrabindu); i != std::string::npos;
       i = folded.find(kChandrabindu, i)) {
    folded.replace(i, kChandrabindu.size(), kAnusvara);
  }
  for (std::size_t i = folded.find(kNukta); i != std::string::npos; i = folded.find(kNukta, i)) {
    const std::string_view before = std::string_view(folded).substr(0, i);
    if (before.ends_with("\u0921") || before.ends_with("\u0922")) {
      i += kNukta.size();  // ड़ and ढ़ are letters of their own
    } else {
      folded.erase(i, kNukta.size());
    }
  }
}

std::string fold(std::string_view text) {
  std::string out;
  fold_into(text, out);
  return out;
}

}  // namespace khoj::text
