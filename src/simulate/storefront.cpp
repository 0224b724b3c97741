#include "simulate/storefront.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/hash.hpp"
#include "simulate/category_ties.hpp"
#include "simulate/real_draw.hpp"

namespace khoj::simulate {
namespace {

/// Below that, a category would have been nearly empty without its new products.
constexpr std::size_t kLeafOfNewProducts = 20;
constexpr double kUsualRating = 4.0;
constexpr double kUsualRatings = 10;
/// How much the shop's order follows appeal rather than chance: the share of a product in first places grows with
/// appeal to this power.
constexpr double kListSharpness = 1.2;
constexpr std::uint64_t kCompanions = 3;

double capped(std::int64_t count) noexcept {
  return static_cast<double>(std::clamp<std::int64_t>(count, 0, 10'000'000));
}

/// How far the rating stands above the usual one, drawn towards it where few have judged.
double rated(const ShopItem& item) noexcept {
  const double count = item.rating ? std::max(capped(item.rating_count), 1.0) : 0.0;
  return count * (item.rating.value_or(kUsualRating) - kUsualRating) / (count + kUsualRatings);
}

/// The brand, or what stands for it in catalogues without: the first word of the title.
std::string_view brand_of(const ShopItem& item) noexcept {
  return item.brand.empty() ? std::string_view(item.title).substr(0, item.title.find(' '))
                            : std::string_view(item.brand);
}

/// Numbers names in the order of their first appearance.
class Numbering {
 public:
  std::uint32_t operator()(std::string_view name) {
    const auto known = numbers_.find(name);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(names_.size());
    numbers_.emplace(name, number);
    names_.emplace_back(name);
    return number;
  }
  [[nodiscard]] std::vector<std::string>& names() noexcept { return names_; }

 private:
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> numbers_;
  std::vector<std::string> names_;
};

/// An element of `until`, a running sum, by its share of it.
template <typename Sums>
std::size_t draw_from(const Sums& until, base::Rng& rng) {
  const double wanted = rng.uniform() * until.back();
  const auto place = std::upper_bound(until.begin(), until.end(), wanted);
  return static_cast<std::size_t>(std::min(place, until.end() - 1) - until.begin());
}

}  // namespace

Storefront::Storefront(std::vector<ShopItem> items, std::uint64_t seed, Span span)
    : seed_(seed), span_(span), words_({}, {}, 0, seed) {
  shelve(items);
  std::vector<std::uint32_t> leaf_of;
  leaf_of.reserve(items.size());
  for (const auto& product : products_) leaf_of.push_back(product.leaf);
  words_ = WishWords(items, leaf_of, leaves_.size(), seed);

  std::vector<double> appeals(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    auto& product = products_[i];
    auto rng = rng_for(seed, Stream::shelf, base::hash64(items[i].id));
    const double judged = rated(items[i]);
    product.quality = static_cast<float>(0.7 * judged / 0.4 + 0.7 * gauss(rng));
    // Half of the looks come with the brand, half with what the title says.
    const bool by_brand = rng.chance(0.5);
    const std::uint64_t look = by_brand ? std::uint64_t{product.brand} << 32
                                        : words_.telling_word(i, product.leaf) + std::uint64_t{1};
    product.style = static_cast<std::uint8_t>(rng_for(seed, Stream::shelf, ~look).below(kStyles));
    const Leaf& leaf = leaves_[product.leaf];
    product.life = draw_life(rng, span, items[i].rating_count, leaf.last - leaf.first >= kLeafOfNewProducts);
    if (product.life.trend_peak > 1) trending_.push_back(i);
    const double logarithm =
        0.35 * natural_log(1 + capped(items[i].rating_count)) + 0.5 * judged + 0.7 * gauss(rng);
    appeals[i] = natural_exp(kListSharpness * logarithm) * product.life.best();
  }
  appeal_until_.resize(shelf_.size());
  for (auto& leaf : leaves_) describe_leaf(leaf, items, appeals);
  measure_demand();
  ids_.reserve(items.size());
  for (auto& item : items) ids_.push_back(std::move(item.id));
}

void Storefront::shelve(const std::vector<ShopItem>& items) {
  Numbering leaf_number;
  Numbering department_number;
  Numbering brand_number;
  products_.resize(items.size());
  std::vector<double> known;
  for (std::size_t i = 0; i < items.size(); ++i) {
    products_[i].leaf = leaf_number(items[i].category);
    products_[i].brand = brand_number(brand_of(items[i]));
    products_[i].price_paise = items[i].price_paise.value_or(-1);
    known.resize(brand_number.names().size());
    known[products_[i].brand] += 1;
  }
  brands_ = std::move(brand_number.names());
  const double most = natural_log(1 + *std::max_element(known.begin(), known.end()));
  for (const double count : known) renown_.push_back(natural_log(1 + count) / most);

  leaves_.resize(leaf_number.names().size());
  auto complements = draw_complements(leaf_number.names(), seed_);
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    auto& leaf = leaves_[i];
    leaf.path = std::move(leaf_number.names()[i]);
    leaf.department = department_number(department_of(leaf.path));
    leaf.replenish_days = replenish_days(leaf.path);
    leaf.complements = std::move(complements[i]);
    departments_.resize(department_number.names().size());
    departments_[leaf.department].push_back(static_cast<std::uint32_t>(i));
  }
  shelf_.resize(items.size());
  std::iota(shelf_.begin(), shelf_.end(), 0U);
  std::stable_sort(shelf_.begin(), shelf_.end(),
                   [&](auto a, auto b) { return products_[a].leaf < products_[b].leaf; });
  for (std::size_t at = 0; at < shelf_.size(); ++at) {
    auto& leaf = leaves_[products_[shelf_[at]].leaf];
    if (leaf.last == 0) leaf.first = at;
    leaf.last = at + 1;
  }
}

