#include "text/script.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace khoj::text {
namespace {

constexpr char32_t kFirstIndic = 0x0900;
constexpr char32_t kLastIndic = 0x0D7F;
constexpr char32_t kIndicBlock = 0x80;

}  // namespace

Script script_of(char32_t code_point) noexcept {
  if (code_point < 0x80) {
    const char32_t lower = code_point | 0x20U;
    return lower >= 'a' && lower <= 'z' ? Script::latin : Script::other;
  }
  if (code_point >= kFirstIndic && code_point <= kLastIndic) {
    const auto block = static_cast<std::uint8_t>((code_point - kFirstIndic) / kIndicBlock);
    // The dandas stand in the Devanagari block and belong to every Indic script.
    if (code_point == 0x0964 || code_point == 0x0965) return Script::other;
    return static_cast<Script>(static_cast<std::uint8_t>(Script::devanagari) + block);
  }
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(code_point), &status);
  if (script == USCRIPT_LATIN) return Script::latin;
  if (script == USCRIPT_HAN) return Script::han;
  return Script::other;
}

Script script_of_word(std::string_view word) noexcept {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
  const auto length = static_cast<std::int32_t>(word.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 code_point = 0;
    U8_NEXT(bytes, i, length, code_point);
    if (code_point < 0) continue;
    if (const Script script = script_of(static_cast<char32_t>(code_point)); script != Script::other)
      return script;
  }
  return Script::other;
}

}  // namespace khoj::text
