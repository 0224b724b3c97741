// Numbers and units of measure as product titles write them: what is a number, which words are units, and the
// one spelling under which "1.50 Ton", "1.5ton" and "1.5-ton" meet. It converts nothing: 1000 g is not 1 kg
// here. Stateless and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace khoj::text {

/// Index into the table of units; 0 is no unit.
using UnitId = std::uint8_t;
inline constexpr UnitId kNoUnit = 0;

/// The unit that a folded word names ("inches" → inch), or kNoUnit.
[[nodiscard]] UnitId find_unit(std::string_view folded_word) noexcept;

/// The unit's name in terms: "inch", "gb", "l". Empty for kNoUnit.
[[nodiscard]] std::string_view unit_name(UnitId unit) noexcept;

/// The unit that `"` stands for after a number.
[[nodiscard]] UnitId inch() noexcept;

/// True when the folded word names a unit only where it touches its number ("55in", but not "2 in 1").
[[nodiscard]] bool is_unit_only_when_attached(std::string_view folded_word) noexcept;

/// Length of the number at the start of `text`: digits, commas that group them by thousands or in the Indian
/// way (1,23,456), at most one fraction (1.5). 0 when there is none or its commas group nothing ("8,9").
[[nodiscard]] std::size_t number_prefix(std::string_view text) noexcept;

/// `number` (as number_prefix found it) without its commas: "1,299.50" → "1299.50".
[[nodiscard]] std::string plain_number(std::string_view number);

/// The term of a number with its unit, trailing zeros of the fraction dropped: ("1.50", ton) → "1.5ton".
void append_measure(std::string_view plain_number, UnitId unit, std::string& out);

}  // namespace khoj::text
