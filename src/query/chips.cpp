#include "query/chips.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "base/hash.hpp"
#include "domain/money.hpp"
#include "pipeline/snapshot.hpp"
#include "text/slug.hpp"

namespace khoj::query {
namespace {

using base::ErrorCode;
using base::Result;
using index::FilterExpression;
namespace column = pipeline::column;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::optional<std::int64_t> parse_amount(std::string_view text) {
  std::int64_t rupees = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rupees);
  if (error != std::errc() || end != text.data() + text.size() || rupees < 0 ||
      rupees > domain::kMaxPricePaise / 100)
    return std::nullopt;
  return rupees;
}

double paise(std::int64_t rupees) { return static_cast<double>(rupees) * 100.0; }

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::optional<ParsedChip> parse_slug_chip(std::string_view slug, const char* type, const char* column_name) {
  if (!is_slug(slug)) return std::nullopt;
  return ParsedChip{{type, label_of_slug(slug), fmt::format("{}_{}", type, slug)},
                    FilterExpression::keyword(column_name, {std::string(slug)})};
}

/// One kind of chip. `parse` gets what follows `prefix` and returns nothing when that does not fit.
struct ChipKind {
  std::string_view prefix;
  std::string_view form;  ///< For the error message.
  std::optional<ParsedChip> (*parse)(std::string_view rest);
};

std::optional<ParsedChip> parse_under(std::string_view rest) {
  const auto amount = parse_amount(rest);
  if (!amount) return std::nullopt;
  return ParsedChip{under_chip(*amount), FilterExpression::range(column::kPrice, -kInfinity, paise(*amount))};
}

std::optional<ParsedChip> parse_above(std::string_view rest) {
  const auto amount = parse_amount(rest);
  if (!amount) return std::nullopt;
  return ParsedChip{above_chip(*amount), FilterExpression::range(column::kPrice, paise(*amount), kInfinity)};
}

std::optional<ParsedChip> parse_between(std::string_view rest) {
  const auto split = rest.find('_');
  if (split == std::string_view::npos) return std::nullopt;
  const auto low = parse_amount(rest.substr(0, split));
  const auto high = parse_amount(rest.substr(split + 1));
  if (!low || !high || *low > *high) return std::nullopt;
  return ParsedChip{between_chip(*low, *high),
                    FilterExpression::range(column::kPrice, paise(*low), paise(*high))};
}

std::optional<ParsedChip> parse_four_plus(std::string_view rest) {
  if (!rest.empty()) return std::nullopt;
  return ParsedChip{{"rating", "4★ & above", "4plus"},
                    FilterExpression::range(column::kRating, 4.0, kInfinity)};
}

std::optional<ParsedChip> parse_cod(std::string_view rest) {
  if (!rest.empty()) return std::nullopt;
  return ParsedChip{{"cod", "Cash on delivery", "cod"}, FilterExpression::range(column::kCod, 1.0, 1.0)};
}

constexpr ChipKind kChipKinds[] = {
    {"under_", "under_<rupees>", parse_under},
    {"above_", "above_<rupees>", parse_above},
    {"between_", "between_<rupees>_<rupees>", parse_between},
    {"4plus", "4plus", parse_four_plus},
    {"4star_plus", "", parse_four_plus},
    {"cod", "cod", parse_cod},
    {"brand_", "brand_<slug>",
     [](std::string_view rest) { return parse_slug_chip(rest, "brand", column::kBrand); }},
    {"category_", "category_<slug>",
     [](std::string_view rest) { return parse_slug_chip(rest, "category", column::kCategory); }},
    {"color_", "color_<slug>",
     [](std::string_view rest) { return parse_slug_chip(rest, "color", column::kColor); }},
};

bool joined_by_or(const Chip& chip) {
  return chip.type == "brand" || chip.type == "category" || chip.type == "color";
}

/// A round amount near `rupees` that people would say: 200, 500, 1000, 1500, 2000 …
std::int64_t round_amount(double rupees) {
  if (rupees < 100) return 100;
  const double magnitude = std::pow(10.0, std::floor(std::log10(rupees)));
  for (const double step : {1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0}) {
    if (rupees <= step * magnitude) return static_cast<std::int64_t>(step * magnitude);
  }
  return static_cast<std::int64_t>(10.0 * magnitude);
}

/// Counts of one attribute's values among the candidates. Spellings are counted as they are, and those that share a
/// slug are added up at the end: slugs are made once per spelling, not once per candidate.
class ValueCounts {
 public:
  ValueCounts(const char* type, std::size_t keep, std::size_t candidates)
      : type_(type), keep_(keep), slots_(std::bit_ceil(candidates * 2), kEmpty) {}

