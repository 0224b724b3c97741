#include "text/romanise.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <unicode/utf8.h>

namespace khoj::text {
namespace {

// The nine blocks from U+0900 on have one layout, inherited from ISCII (The Unicode Standard, chapter 12), so
// that one table serves them all by the offset in the block; the few exceptions follow.
constexpr std::uint32_t kFirstBlock = 0x0900;
constexpr std::uint32_t kBlockSize = 0x80;

enum class Sound : std::uint8_t { none, consonant, vowel, sign, nasal, nukta, virama, doubling };

struct Letter {
  Sound sound = Sound::none;
  std::string_view latin = {};
  std::string_view other_latin = {};  ///< The second spelling, where it differs.
};

constexpr std::array<Letter, kBlockSize> make_letters() {
  std::array<Letter, kBlockSize> t{};
  t[0x01] = t[0x02] = {Sound::nasal, "n"};
  constexpr std::array<std::string_view, 16> vowels = {"a", "a", "i", "i",  "u", "u", "ri", "li",
                                                       "e", "e", "e", "ai", "o", "o", "o",  "au"};
  for (std::size_t i = 0; i < vowels.size(); ++i) t[0x05 + i] = {Sound::vowel, vowels[i]};
  t[0x06].other_latin = "aa";
  t[0x08].other_latin = "ee";
  t[0x0A].other_latin = "oo";
  constexpr std::array<std::string_view, 37> consonants = {
      "k",  "kh", "g", "gh", "n", "ch", "chh", "j",  "jh", "n",  "t", "th", "d",
      "dh", "n",  "t", "th", "d", "dh", "n",   "n",  "p",  "ph", "b", "bh", "m",
      "y",  "r",  "r", "l",  "l", "zh", "v",   "sh", "sh", "s",  "h"};
  for (std::size_t i = 0; i < consonants.size(); ++i) t[0x15 + i] = {Sound::consonant, consonants[i]};
  t[0x2B].other_latin = "f";
  t[0x35].other_latin = "w";
  t[0x3C] = {Sound::nukta, ""};
  constexpr std::array<std::string_view, 15> signs = {"a", "i", "i",  "u", "u", "ri", "ri", "e",
                                                      "e", "e", "ai", "o", "o", "o",  "au"};
  for (std::size_t i = 0; i < signs.size(); ++i) t[0x3E + i] = {Sound::sign, signs[i]};
  t[0x40].other_latin = "ee";
  t[0x42].other_latin = "oo";
  t[0x4D] = {Sound::virama, ""};
  return t;
}

constexpr auto kLetters = make_letters();

struct Exception {
  std::uint32_t code_point;
  Letter letter;
};

constexpr auto kExceptions = std::to_array<Exception>({
    {0x09CE, {Sound::consonant, "t"}},  // khanda ta
    {0x09D7, {Sound::sign, "au"}},      // Bengali au length mark
    {0x0A5C, {Sound::consonant, "r"}},  // Gurmukhi rra
    {0x0A70, {Sound::nasal, "n"}},      // tippi
    {0x0A71, {Sound::doubling, ""}},    // addak
    {0x0B5F, {Sound::consonant, "y"}},  // Oriya yya
    {0x0B71, {Sound::consonant, "w"}},  // Oriya wa
    {0x0D7A, {Sound::consonant, "n"}},  // Malayalam chillus: consonants without a vowel
    {0x0D7B, {Sound::consonant, "n"}},
    {0x0D7C, {Sound::consonant, "r"}},
    {0x0D7D, {Sound::consonant, "l"}},
    {0x0D7E, {Sound::consonant, "l"}},
    {0x0D7F, {Sound::consonant, "k"}},
});

bool is_bare(std::uint32_t c) noexcept { return c == 0x09CE || (c >= 0x0D7A && c <= 0x0D7F); }

Letter letter_of(std::uint32_t c) noexcept {
  const auto* exception = std::find_if(kExceptions.begin(), kExceptions.end(),
                                       [&](const Exception& row) { return row.code_point == c; });
  if (exception != kExceptions.end()) return exception->letter;
  if (c < kFirstBlock || c >= kFirstBlock + 9 * kBlockSize) return {};
  return kLetters[(c - kFirstBlock) % kBlockSize];
}

/// What a consonant becomes with a nukta below it.
std::string_view with_nukta(std::string_view latin) noexcept {
  if (latin == "j") return "z";
  if (latin == "ph") return "f";
  if (latin == "d") return "r";
  if (latin == "dh") return "rh";
  if (latin == "s") return "sh";
  return latin;
}

/// One sound of the word. A schwa is the vowel that a consonant has without a sign for it.
struct Phone {
  enum class Kind : std::uint8_t { consonant, vowel, schwa, nasal } kind;
  std::string_view latin;
  std::string_view other_latin;
  bool deleted = false;

