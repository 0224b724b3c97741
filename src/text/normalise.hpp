// Folding: the one spelling of a text that differs only in case, compatibility forms, Latin accents,
// invisible joiners or the script of its digits. It neither splits nor stems. Stateless and thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace khoj::text {

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// Replaces `out` by `text` folded: NFKC with case folding (Unicode's toNFKC_Casefold, which also drops
/// zero-width joiners), Latin letters without diacritics ("é" → "e", "ø" → "o"), typographic apostrophes as
/// "'", decimal digits of every script as 0 to 9. Ill-formed UTF-8 becomes U+FFFD. Idempotent. Cost: a few ns
/// per byte of ASCII, about 100 ns per other character.
void fold_into(std::string_view text, std::string& out);

/// Takes from folded Devanagari the marks that writers leave out as often as not: the nukta, except under ड
/// and ढ, and the difference between chandrabindu and anusvara. Other text stays as it is.
void drop_optional_marks(std::string& folded);

[[nodiscard]] std::string fold(std::string_view text);

}  // namespace khoj::text
