#include "simulate/shopping_visit.hpp"

#include <algorithm>
#include <utility>

#include "simulate/day_rhythm.hpp"
#include "simulate/real_draw.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kListLength = 36;
constexpr std::size_t kSearchDepth = 64;  ///< How far down the words of a query lift products.
constexpr std::size_t kEnoughFound = 4;   ///< From here on a search shows nothing that has none of its words.

constexpr double kTypes = 0.6;  ///< That a shopper searches rather than opens a category.
constexpr double kAnotherList = 0.35;
constexpr double kReadiness = -1.0;  ///< To pay for a cart of 900 rupees, as a logit.
constexpr double kBesideShare = 0.35;

Phrase nothing_typed() noexcept {
  Phrase phrase;
  phrase.fill(kNoWord);
  return phrase;
}

}  // namespace

bool ShopperMemory::has_opened(std::uint32_t product) const noexcept { return contains(opened, product); }

std::int64_t ShopperMemory::last_bought(std::uint32_t product) const noexcept {
  std::int64_t last = INT64_MIN / 2;
  for (const auto& purchase : bought)
    if (purchase.product == product) last = purchase.at_ms;
  return last;
}

void Visit::pursue(const Plan& plan) {
  if (!began_) {
    now_ms_ = plan.at_ms;
    main_ = plan;
    began_ = true;
  }
  switch (plan.errand) {
    case Errand::browse:
    case Errand::research: shop_around(plan.leaf, kNoProduct); break;
    case Errand::go_with: shop_around(plan.leaf, plan.product); break;
    case Errand::restock: restock(plan.product); break;
    case Errand::cart: {
      const auto left = memory_.cart;
      for (const auto product : left) {
        if (!rng_.chance(0.6)) continue;
        tell(ShopperAct::view, product);
        pass(5, 15);
      }
      break;
    }
    case Errand::wish:
      tell(ShopperAct::view, plan.product);
      open(plan.product, wish_for(plan.product) + 0.8, 1);
      break;
    case Errand::home_page: look_at_home_page(); break;
  }
}

void Visit::shop_around(std::uint32_t leaf, std::uint32_t anchor) {
  const int carted_before = carted_;
  do {
    target_ = anchor == kNoProduct ? kNoProduct : shop_.companion(anchor, leaf, now_ms_, rng_);
    if (rng_.chance(kTypes)) {
      search(leaf, target_);
    } else {
      phrase_ = nothing_typed();
      shop_.list(leaf, now_ms_, kListLength, rng_, list_);
      // Beside what they have bought the shop shows first what goes with it.
      if (target_ != kNoProduct && rng_.chance(0.7)) {
        std::erase(list_, target_);
        list_.insert(list_.begin() +
                         static_cast<std::ptrdiff_t>(rng_.below(std::min<std::size_t>(list_.size(), 3) + 1)),
                     target_);
        if (list_.size() > kListLength) list_.pop_back();
      }
    }
    walk_list();
    // Who has found a thing that lasts looks for no other.
    if (carted_ > carted_before && shop_.leaves()[leaf].replenish_days == 0) break;
  } while (rng_.chance(kAnotherList));
}

void Visit::search(std::uint32_t leaf, std::uint32_t target) {
  if (target == kNoProduct) target = think_of(leaf);
  if (target == kNoProduct) return;
  target_ = target;
  const auto phrasing = static_cast<std::uint32_t>(zipf_rank(rng_, kPhrasings));
  phrase_ = shop_.words().phrase(target, leaf, phrasing);
  tell(ShopperAct::search, target, static_cast<std::uint16_t>(phrasing));
  pass(2, 4);
  std::vector<std::uint32_t> found;
  shop_.list(leaf, now_ms_, kSearchDepth, rng_, found);
  if (!contains(found, target)) found.push_back(target);
  std::vector<std::pair<double, std::uint32_t>> ranked;
  ranked.reserve(found.size());
  std::size_t with_words = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const int words = shop_.words().matches(phrase_, found[i]);
    if (words > 0) ++with_words;
    ranked.emplace_back(0.6 * natural_log(static_cast<double>(i + 1)) - (words > 0 ? 3 + 0.9 * words : 0.0),
                        found[i]);
  }
  std::sort(ranked.begin(), ranked.end());
  if (with_words >= kEnoughFound) ranked.resize(with_words);
  list_.clear();
  for (std::size_t i = 0; i < ranked.size() && i < kListLength; ++i) list_.push_back(ranked[i].second);
}

