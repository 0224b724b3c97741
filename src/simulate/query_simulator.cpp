#include "simulate/query_simulator.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "simulate/draw.hpp"
#include "text/slug.hpp"
#include "text/typo.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kMaxQueryWords = 4;
/// The most popular products share the top equally, so that no single one draws more than about 0.4 % of the
/// traffic.
constexpr std::uint64_t kHead = 16;
/// How many ways of asking for one product there are.
constexpr std::uint64_t kPhrasings = 24;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The words of a title or phrase, as they are typed: lower case, without brackets and commas.
std::vector<std::string> typed_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    while (!word.empty() && !is_letter(word.back()) && !is_digit(word.back()) &&
           static_cast<unsigned char>(word.back()) < 0x80) {
      word.pop_back();
    }
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ') {
      finish();
    } else if (!word.empty() || is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
      word += lower(c);
    }
  }
  finish();
  return words;
}

void append_words(std::vector<std::string>& words, std::string_view phrase) {
  for (auto& word : typed_words(phrase)) words.push_back(std::move(word));
}

/// One to four words of the title, in their order; words that say nothing alone are left out.
std::vector<std::string> title_words(const std::string& title, base::Rng& rng) {
  auto words = typed_words(title);
  constexpr std::array<std::string_view, 7> kEmpty = {"for", "with", "in", "by", "of", "the", "from"};
  std::erase_if(words, [&](const std::string& word) {
    return std::find(kEmpty.begin(), kEmpty.end(), word) != kEmpty.end();
  });
  const std::size_t wanted = 1 + std::min(rng.below(4), rng.below(4) + 1);
  while (words.size() > wanted)
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(rng.below(words.size())));
  return words;
}

/// A way of asking for the product, by the number of the phrasing; the first are the common ones.
std::vector<std::string> phrase(const CatalogSimulator& catalog, const ProductFacts& facts,
                                std::uint64_t phrasing, base::Rng& rng) {
  const Category& category = *facts.category;
  const std::string_view plain_noun = category.nouns.front();
  const std::string_view noun = facts.native && happens(rng, 400) ? category.row->native : plain_noun;
  const std::string_view detail = !facts.material.empty() && happens(rng, 500) ? facts.material : facts.style;
  std::vector<std::string> words;
  switch (phrasing % 10) {
    case 0:
      append_words(words, detail);
      append_words(words, noun);
      break;
    case 1:
      append_words(words, category.specs.empty() ? facts.color : std::string_view(facts.spec_text(0)));
      append_words(words, noun);
      break;
    case 2: append_words(words, noun); break;
    case 3:
      append_words(words, facts.brand.substr(0, facts.brand.find(' ')));
      append_words(words, noun);
      break;
    case 4:
      append_words(words, noun);
      if (!facts.audience.empty()) {
        words.emplace_back("for");
        append_words(words, facts.audience);
      }
      break;
    case 5:
      append_words(words, facts.color);
      append_words(words, noun);
      if (!facts.size.empty() && happens(rng, 400)) append_words(words, facts.size);
      break;
    case 6: {
      constexpr std::array<std::string_view, 5> kWishes = {"premium", "best", "quality", "price", "online"};
      words.emplace_back(pick(rng, kWishes));
      append_words(words, noun);
      break;
    }
    case 7:
      append_words(words, facts.brand);
      append_words(words, facts.series);
      break;
    case 8:
      append_words(words, facts.features[0]);
      append_words(words, noun);
      break;
    default: words = title_words(catalog.product(facts.index).title, rng);
  }
  if (words.empty()) append_words(words, plain_noun);
  if (words.size() > kMaxQueryWords) words.resize(kMaxQueryWords);
  return words;
}

std::int64_t round_up(std::int64_t value, std::int64_t step) { return (value + step - 1) / step * step; }

/// The amounts that shoppers name: 500, 1000, 2000, 15000.
std::int64_t budget_step(std::int64_t rupees) {
  return rupees < 500 ? 100 : rupees < 3'000 ? 500 : rupees < 20'000 ? 1'000 : 5'000;
}

