#include "simulate/shopper_diary.hpp"

#include <algorithm>
#include <utility>

#include "simulate/real_draw.hpp"
#include "simulate/shopping_visit.hpp"

namespace khoj::simulate {
namespace {

constexpr std::int64_t kPauseMs = 40 * 60'000;  ///< Visits are at least so far apart.
constexpr double kHomePage = 0.07;
constexpr double kElsewhere = 0.12;  ///< That a visit is about none of the shopper's interests.
constexpr double kGoesWith = 0.10;
constexpr std::int64_t kGoesWithDays = 21;
constexpr double kSecondErrand = 0.2;
/// A dear thing that was bought ends the interest for a while.
constexpr std::int64_t kDearPaise = 500'000;
constexpr std::int64_t kSatisfiedDays = 25;

class Diary {
 public:
  Diary(const Storefront& storefront, const Shopper& shopper, const DayRhythm& rhythm)
      : shop_(storefront),
        shopper_(shopper),
        rhythm_(rhythm),
        rng_(rng_for(storefront.seed(), Stream::diary, shopper.number)) {}

  std::vector<ShopperEvent> write(double visits) {
    std::vector<Plan> plans;
    for (std::uint64_t left = poisson(rng_, visits * shopper_.activity); left > 0; --left)
      plans.push_back({.at_ms = rhythm_.draw(rng_, shopper_.late_hours)});
    // Latest first, so that the next is at the end; what is decided on the way is put into its place.
    const auto later = [](const Plan& a, const Plan& b) { return a.at_ms > b.at_ms; };
    std::stable_sort(plans.begin(), plans.end(), later);
    std::int64_t free_ms = INT64_MIN / 2;
    std::vector<Plan> decided;
    const std::size_t own = plans.size();
    for (std::size_t done = 0; !plans.empty() && done < 4 * own + 16; ++done) {
      Plan plan = plans.back();
      plans.pop_back();
      plan.at_ms = std::max(plan.at_ms, free_ms);
      if (plan.at_ms >= shop_.span().until_ms) break;
      free_ms = visit(plan, decided) + kPauseMs;
      for (auto& next : std::exchange(decided, {})) {
        next.at_ms = DayRhythm::when_awake(rng_, next.at_ms);
        plans.insert(std::upper_bound(plans.begin(), plans.end(), next, later), next);
      }
    }
    const auto& span = shop_.span();
    std::erase_if(events_,
                  [&](const auto& e) { return e.at_ms < span.begin_ms || e.at_ms >= span.until_ms; });
    return std::move(events_);
  }

 private:
  std::int64_t visit(Plan plan, std::vector<Plan>& decided) {
    Visit visit(shop_, shopper_, memory_, rng_, events_, decided);
    if (plan.errand == Errand::browse) plan = choose_errand(plan.at_ms);
    visit.pursue(plan);
    if (rng_.chance(kSecondErrand)) visit.pursue(choose_errand(plan.at_ms));
    return visit.finish();
  }

  Plan choose_errand(std::int64_t at_ms) {
    const double chance = rng_.uniform();
    if (chance < kHomePage) return {at_ms, Errand::home_page};
    if (chance < kHomePage + kElsewhere) return {at_ms, Errand::browse, shop_.draw_leaf(rng_)};
    if (chance < kHomePage + kElsewhere + kGoesWith && !memory_.bought.empty()) {
      const Bought& recent =
          memory_.bought[memory_.bought.size() - 1 - zipf_rank(rng_, memory_.bought.size())];
      const auto& goes_with = shop_.leaves()[shop_.products()[recent.product].leaf].complements;
      if (at_ms - recent.at_ms < kGoesWithDays * kDayMs && !goes_with.empty())
        return {at_ms, Errand::go_with, pick_head(rng_, goes_with), recent.product};
    }
    return {at_ms, Errand::browse, draw_interest(at_ms)};
  }

  std::uint32_t draw_interest(std::int64_t at_ms) {
    weights_.clear();
    double sum = 0;
    for (const auto& interest : shopper_.interests) {
      sum += interest.weight_at(at_ms) * appetite(interest.leaf, at_ms);
      weights_.push_back(sum);
    }
    const double wanted = rng_.uniform() * sum;
    const auto place = std::upper_bound(weights_.begin(), weights_.end() - 1, wanted) - weights_.begin();
    return shopper_.interests[static_cast<std::size_t>(place)].leaf;
  }

  /// What is left of the interest in a leaf after what was bought of it lately.
  [[nodiscard]] double appetite(std::uint32_t number, std::int64_t at_ms) const {
    const auto& leaf = shop_.leaves()[number];
    for (const auto& purchase : memory_.bought) {
      if (shop_.products()[purchase.product].leaf != number) continue;
      const std::int64_t age_days = (at_ms - purchase.at_ms) / kDayMs;
      if (leaf.replenish_days > 0 && 2 * age_days < leaf.replenish_days) return 0.4;
      if (leaf.replenish_days == 0 && age_days < kSatisfiedDays)
        return leaf.median_price_paise > kDearPaise ? 0.15 : 0.7;
    }
    return 1;
  }

  const Storefront& shop_;
  const Shopper& shopper_;
  const DayRhythm& rhythm_;
  base::Rng rng_;
  ShopperMemory memory_;
  std::vector<ShopperEvent> events_;
  std::vector<double> weights_;
};

}  // namespace

std::vector<ShopperEvent> write_diary(const Storefront& storefront, const Shopper& shopper,
                                      const DayRhythm& rhythm, double visits) {
  return Diary(storefront, shopper, rhythm).write(visits);
}

DayRhythm rhythm_of(const Span& span) { return {span.begin_ms - kUnseenDays * kDayMs, span.until_ms}; }

}  // namespace khoj::simulate