void Storefront::describe_leaf(Leaf& leaf, const std::vector<ShopItem>& items,
                               std::span<const double> appeals) {
  std::vector<std::int64_t> prices;
  double sum = 0;
  for (std::size_t at = leaf.first; at < leaf.last; ++at) {
    sum += appeals[shelf_[at]];
    appeal_until_[at] = sum;
    if (items[shelf_[at]].price_paise) prices.push_back(*items[shelf_[at]].price_paise);
  }
  if (prices.empty()) return;
  std::sort(prices.begin(), prices.end());
  leaf.median_price_paise = prices[prices.size() / 2];
  for (std::size_t at = leaf.first; at < leaf.last; ++at) {
    auto& product = products_[shelf_[at]];
    if (product.price_paise < 0) continue;
    const auto below = std::lower_bound(prices.begin(), prices.end(), product.price_paise);
    const auto above = std::upper_bound(below, prices.end(), product.price_paise);
    product.price_place = static_cast<float>(((below - prices.begin()) + (above - prices.begin())) /
                                             (2.0 * static_cast<double>(prices.size())));
  }
}

/// Large categories and those of things that are used up are visited most; chance does the rest.
void Storefront::measure_demand() {
  double sum = 0;
  for (auto& leaf : leaves_) {
    auto rng = rng_for(seed_, Stream::shelf, ~base::hash64(leaf.path));
    leaf.demand =
        natural_exp(0.6 * natural_log(static_cast<double>(leaf.last - leaf.first)) + 0.6 * gauss(rng)) *
        (leaf.replenish_days > 0 ? 1.4 : 1.0);
    sum += leaf.demand;
  }
  double until = 0;
  for (auto& leaf : leaves_) {
    leaf.demand /= sum;
    demand_until_.push_back(until += leaf.demand);
  }
}

std::uint32_t Storefront::draw_leaf(base::Rng& rng) const {
  return static_cast<std::uint32_t>(draw_from(demand_until_, rng));
}

std::uint32_t Storefront::draw_leaf_of(std::uint32_t department, base::Rng& rng) const {
  const auto& leaves = departments_[department];
  double sum = 0;
  for (const auto leaf : leaves) sum += leaves_[leaf].demand;
  double rest = rng.uniform() * sum;
  for (const auto leaf : leaves) {
    rest -= leaves_[leaf].demand;
    if (rest < 0) return leaf;
  }
  return leaves.back();
}

std::uint32_t Storefront::draw_product(const Leaf& leaf, base::Rng& rng) const {
  const auto until = std::span(appeal_until_).subspan(leaf.first, leaf.last - leaf.first);
  return shelf_[leaf.first + draw_from(until, rng)];
}

void Storefront::list(std::uint32_t leaf, std::int64_t at_ms, std::size_t length, base::Rng& rng,
                      std::vector<std::uint32_t>& out) const {
  out.clear();
  const Leaf& from = leaves_[leaf];
  const std::size_t wanted = std::min(length, from.last - from.first);
  // Where few products have nearly all of the appeal, the rest of the list stays away: nobody scrolls that far.
  for (std::size_t attempt = 0; attempt < 40 + 8 * length && out.size() < wanted; ++attempt) {
    const std::uint32_t product = draw_product(from, rng);
    if (!rng.chance(products_[product].life.presence(at_ms))) continue;
    if (std::find(out.begin(), out.end(), product) == out.end()) out.push_back(product);
  }
}

std::uint32_t Storefront::companion(std::uint32_t product, std::uint32_t leaf, std::int64_t at_ms,
                                    base::Rng& rng) const {
  const std::uint64_t which = rng.below(kCompanions);
  auto fixed = rng_for(seed_ ^ (std::uint64_t{leaf} << 32), Stream::shelf, product * kCompanions + which);
  const std::uint32_t companion = draw_product(leaves_[leaf], fixed);
  return at_ms < products_[companion].life.launch_ms ? kNoProduct : companion;
}

}  // namespace khoj::simulate
