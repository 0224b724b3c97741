#include "simulate/product_life.hpp"

#include "simulate/day_rhythm.hpp"
#include "simulate/real_draw.hpp"

namespace khoj::simulate {
namespace {

constexpr double kNewShare = 0.10;     ///< Of the products that nobody has judged yet.
constexpr double kNewRatings = 50.0;   ///< Ratings at which that share has fallen to a third.
constexpr double kNoveltyBoost = 2.0;  ///< On its first day a new product has three times its usual appeal.
constexpr double kNoveltyDays = 7.0;
constexpr double kTrendShare = 0.002;
constexpr double kTrendRiseDays = 3.0;

double days(std::int64_t ms) noexcept { return static_cast<double>(ms) / static_cast<double>(kDayMs); }

}  // namespace

double ProductLife::best() const noexcept {
  return natural_exp(static_cast<double>(tide_octaves) * 0.6931471805599453) *
         static_cast<double>(trend_peak) * (launch_ms > 0 ? 1 + kNoveltyBoost : 1.0);
}

double ProductLife::presence(std::int64_t at_ms) const noexcept {
  if (at_ms < launch_ms) return 0;
  const double tide =
      triangle_wave(static_cast<double>(tide_phase) + days(at_ms) / static_cast<double>(tide_days));
  double share = natural_exp((tide - 1) * static_cast<double>(tide_octaves) * 0.6931471805599453);
  if (launch_ms > 0)
    share *= (1 + kNoveltyBoost * natural_exp(-days(at_ms - launch_ms) / kNoveltyDays)) / (1 + kNoveltyBoost);
  if (trend_peak > 1) {
    const double peak = static_cast<double>(trend_peak);
    const double risen = at_ms <= trend_ms ? 0.0 : days(at_ms - trend_ms) / kTrendRiseDays;
    share *= risen >= 1 ? 1.0 : natural_exp((risen - 1) * natural_log(peak));
  }
  return share;
}

ProductLife draw_life(base::Rng& rng, const Span& span, std::int64_t rating_count, bool may_be_new) {
  ProductLife life;
  const auto length = static_cast<std::uint64_t>(span.until_ms - span.begin_ms);
  life.tide_octaves = static_cast<float>(0.1 + 0.8 * rng.uniform());
  life.tide_phase = static_cast<float>(rng.uniform());
  life.tide_days = static_cast<float>(40 + 120 * rng.uniform());
  const double fresh =
      kNewShare *
      natural_exp(-static_cast<double>(rating_count < 5'000 ? rating_count : 5'000) / kNewRatings);
  const bool is_new = rng.chance(fresh);
  const std::int64_t launch_ms = span.begin_ms + static_cast<std::int64_t>(rng.below(length));
  const bool trends = rng.chance(kTrendShare);
  const double peak = 8 + 22 * rng.uniform();
  const double rise_days = 4 + 6 * rng.uniform();
  if (is_new && may_be_new) {
    life.launch_ms = launch_ms;
  } else if (trends) {
    life.trend_peak = static_cast<float>(peak);
    life.trend_ms = span.until_ms - static_cast<std::int64_t>(rise_days * static_cast<double>(kDayMs));
  }
  return life;
}

}  // namespace khoj::simulate
