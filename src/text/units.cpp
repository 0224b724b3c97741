#include "text/units.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace khoj::text {
namespace {

struct Alias {
  std::string_view word;
  std::string_view unit;
};

// A unit's name is its own alias, so that a measure's term reads as the same measure. Letters that are words
// or sizes in their own right (a, s, k) and names that are brands (hp) are left out.
constexpr auto kAliases = std::to_array<Alias>({
    {"btu", "btu"},
    {"burner", "burner"},
    {"burners", "burner"},
    {"cm", "cm"},
    {"cms", "cm"},
    {"centimeter", "cm"},
    {"centimeters", "cm"},
    {"centimetre", "cm"},
    {"centimetres", "cm"},
    {"सेमी", "cm"},
    {"dpi", "dpi"},
    {"feet", "ft"},
    {"foot", "ft"},
    {"ft", "ft"},
    {"फीट", "ft"},
    {"फुट", "ft"},
    {"g", "g"},
    {"gm", "g"},
    {"gms", "g"},
    {"gram", "g"},
    {"grams", "g"},
    {"grm", "g"},
    {"ग्राम", "g"},
    {"gb", "gb"},
    {"gbs", "gb"},
    {"gigabyte", "gb"},
    {"gigabytes", "gb"},
    {"जीबी", "gb"},
    {"ghz", "ghz"},
    {"gigahertz", "ghz"},
    {"hour", "hour"},
    {"hours", "hour"},
    {"hr", "hour"},
    {"hrs", "hour"},
    {"hertz", "hz"},
    {"hz", "hz"},
    {"in", "inch"},
    {"inch", "inch"},
    {"inches", "inch"},
    {"इंच", "inch"},
    {"kg", "kg"},
    {"kgs", "kg"},
    {"kilo", "kg"},
    {"kilogram", "kg"},
    {"kilograms", "kg"},
    {"kilos", "kg"},
    {"किलो", "kg"},
    {"किलोग्राम", "kg"},
    {"khz", "khz"},
    {"kilohertz", "khz"},
    {"kva", "kva"},
    {"kw", "kw"},
    {"kilowatt", "kw"},
    {"kilowatts", "kw"},
    {"kwh", "kwh"},
    {"l", "l"},
    {"liter", "l"},
    {"liters", "l"},
    {"litre", "l"},
    {"litres", "l"},
    {"ltr", "l"},
    {"ltrs", "l"},
    {"lt", "l"},
    {"lts", "l"},
    {"लीटर", "l"},
    {"lb", "lb"},
    {"lbs", "lb"},
    {"pound", "lb"},
    {"pounds", "lb"},
    {"lumen", "lumen"},
    {"lumens", "lumen"},
    {"m", "m"},
    {"meter", "m"},
    {"meters", "m"},
    {"metre", "m"},
    {"metres", "m"},
    {"mtr", "m"},
    {"mtrs", "m"},
    {"मीटर", "m"},
    {"mah", "mah"},
    {"mb", "mb"},
    {"megabyte", "mb"},
    {"megabytes", "mb"},
    {"mbps", "mbps"},
    {"mg", "mg"},
    {"milligram", "mg"},
    {"milligrams", "mg"},
    {"mhz", "mhz"},
    {"megahertz", "mhz"},
    {"ml", "ml"},
    {"mls", "ml"},
    {"milliliter", "ml"},
    {"milliliters", "ml"},
    {"millilitre", "ml"},
    {"millilitres", "ml"},
    {"मिली", "ml"},
    {"mm", "mm"},
    {"mms", "mm"},
    {"millimeter", "mm"},
    {"millimeters", "mm"},
    {"millimetre", "mm"},
    {"millimetres", "mm"},
    {"month", "month"},
    {"months", "month"},
    {"megapixel", "mp"},
    {"megapixels", "mp"},
    {"mp", "mp"},
    {"ounce", "oz"},
    {"ounces", "oz"},
    {"oz", "oz"},
    {"rpm", "rpm"},
    {"seater", "seater"},
    {"seaters", "seater"},
    {"star", "star"},
    {"stars", "star"},
    {"स्टार", "star"},
    {"tb", "tb"},
    {"terabyte", "tb"},
    {"terabytes", "tb"},
    {"ton", "ton"},
    {"tonne", "ton"},
    {"tonnes", "ton"},
    {"tons", "ton"},
    {"टन", "ton"},
    {"v", "v"},
    {"volt", "v"},
    {"volts", "v"},
    {"va", "va"},
    {"w", "w"},
    {"watt", "w"},
    {"watts", "w"},
    {"वाट", "w"},
    {"wh", "wh"},
    {"year", "year"},
    {"years", "year"},
    {"yr", "year"},
    {"yrs", "year"},
    {"साल", "year"},
    {"yard", "yard"},
    {"yards", "yard"},
});

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The table turned into what look-ups need: aliases in order of their bytes, and the names by id.
struct Units {
  struct Entry {
    std::string_view word;
    UnitId id;
  };
  std::vector<Entry> aliases;
  std::vector<std::string_view> names = {""};

