#include "simulate/catalog_simulator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "simulate/draw.hpp"
#include "simulate/product_text.hpp"
#include "simulate/product_trade.hpp"

namespace khoj::simulate {
namespace {

constexpr std::uint64_t kBlock = 8;
constexpr std::uint64_t kBrandSeriesWords = 24;
constexpr std::uint64_t kBrandsPerCategory = 120;

/// How blocks of eight neighbouring products fall into variant groups; each row adds up to eight.
constexpr std::array<std::array<std::uint8_t, kBlock>, 8> kGroupings = {{{1, 1, 1, 1, 1, 1, 1, 1},
                                                                         {1, 1, 2, 1, 1, 1, 1, 0},
                                                                         {2, 1, 3, 1, 1, 0, 0, 0},
                                                                         {4, 1, 1, 2, 0, 0, 0, 0},
                                                                         {5, 1, 1, 1, 0, 0, 0, 0},
                                                                         {3, 3, 1, 1, 0, 0, 0, 0},
                                                                         {6, 1, 1, 0, 0, 0, 0, 0},
                                                                         {1, 4, 1, 1, 1, 0, 0, 0}}};

struct Family {
  std::uint64_t first;
  std::uint32_t size;
};

Family family_of(std::uint64_t seed, std::uint64_t i) noexcept {
  const std::uint64_t block = i / kBlock;
  auto rng = rng_for(seed, Stream::grouping, block);
  std::uint64_t first = block * kBlock;
  for (const std::uint8_t size : pick(rng, kGroupings)) {
    if (i < first + size) return {first, size};
    first += size;
  }
  return {i, 1};
}

std::string model_code(base::Rng& rng) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTVWXYZ";
  std::string code(1, pick(rng, kLetters));
  code += pick(rng, kLetters);
  code += std::to_string(rng.between(1, 99) * 10 + (happens(rng, 300) ? 5 : 0));
  if (happens(rng, 250)) code += pick(rng, kLetters);
  return code;
}

/// The Devanagari way to name the goods, for the few titles that mix scripts.
std::string native_noun(const Category& category, std::string_view audience, std::string_view noun,
                        base::Rng& rng) {
  constexpr std::array<std::string_view, 6> kPraise = {"नया", "असली", "शुद्ध", "बेस्ट", "सुंदर", "देसी"};
  std::string text;
  if (happens(rng, 400)) text.append(pick(rng, kPraise)).append(" ");
  text += category.row->native;
  if (happens(rng, 600)) text.append(" ").append(noun);
  if (audience == "Women") text += " महिलाओं के लिए";
  if (audience == "Men") text += " पुरुषों के लिए";
  if (audience == "Kids") text += " बच्चों के लिए";
  return text;
}

std::string_view pick_optional(base::Rng& rng, const std::vector<std::string_view>& items) noexcept {
  return items.empty() ? std::string_view{} : pick_head(rng, items);
}

double number(std::string_view text) noexcept {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::string ProductFacts::spec_text(std::size_t i) const {
  if (i >= category->specs.size()) return {};
  const Spec& spec = category->specs[i];
  const std::string& value = spec.values[spec_numbers[i]];
  std::string text;
  text.reserve(spec.before.size() + value.size() + spec.after.size());
  return text.append(spec.before).append(value).append(spec.after);
}

CatalogSimulator::CatalogSimulator(CatalogSimulatorOptions options)
    : options_{.products = std::max<std::uint64_t>(options.products, 1), .seed = options.seed},
      sellers_(std::clamp<std::uint64_t>(options.products / 200, 20, 5'000)),
      grammar_(std::make_shared<const Grammar>()),
      lexicon_(std::make_shared<const Lexicon>(build_lexicon(options.seed))) {}

ProductFacts CatalogSimulator::facts(std::uint64_t i) const {
  ProductFacts facts;
  facts.index = i;
  Family family = family_of(options_.seed, i);
  auto grouping_rng = rng_for(options_.seed, Stream::grouping, ~family.first);
  const Category& category = grammar_->draw_category(grouping_rng);
  // A group has no more members than looks; the neighbours that are left over are products of their own.
  const std::uint64_t looks =
      std::max<std::uint64_t>(category.colors.size(), 1) * std::max<std::uint64_t>(category.sizes.size(), 1);
  family.size = static_cast<std::uint32_t>(std::min<std::uint64_t>(family.size, looks));
  if (i - family.first >= looks) family = {i, 1};
  facts.family = family.first;
  facts.family_size = family.size;
  facts.category = &category;

  auto rng = rng_for(options_.seed, Stream::family, family.first);
  // Every department has its own brands, and every category of it its own order of them.
  const std::uint64_t per_department = kBrands / grammar_->departments();
  const std::uint64_t brand = (category.rank * 17 + zipf_rank(rng, kBrandsPerCategory)) % per_department;
  facts.brand_number = static_cast<std::uint32_t>(category.department * per_department + brand);
  facts.brand = lexicon_->brands[facts.brand_number];
  if (happens(rng, 400)) {
    // A brand comes back to its own names.
    auto own =
        rng_for(options_.seed, Stream::brand, facts.brand_number + (rng.below(kBrandSeriesWords) << 32));
    facts.series = capitalised(pick(own, lexicon_->words));
  } else {
    facts.series = capitalised(draw_word(rng, *lexicon_));
  }
  facts.audience = pick_optional(rng, category.audiences);
  facts.material = pick_optional(rng, category.materials);
  facts.style = pick_optional(rng, category.styles);
  facts.noun = pick_head(rng, category.nouns);
  facts.code = model_code(rng);
  if (category.row->shape == TitleShape::book) {
    facts.author = capitalised(draw_word(rng, *lexicon_)) + " " + capitalised(pick(rng, lexicon_->words));
  }
  for (std::size_t s = 0; s < category.specs.size(); ++s) {
    facts.spec_numbers[s] = rng.below(category.specs[s].values.size());
  }
  auto features = category.features;
  facts.feature_count = std::min(kMaxFeatures, features.size());
  for (std::size_t f = 0; f < facts.feature_count; ++f) {
    std::swap(features[f], features[f + rng.below(features.size() - f)]);
    facts.features[f] = features[f];
  }
  if (happens(rng, 15)) {
    facts.native = true;
    facts.noun = native_noun(category, facts.audience, facts.noun, rng);
  }

  // Variant v of a group: sizes first, then the next colour.
  const std::uint64_t v = i - family.first;
  const std::uint64_t sizes = std::max<std::uint64_t>(category.sizes.size(), 1);
  const std::uint64_t sizes_used =
      family.size > 1 && category.colors.size() > 1 ? std::min<std::uint64_t>(sizes, 3) : sizes;
  const std::uint64_t first_size = rng.below(sizes);
  const std::uint64_t first_color = category.colors.empty() ? 0 : zipf_rank(rng, category.colors.size());
  if (!category.sizes.empty()) {
    facts.size_number = (first_size + v % sizes_used) % sizes;
    facts.size = category.sizes[facts.size_number];
  }
  if (!category.colors.empty())
    facts.color = category.colors[(first_color + v / sizes_used) % category.colors.size()];
  return facts;
}

std::string CatalogSimulator::product_id(std::uint64_t i) { return fmt::format("p{:08}", i); }

domain::Product CatalogSimulator::product(std::uint64_t i) const { return describe(facts(i)); }

domain::Product CatalogSimulator::describe(const ProductFacts& facts) const {
  const Category& category = *facts.category;
  // Offset from the stream of the facts, so that both start anew but agree among the variants of a group.
  auto family_rng = rng_for(options_.seed, Stream::family, ~facts.family);
  auto rng = rng_for(options_.seed, Stream::product, facts.index);

  domain::Product product;
  product.id = product_id(facts.index);
  product.title = write_title(facts, *grammar_, *lexicon_, family_rng);
  product.description = write_description(facts, *grammar_, *lexicon_, family_rng);
  product.brand = facts.brand;
  product.categories.push_back(category.path);
  if (facts.family_size > 1) product.variant_group = fmt::format("g{:08}", facts.family);

  auto& attributes = product.attributes;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) attributes.emplace(name, std::string(value));
  };
  const bool book = category.row->shape == TitleShape::book;
  add("audience", facts.audience);
  add("author", facts.author);
  add("color", facts.color);
  add(book ? "language" : "material", facts.material);
  add("model", facts.series);
  add("size", facts.size);
  add("style", facts.style);
  for (std::size_t s = 0; s < category.specs.size(); ++s) {
    attributes.emplace(category.specs[s].attribute, number(category.specs[s].values[facts.spec_numbers[s]]));
  }
  const std::size_t highlights = std::min<std::size_t>(facts.feature_count, 3);
  attributes.emplace("highlights",
                     std::vector<std::string>(facts.features.begin(), facts.features.begin() + highlights));
  attributes.emplace("returnable", category.row->returns >= 200);

  auto trade_rng = rng_for(options_.seed, Stream::trade, facts.family);
  add_trade(product, facts, brand_standing(options_.seed, facts.brand_number), sellers_, trade_rng, rng);
  return product;
}

}  // namespace khoj::simulate