  [[nodiscard]] bool is_vowel() const noexcept {
    return (kind == Kind::vowel || kind == Kind::schwa) && !deleted;
  }
};

using Kind = Phone::Kind;

std::vector<Phone> read_phones(std::string_view word) {
  std::vector<Phone> phones;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
  const auto length = static_cast<std::int32_t>(word.size());
  bool doubled = false;
  for (std::int32_t i = 0; i < length;) {
    const std::int32_t at = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) continue;
    if (c < 0x80) {
      const std::string_view ascii = word.substr(static_cast<std::size_t>(at), 1);
      const bool vowel = std::string_view("aeiou").find(ascii[0]) != std::string_view::npos;
      const bool known = (ascii[0] >= 'a' && ascii[0] <= 'z') || (ascii[0] >= '0' && ascii[0] <= '9');
      if (known) phones.push_back({vowel ? Kind::vowel : Kind::consonant, ascii, {}});
      continue;
    }
    const Letter letter = letter_of(static_cast<std::uint32_t>(c));
    const bool after_schwa = !phones.empty() && phones.back().kind == Kind::schwa;
    switch (letter.sound) {
      case Sound::consonant:
        if (doubled) phones.push_back({Kind::consonant, letter.latin.substr(0, 1), {}});
        phones.push_back({Kind::consonant, letter.latin, letter.other_latin});
        if (!is_bare(static_cast<std::uint32_t>(c))) phones.push_back({Kind::schwa, "a", {}});
        break;
      case Sound::vowel: phones.push_back({Kind::vowel, letter.latin, letter.other_latin}); break;
      case Sound::sign:
        if (after_schwa) phones.pop_back();
        phones.push_back({Kind::vowel, letter.latin, letter.other_latin});
        break;
      case Sound::nasal: phones.push_back({Kind::nasal, letter.latin, {}}); break;
      case Sound::virama:
        if (after_schwa) phones.pop_back();
        break;
      case Sound::nukta:
        if (after_schwa && phones.size() >= 2) {
          Phone& consonant = phones[phones.size() - 2];
          consonant = {Kind::consonant, with_nukta(consonant.latin), {}};
        }
        break;
      case Sound::doubling:
      case Sound::none: break;
    }
    doubled = letter.sound == Sound::doubling;
  }
  for (std::size_t i = 0; i + 1 < phones.size(); ++i) {
    if (phones[i].latin == "j" && phones[i + 1].latin == "n" && phones[i + 1].kind == Kind::consonant) {
      phones[i].latin = "g";  // the conjunct of "gyan"
      phones[i + 1].latin = "y";
    }
  }
  return phones;
}

/// Languages that do not speak the schwa at a word's end. Dravidian ones write a virama there instead.
bool drops_final_schwa(Script script) noexcept {
  return script == Script::devanagari || script == Script::bengali || script == Script::gurmukhi ||
         script == Script::gujarati;
}

bool drops_inner_schwa(Script script) noexcept {
  return drops_final_schwa(script) && script != Script::bengali;
}

/// The schwas that Hindi and its neighbours write and do not speak: the last one, and those between
/// vowel-consonant and consonant-vowel, from the right. Source: Ohala, "Aspects of Hindi Phonology", 1983;
/// morphology is not seen.
void delete_schwas(std::vector<Phone>& phones, Script script) {
  const std::size_t size = phones.size();
  if (!drops_final_schwa(script) || size < 3) return;
  if (phones.back().kind == Kind::schwa) {
    // After a cluster that ends in a glide the vowel is heard: "mitra", "rajya".
    const bool glide =
        phones[size - 2].latin == "r" || phones[size - 2].latin == "y" || phones[size - 2].latin == "v";
    const bool cluster = phones[size - 3].kind == Kind::consonant;
    phones.back().deleted = !(glide && cluster);
  }
  if (!drops_inner_schwa(script)) return;
  for (std::size_t i = size - 1; i-- > 2;) {
    if (phones[i].kind != Kind::schwa || i + 2 >= size) continue;
    const bool before = phones[i - 1].kind == Kind::consonant && phones[i - 2].is_vowel();
    const bool after = phones[i + 1].kind == Kind::consonant && phones[i + 2].is_vowel();
    if (before && after) phones[i].deleted = true;
  }
}

bool is_labial(std::string_view latin) noexcept {
  return latin[0] == 'p' || latin[0] == 'b' || latin[0] == 'm';
}

}  // namespace

RomanSpellings romanise(std::string_view word, Script script) {
  if (!is_indic(script)) return {};
  std::vector<Phone> phones = read_phones(word);
  delete_schwas(phones, script);
  const bool dravidian = script >= Script::tamil;
  RomanSpellings out;
  for (std::size_t i = 0; i < phones.size(); ++i) {
    const Phone& phone = phones[i];
    if (phone.deleted) continue;
    std::string_view latin = phone.latin;
    if (phone.kind == Kind::nasal) {
      const bool last = i + 1 == phones.size();
      if (last ? dravidian : is_labial(phones[i + 1].latin)) latin = "m";
    }
    out.first += latin;
    out.second += phone.other_latin.empty() ? latin : phone.other_latin;
  }
  if (out.second == out.first) out.second.clear();
  return out;
}

}  // namespace khoj::text