  Units() {
    for (const Alias& alias : kAliases) {
      const auto known = std::find(names.begin(), names.end(), alias.unit);
      aliases.push_back({alias.word, static_cast<UnitId>(known - names.begin())});
      if (known == names.end()) names.push_back(alias.unit);
    }
    std::sort(aliases.begin(), aliases.end(), [](const Entry& a, const Entry& b) { return a.word < b.word; });
  }
};

const Units& units() {
  static const Units instance;
  return instance;
}

/// True when the digit groups between commas are those of a number: the last has three digits, the ones
/// before it three or (India) two, the first one to three.
bool is_grouped(std::string_view digits_and_commas) noexcept {
  const std::size_t last = digits_and_commas.rfind(',');
  if (last == std::string_view::npos) return true;
  if (digits_and_commas.size() - last - 1 != 3) return false;
  std::string_view head = digits_and_commas.substr(0, last);
  std::size_t middle = 0;  // length of every group between the first and the last, 0 before one was seen
  for (std::size_t comma = head.rfind(','); comma != std::string_view::npos; comma = head.rfind(',')) {
    const std::size_t length = head.size() - comma - 1;
    if ((length != 2 && length != 3) || (middle != 0 && length != middle)) return false;
    middle = length;
    head = head.substr(0, comma);
  }
  return !head.empty() && head.size() <= (middle == 2 ? 2U : 3U);
}

}  // namespace

UnitId find_unit(std::string_view folded_word) noexcept {
  const auto& aliases = units().aliases;
  const auto found =
      std::lower_bound(aliases.begin(), aliases.end(), folded_word,
                       [](const Units::Entry& entry, std::string_view word) { return entry.word < word; });
  return found != aliases.end() && found->word == folded_word ? found->id : kNoUnit;
}

std::string_view unit_name(UnitId unit) noexcept {
  return unit < units().names.size() ? units().names[unit] : "";
}

UnitId inch() noexcept {
  static const UnitId id = find_unit("inch");
  return id;
}

bool is_unit_only_when_attached(std::string_view folded_word) noexcept { return folded_word == "in"; }

std::size_t number_prefix(std::string_view text) noexcept {
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == ',' && end > 0 && end + 1 < text.size() &&
                                                       is_digit(text[end - 1]) && is_digit(text[end + 1])))) {
    ++end;
  }
  if (end == 0 || !is_grouped(text.substr(0, end))) return 0;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
  }
  return end;
}

std::string plain_number(std::string_view number) {
  std::string out(number);
  std::erase(out, ',');
  return out;
}

void append_measure(std::string_view plain_number, UnitId unit, std::string& out) {
  if (plain_number.find('.') != std::string_view::npos) {
    while (plain_number.back() == '0') plain_number.remove_suffix(1);
    if (plain_number.back() == '.') plain_number.remove_suffix(1);
  }
  out += plain_number;
  out += unit_name(unit);
}

}  // namespace khoj::text