  void add(std::string_view value) {
    if (value.empty()) return;
    std::size_t slot = base::hash64(value) & (slots_.size() - 1);
    while (slots_[slot] != kEmpty && spellings_[slots_[slot]].text != value)
      slot = (slot + 1) & (slots_.size() - 1);
    if (slots_[slot] == kEmpty) {
      slots_[slot] = static_cast<std::uint32_t>(spellings_.size());
      spellings_.push_back({value, 0});
    }
    ++spellings_[slots_[slot]].count;
  }

  void propose(std::size_t candidates, std::vector<Chip>& chips) {
    struct Entry {
      std::string slug;
      std::size_t count = 0;
      std::string_view label;
    };
    // One slug may have several spellings, but hardly one that counts far down: of those, none is added up.
    const std::size_t looked_at = std::min(spellings_.size(), kSpellings);
    std::partial_sort(spellings_.begin(), spellings_.begin() + static_cast<std::ptrdiff_t>(looked_at),
                      spellings_.end(), [](const Spelling& a, const Spelling& b) {
                        return a.count != b.count ? a.count > b.count : a.text < b.text;
                      });
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < looked_at; ++i) {
      auto slug = text::slug(spellings_[i].text);
      if (slug.empty()) continue;
      auto same = std::find_if(entries.begin(), entries.end(),
                               [&](const Entry& entry) { return entry.slug == slug; });
      if (same == entries.end())  // The most frequent spelling comes first and is the label.
        same = entries.insert(same, {std::move(slug), 0, spellings_[i].text});
      same->count += spellings_[i].count;
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.count != b.count ? a.count > b.count : a.slug < b.slug;
    });
    std::size_t kept = 0;
    for (const auto& [slug, count, label] : entries) {
      if (count < 2 || kept == keep_) break;
      if (count >= candidates) continue;
      chips.push_back({type_, std::string(label), fmt::format("{}_{}", type_, slug)});
      ++kept;
    }
  }

 private:
  static constexpr std::size_t kSpellings = 16;
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFFU;

  struct Spelling {
    std::string_view text;
    std::size_t count = 0;
  };

  const char* type_;
  std::size_t keep_;
  std::vector<std::uint32_t> slots_;  ///< A hash table of places in spellings_, at most half full.
  std::vector<Spelling> spellings_;
};

void propose_price(std::span<const pipeline::Candidate> candidates, std::vector<Chip>& chips) {
  std::vector<double> rupees;
  for (const auto& candidate : candidates) {
    if (candidate.card.price_paise) rupees.push_back(domain::rupees_from_paise(*candidate.card.price_paise));
  }
  if (rupees.size() < 4) return;
  std::sort(rupees.begin(), rupees.end());
  std::int64_t previous = 0;
  for (const double quantile : {0.25, 0.6}) {
    const std::int64_t amount =
        round_amount(rupees[static_cast<std::size_t>(quantile * static_cast<double>(rupees.size() - 1))]);
    const bool narrows =
        static_cast<double>(amount) < rupees.back() && static_cast<double>(amount) >= rupees.front();
    if (narrows && amount != previous) chips.push_back(under_chip(amount));
    previous = amount;
  }
}

template <typename Predicate>
void propose_when(std::span<const pipeline::Candidate> candidates, std::string_view value, Predicate matches,
                  std::vector<Chip>& chips) {
  const auto count = static_cast<std::size_t>(std::count_if(candidates.begin(), candidates.end(), matches));
  if (count >= 2 && count < candidates.size()) chips.push_back(parse_chip(value)->chip);
}

}  // namespace