void Visit::restock(std::uint32_t product) {
  // From the list of former orders, or by a search that finds it.
  list_.clear();
  if (rng_.chance(0.35)) search(shop_.products()[product].leaf, product);
  const auto place = std::find(list_.begin(), list_.end(), product);
  if (place != list_.end()) {
    tell(ShopperAct::click, product, static_cast<std::uint16_t>(place - list_.begin()));
  } else {
    tell(ShopperAct::view, product);
  }
  ++opened_;
  pass(5, 15);
  if (rng_.chance(0.2 + 0.75 * shopper_.repeat_tendency)) {
    put_into_cart(product);
  } else {
    shop_around(shop_.products()[product].leaf, kNoProduct);
  }
  // What else will soon be used up goes along.
  const auto known = memory_.bought;
  for (const auto& other : known) {
    const std::uint32_t days = leaf_of(other.product).replenish_days;
    if (days == 0 || contains(memory_.cart, other.product)) continue;
    if (now_ms_ - memory_.last_bought(other.product) < in_days(0.7 * days)) continue;
    if (!rng_.chance(0.45 * shopper_.repeat_tendency)) continue;
    tell(ShopperAct::view, other.product);
    pass(3, 8);
    put_into_cart(other.product);
  }
}

void Visit::put_into_cart(std::uint32_t product) {
  tell(ShopperAct::cart, product);
  memory_.cart.push_back(product);
  ++carted_;
  pass(2, 6);
  if (carted_ < 8 && rng_.chance(kBesideShare)) look_beside(product);
}

std::int64_t Visit::finish() {
  double rupees = 0;
  for (const auto product : memory_.cart)
    rupees += static_cast<double>(std::max<std::int64_t>(shop_.products()[product].price_paise, 0)) / 100.0;
  bool bought = false;
  if (!memory_.cart.empty()) {
    double readiness = kReadiness + 0.5 * shopper_.resolve - 0.3 * natural_log((rupees + 100) / 1'000);
    if (main_.errand == Errand::restock || main_.errand == Errand::cart) readiness += 1.0;
    bought = rng_.chance(logistic(readiness));
    pass(10, 60);
  }
  if (bought) {
    for (const auto product : std::exchange(memory_.cart, {}))
      if (rng_.chance(0.93)) buy(product);
  } else if (!memory_.cart.empty()) {
    if (rng_.chance(0.4))
      later_.push_back({now_ms_ + in_days(0.1 + waiting(rng_, 1.5)), Errand::cart, 0, kNoProduct});
    // Carts are emptied by those who no longer want what is in them.
    if (rng_.chance(0.3)) memory_.cart.clear();
  } else if (opened_ > 0 && (main_.errand == Errand::browse || main_.errand == Errand::research) &&
             rng_.chance(0.28)) {
    later_.push_back({now_ms_ + in_days(0.1 + waiting(rng_, 1.3)), Errand::research, main_.leaf, kNoProduct});
  }
  return now_ms_;
}

void Visit::buy(std::uint32_t product) {
  std::uint8_t quantity = 1;
  if (is_used_up(product)) {
    if (rng_.chance(0.25)) ++quantity;
    if (rng_.chance(0.1)) ++quantity;
  }
  tell(ShopperAct::purchase, product, kNoPosition, quantity);
  memory_.bought.push_back({product, now_ms_});
  std::erase(memory_.wished, product);
  if (is_used_up(product)) {
    plan_restock(product);
  } else if (const auto& goes_with = leaf_of(product).complements; !goes_with.empty() && rng_.chance(0.15)) {
    later_.push_back(
        {now_ms_ + in_days(0.5 + waiting(rng_, 5)), Errand::go_with, pick_head(rng_, goes_with), product});
  }
}

void Visit::plan_restock(std::uint32_t product) {
  if (!rng_.chance(0.4 + 0.5 * shopper_.repeat_tendency)) return;
  const double days = leaf_of(product).replenish_days * (1 + 0.2 * gauss(rng_));
  later_.push_back({now_ms_ + in_days(std::max(days, 2.0)), Errand::restock, 0, product});
}

/// What comes to mind: of a few popular products the one that they like best.
std::uint32_t Visit::think_of(std::uint32_t leaf) {
  std::vector<std::uint32_t> known;
  shop_.list(leaf, now_ms_, 5, rng_, known);
  std::uint32_t best = kNoProduct;
  double most = -1e9;
  for (const auto product : known) {
    const double wish = wish_for(product) + gauss(rng_);
    if (wish <= most) continue;
    most = wish;
    best = product;
  }
  return best;
}

bool Visit::is_used_up(std::uint32_t product) const noexcept { return leaf_of(product).replenish_days > 0; }

const Leaf& Visit::leaf_of(std::uint32_t product) const noexcept {
  return shop_.leaves()[shop_.products()[product].leaf];
}

void Visit::pass(double least_s, double mean_more_s) {
  now_ms_ += static_cast<std::int64_t>(1000 * (least_s + waiting(rng_, mean_more_s)));
}

void Visit::tell(ShopperAct act, std::uint32_t product, std::uint16_t place, std::uint8_t quantity) {
  // Two acts of one shopper never share a moment.
  if (!events_.empty() && now_ms_ <= events_.back().at_ms) now_ms_ = events_.back().at_ms + 1;
  events_.push_back({.at_ms = now_ms_,
                     .user = static_cast<std::uint32_t>(shopper_.number),
                     .number = static_cast<std::uint32_t>(events_.size()),
                     .product = product,
                     .place = place,
                     .act = act,
                     .quantity = quantity});
}

}  // namespace khoj::simulate
