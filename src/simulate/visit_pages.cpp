// What a shopper does with the products before them: which of a list they see and click, what they do on a product's
// page, and where they go from there.
#include <algorithm>
#include <utility>

#include "simulate/day_rhythm.hpp"
#include "simulate/real_draw.hpp"
#include "simulate/shopping_visit.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kSimilar = 6;
constexpr std::size_t kBeside = 4;
constexpr std::size_t kRemembered = 24;
constexpr double kClickFrom = 0.6;  ///< The wish at which half of those who see a product click it.
constexpr double kCartFrom = 2.9;   ///< The same for the cart, on the product's page.
constexpr double kWishFrom = 3.8;
constexpr double kSimilarShare = 0.28;

}  // namespace

void Visit::walk_list() {
  const auto list = std::exchange(list_, {});
  for (std::size_t place = 0; place < list.size(); ++place) {
    if (!examines(place)) continue;
    pass(1, 1.5);
    double wish =
        wish_for(list[place]) + 0.5 * gauss(rng_) + 0.3 * shop_.words().matches(phrase_, list[place]);
    if (list[place] == target_) wish += 0.8;
    if (!rng_.chance(logistic(wish - kClickFrom))) continue;
    tell(ShopperAct::click, list[place], static_cast<std::uint16_t>(place));
    open(list[place], wish, 0);
    if (rng_.chance(0.12)) break;
  }
}

void Visit::open(std::uint32_t product, double wish, int depth) {
  ++opened_;
  if (!memory_.has_opened(product)) {
    if (memory_.opened.size() == kRemembered) memory_.opened.erase(memory_.opened.begin());
    memory_.opened.push_back(product);
  }
  pass(8, 35);
  // The page says more than the list did.
  const double known = wish + 0.7 * gauss(rng_);
  const auto same_leaf = [&](std::uint32_t other) { return &leaf_of(other) == &leaf_of(product); };
  const auto rivals = std::count_if(memory_.cart.begin(), memory_.cart.end(), same_leaf);
  const double threshold = kCartFrom - 0.4 * shopper_.resolve + 1.2 * static_cast<double>(rivals) -
                           (is_used_up(product) ? 0.4 : 0.0);
  if (!contains(memory_.cart, product) && rng_.chance(logistic(1.2 * (known - threshold)))) {
    put_into_cart(product);
  } else if (!contains(memory_.wished, product) && rng_.chance(logistic(known - kWishFrom))) {
    tell(ShopperAct::wishlist, product);
    memory_.wished.push_back(product);
    pass(1, 3);
    if (rng_.chance(0.4))
      later_.push_back({now_ms_ + in_days(1 + waiting(rng_, 5)), Errand::wish, 0, product});
  }
  if (depth < 2 && rng_.chance(kSimilarShare)) look_at_similar(product, depth + 1);
}

void Visit::look_at_similar(std::uint32_t product, int depth) {
  const auto& mine = shop_.products()[product];
  std::vector<std::uint32_t> others;
  shop_.list(mine.leaf, now_ms_, 4 * kSimilar, rng_, others);
  std::vector<std::pair<double, std::uint32_t>> ranked;
  for (const auto other : others) {
    if (other == product) continue;
    const auto& theirs = shop_.products()[other];
    double apart = 0.3 * gauss(rng_);
    if (theirs.brand != mine.brand) apart += 0.8;
    if (theirs.style != mine.style) apart += 0.6;
    const auto between = static_cast<double>(theirs.price_place - mine.price_place);
    ranked.emplace_back(apart + 2 * (between < 0 ? -between : between), other);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kSimilar) ranked.resize(kSimilar);
  for (std::size_t place = 0; place < ranked.size(); ++place) {
    if (!examines(place)) continue;
    const double wish = wish_for(ranked[place].second) + 0.5 * gauss(rng_);
    if (!rng_.chance(logistic(wish - kClickFrom))) continue;
    tell(ShopperAct::view, ranked[place].second);
    open(ranked[place].second, wish, depth);
    if (rng_.chance(0.5)) break;
  }
}

void Visit::look_beside(std::uint32_t product) {
  const auto& goes_with = leaf_of(product).complements;
  if (goes_with.empty()) return;
  const std::uint32_t leaf = pick_head(rng_, goes_with);
  std::vector<std::uint32_t> shown;
  shop_.list(leaf, now_ms_, kBeside, rng_, shown);
  for (auto& place : shown) {
    if (!rng_.chance(0.6)) continue;
    const auto companion = shop_.companion(product, leaf, now_ms_, rng_);
    if (companion != kNoProduct && !contains(shown, companion)) place = companion;
  }
  for (std::size_t place = 0; place < shown.size(); ++place) {
    if (!examines(place)) continue;
    // It is needed for what they have just chosen, so they are less particular.
    const double wish = wish_for(shown[place]) + 0.9 + 0.5 * gauss(rng_);
    if (!rng_.chance(logistic(wish - kClickFrom))) continue;
    tell(ShopperAct::view, shown[place]);
    open(shown[place], wish + 0.3, 2);
  }
}

void Visit::look_at_home_page() {
  std::vector<std::uint32_t> shown;
  for (const auto product : shop_.trending()) {
    if (shown.size() < 4 && rng_.chance(shop_.products()[product].life.presence(now_ms_)))
      shown.push_back(product);
  }
  while (shown.size() < 8) {
    std::vector<std::uint32_t> some;
    shop_.list(shop_.draw_leaf(rng_), now_ms_, 2, rng_, some);
    if (some.empty()) break;
    shown.insert(shown.end(), some.begin(), some.end());
  }
  // Who looks around opens what they would not have come for, most of all what everybody talks about.
  for (std::size_t place = 0; place < shown.size(); ++place) {
    if (!examines(place)) continue;
    pass(1, 2);
    const bool talked_about = shop_.products()[shown[place]].life.trend_peak > 1;
    const double wish = wish_for(shown[place]) + 0.5 * gauss(rng_) + (talked_about ? 0.9 : -0.3);
    if (!rng_.chance(logistic(wish - kClickFrom))) continue;
    tell(ShopperAct::view, shown[place]);
    open(shown[place], wish - 0.5, 1);
  }
}

double Visit::wish_for(std::uint32_t product) const {
  double wish = liking(shop_, shopper_, product);
  const bool owned = memory_.last_bought(product) > 0;
  if (owned) wish += is_used_up(product) ? 0.6 : -2.5;
  if (!owned && memory_.has_opened(product)) wish += 0.5;
  return wish;
}

bool Visit::examines(std::size_t place) {
  return rng_.chance(natural_exp(-shopper_.haste * natural_log(static_cast<double>(place + 1))));
}

}  // namespace khoj::simulate