std::string label_of_slug(std::string_view slug) {
  std::string label(slug);
  std::replace(label.begin(), label.end(), '_', ' ');
  if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
    label[0] = static_cast<char>(label[0] - 'a' + 'A');
  return label;
}

Chip under_chip(std::int64_t rupees) {
  return {"price", fmt::format("Under {}", domain::format_inr(rupees * 100)),
          fmt::format("under_{}", rupees)};
}
Chip above_chip(std::int64_t rupees) {
  return {"price", fmt::format("Above {}", domain::format_inr(rupees * 100)),
          fmt::format("above_{}", rupees)};
}
Chip between_chip(std::int64_t low, std::int64_t high) {
  return {"price", fmt::format("{} to {}", domain::format_inr(low * 100), domain::format_inr(high * 100)),
          fmt::format("between_{}_{}", low, high)};
}

Result<ParsedChip> parse_chip(std::string_view value) {
  for (const auto& kind : kChipKinds) {
    if (!value.starts_with(kind.prefix)) continue;
    if (auto parsed = kind.parse(value.substr(kind.prefix.size()))) return *std::move(parsed);
  }
  std::string forms;
  for (const auto& kind : kChipKinds) {
    if (!kind.form.empty()) forms += fmt::format("{}{}", forms.empty() ? "" : ", ", kind.form);
  }
  return base::fail(ErrorCode::invalid_argument, "unknown chip '{}'; expected one of {}", value, forms);
}

FilterExpression filter_of(std::span<const ParsedChip> chips) {
  std::vector<FilterExpression> all;
  std::map<std::string, FilterExpression> alternatives;
  for (const auto& [chip, filter] : chips) {
    if (!joined_by_or(chip)) {
      all.push_back(filter);
      continue;
    }
    auto [entry, inserted] = alternatives.try_emplace(chip.type, filter);
    if (!inserted)
      entry->second.values.insert(entry->second.values.end(), filter.values.begin(), filter.values.end());
  }
  for (auto& [type, filter] : alternatives) all.push_back(std::move(filter));
  if (all.empty()) return {};
  return all.size() == 1 ? std::move(all.front()) : FilterExpression::all_of(std::move(all));
}

std::vector<Chip> suggest_chips(std::span<const pipeline::Candidate> candidates,
                                std::span<const ParsedChip> active, std::size_t limit) {
  std::vector<Chip> chips;
  if (candidates.size() < 3) return chips;
  const auto has_type = [&](std::string_view type) {
    return std::any_of(active.begin(), active.end(),
                       [&](const ParsedChip& chip) { return chip.chip.type == type; });
  };
  if (!has_type("price")) propose_price(candidates, chips);
  if (!has_type("rating")) {
    propose_when(
        candidates, "4plus", [](const auto& c) { return c.card.rating && *c.card.rating >= 4.0F; }, chips);
  }
  ValueCounts categories("category", 3, candidates.size());
  ValueCounts brands("brand", 3, candidates.size());
  ValueCounts colors("color", 3, candidates.size());
  for (const auto& candidate : candidates) {
    const auto path = candidate.card.category;
    const auto leaf = path.rfind(domain::kCategorySeparator);
    categories.add(leaf == std::string_view::npos ? path
                                                  : path.substr(leaf + domain::kCategorySeparator.size()));
    brands.add(candidate.card.brand);
    colors.add(candidate.card.color);
  }
  if (!has_type("category")) categories.propose(candidates.size(), chips);
  if (!has_type("brand")) brands.propose(candidates.size(), chips);
  if (!has_type("color")) colors.propose(candidates.size(), chips);
  if (!has_type("cod"))
    propose_when(candidates, "cod", [](const auto& c) { return c.card.cod_available; }, chips);
  if (chips.size() > limit) chips.resize(limit);
  return chips;
}

}  // namespace khoj::query
