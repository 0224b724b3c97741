#include "simulate/event_simulator.hpp"

#include <algorithm>
#include <utility>

#include "simulate/real_draw.hpp"
#include "simulate/shopper_diary.hpp"
#include "text/typo.hpp"

namespace khoj::simulate {
namespace {

/// Shoppers by whom the rate is measured; their numbers are nobody else's.
constexpr std::uint64_t kFirstPilot = std::uint64_t{1} << 40;
constexpr double kPilotEvents = 20'000;
constexpr double kTypo = 0.07;

Span span_of(const EventSimulatorOptions& options) noexcept {
  return {.begin_ms = options.until_ms - std::int64_t{options.days} * kDayMs, .until_ms = options.until_ms};
}

}  // namespace

EventSimulator::EventSimulator(std::vector<ShopItem> items, EventSimulatorOptions options)
    : options_(options),
      storefront_(std::move(items), options.seed, span_of(options)),
      rhythm_(rhythm_of(storefront_.span())),
      visits_(measure_visits()) {}

/// The mean number of visits for which the pilots make as many events, activity for activity, as the users should.
double EventSimulator::measure_visits() const {
  const double wanted = static_cast<double>(options_.events) / static_cast<double>(options_.users);
  const auto pilots = static_cast<std::uint64_t>(std::clamp(kPilotEvents / wanted, 200.0, 2'000.0));
  double visits = wanted / 6 * static_cast<double>(options_.days + kUnseenDays) / options_.days;
  for (int round = 0; round < 3; ++round) {
    double events = 0;
    double activity = 0;
    for (std::uint64_t i = 0; i < pilots; ++i) {
      const Shopper pilot = draw_shopper(storefront_, kFirstPilot + i);
      events += static_cast<double>(write_diary(storefront_, pilot, rhythm_, visits).size());
      activity += pilot.activity;
    }
    if (events < 1) break;
    visits *= std::clamp(wanted * activity / events, 0.1, 10.0);
  }
  return visits;
}

std::vector<ShopperEvent> EventSimulator::events_of(std::uint64_t user) const {
  return write_diary(storefront_, shopper(user), rhythm_, visits_);
}

std::string EventSimulator::query(const ShopperEvent& event) const {
  const auto leaf = storefront_.products()[event.product].leaf;
  std::string text = storefront_.words().text(storefront_.words().phrase(event.product, leaf, event.place));
  auto rng = rng_for(options_.seed, Stream::wording, ~((std::uint64_t{event.user} << 32) + event.number));
  if (rng.chance(kTypo)) text::add_typo(text, rng);
  return text;
}

}  // namespace khoj::simulate
