#include "domain/money.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace khoj::domain {
namespace {

constexpr std::array<std::string_view, 9> kCurrencyMarks = {"inr", "rs.", "rs", "\xE2\x82\xB9", "mrp", "usd",
                                                            "$",   "/-",  ":"};

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) {
           return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
         });
}

/// Drops white space and currency marks from the front of `text`.
void skip_marks(std::string_view& text) {
  bool moved = true;
  while (moved && !text.empty()) {
    moved = false;
    if (text.front() == ' ' || text.front() == '\t') {
      text.remove_prefix(1);
      moved = true;
    } else if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
      moved = true;
    }
    for (const auto mark : kCurrencyMarks) {
      if (starts_with_ignoring_case(text, mark)) {
        text.remove_prefix(mark.size());
        moved = true;
      }
    }
  }
}

}  // namespace

base::Result<std::int64_t> paise_from_rupees(double rupees) {
  if (!std::isfinite(rupees) || rupees < 0 || rupees * 100.0 > static_cast<double>(kMaxPricePaise)) {
    return base::fail(base::ErrorCode::invalid_argument, "a price must be between 0 and {} rupees, not {}",
                      kMaxPricePaise / 100, rupees);
  }
  return static_cast<std::int64_t>(std::llround(rupees * 100.0));
}

base::Result<std::int64_t> parse_price(std::string_view text) {
  const auto bad = [&] {
    return base::fail(base::ErrorCode::invalid_argument,
                      "'{}' is no price; expected a number such as ₹1,299.50", text);
  };
  std::string_view rest = text;
  skip_marks(rest);
  std::int64_t whole = 0;
  std::size_t digits = 0;
  while (!rest.empty() && (std::isdigit(static_cast<unsigned char>(rest.front())) != 0 ||
                           (rest.front() == ',' && digits > 0))) {
    if (rest.front() != ',') {
      whole = whole * 10 + (rest.front() - '0');
      ++digits;
      if (whole * 100 > kMaxPricePaise) return bad();
    }
    rest.remove_prefix(1);
  }
  std::int64_t paise = 0;
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    std::int64_t thousandths = 0;
    int places = 0;
    while (!rest.empty() && std::isdigit(static_cast<unsigned char>(rest.front())) != 0) {
      if (places < 3) thousandths = thousandths * 10 + (rest.front() - '0');
      ++places;
      ++digits;
      rest.remove_prefix(1);
    }
    for (int i = places; i < 3; ++i) thousandths *= 10;
    paise = (thousandths + 5) / 10;
  }
  skip_marks(rest);
  if (digits == 0 || !rest.empty()) return bad();
  const std::int64_t total = whole * 100 + paise;
  if (total > kMaxPricePaise) return bad();
  return total;
}

std::string format_inr(std::int64_t paise) {
  const bool negative = paise < 0;
  const std::int64_t magnitude = negative ? -paise : paise;
  std::string digits = std::to_string(magnitude / 100);
  // Indian grouping: the last three digits, then pairs.
  for (auto position = static_cast<std::ptrdiff_t>(digits.size()) - 3; position > 0; position -= 2) {
    digits.insert(static_cast<std::size_t>(position), ",");
  }
  const std::int64_t rest = magnitude % 100;
  return fmt::format("{}\xE2\x82\xB9{}{}", negative ? "-" : "", digits,
                     rest == 0 ? "" : fmt::format(".{:02}", rest));
}

}  // namespace khoj::domain