std::optional<std::string> draw_chip(const domain::Product& product, const ProductFacts& facts,
                                     base::Rng& rng) {
  const std::int64_t rupees = product.price_paise.value_or(0) / 100;
  const std::int64_t step = budget_step(rupees);
  switch (rng.below(8)) {
    case 0:
    case 1:
      if (rupees > 0) return fmt::format("under_{}", round_up(rupees + 1, step));
      break;
    case 2:
      if (rupees > step) return fmt::format("above_{}", (rupees - 1) / step * step);
      break;
    case 3:
      if (rupees > 0) return fmt::format("between_{}_{}", rupees / step * step, round_up(rupees + 1, step));
      break;
    case 4:
      if (product.rating.value_or(0) >= 4.0) return "4plus";
      break;
    case 5:
      if (product.cod_available) return "cod";
      break;
    case 6:
      return happens(rng, 500) ? "brand_" + text::slug(facts.brand)
                               : "category_" + text::slug(facts.category->row->name);
    default:
      if (!facts.color.empty()) return "color_" + text::slug(facts.color);
  }
  return std::nullopt;
}

std::string_view chip_kind(std::string_view chip) {
  const auto kind = chip.substr(0, chip.find('_'));
  return kind == "under" || kind == "above" || kind == "between" ? "price" : kind;
}

std::vector<std::string> draw_chips(const domain::Product& product, const ProductFacts& facts,
                                    base::Rng& rng) {
  std::vector<std::string> chips;
  const std::size_t wanted = happens(rng, 300) ? 2 : 1;
  while (chips.size() < wanted) {
    auto chip = draw_chip(product, facts, rng);
    if (!chip) continue;
    // Two of one kind would contradict each other or say the same.
    const auto kind = chip_kind(*chip);
    const bool again =
        std::any_of(chips.begin(), chips.end(), [&](const auto& c) { return chip_kind(c) == kind; });
    if (!again) chips.push_back(std::move(*chip));
  }
  return chips;
}

}  // namespace

SimulatedQuery QuerySimulator::query(std::uint64_t i) const {
  auto rng = rng_for(options_.seed, Stream::event, i);
  const std::uint64_t products = catalog_.options().products;
  const std::uint64_t rank = zipf_rank(rng, (products + kHead - 1) / kHead) * kHead + rng.below(kHead);
  // Which products are popular has nothing to do with where they stand in the catalogue.
  auto popularity = rng_for(options_.seed, Stream::query, rank);
  const std::uint64_t wanted = popularity.below(products);
  const std::uint64_t phrasing = zipf_rank(rng, kPhrasings);

  const ProductFacts facts = catalog_.facts(wanted);
  // Drawn from the product and the phrasing alone, so that the same wish is always typed alike; which
  // phrasing is the common one differs from product to product.
  const std::uint64_t turn = popularity();
  auto wording = rng_for(options_.seed, Stream::query, ~(wanted * kPhrasings + phrasing));
  SimulatedQuery query;
  for (const auto& word : phrase(catalog_, facts, phrasing + turn % 10, wording)) {
    if (!query.text.empty()) query.text += ' ';
    query.text += word;
  }
  query.source_product_id = CatalogSimulator::product_id(wanted);
  if (happens(rng, options_.filtered_permille))
    query.chips = draw_chips(catalog_.product(wanted), facts, rng);
  if (happens(rng, options_.typo_permille)) query.has_typo = text::add_typo(query.text, rng);
  if (happens(rng, options_.pincode_permille)) query.pincode = std::to_string(rng.between(110'001, 855'117));
  return query;
}

std::vector<SimulatedQuery> QuerySimulator::all() const {
  std::vector<SimulatedQuery> queries;
  queries.reserve(options_.queries);
  for (std::uint64_t i = 0; i < options_.queries; ++i) queries.push_back(query(i));
  return queries;
}

}  // namespace khoj::simulate
