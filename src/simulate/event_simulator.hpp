// Simulated shoppers over a catalogue: what each does, and who each is. Each shopper's events are a pure function of
// (products, options, number), the same on every machine and with any number of threads. docs/simulation.md says how
// they behave and where the figures come from. Immutable once built; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/day_rhythm.hpp"
#include "simulate/shop_item.hpp"
#include "simulate/shopper.hpp"
#include "simulate/shopper_event.hpp"
#include "simulate/storefront.hpp"

namespace khoj::simulate {

struct EventSimulatorOptions {
  std::uint64_t users = 10'000;    ///< 1 to 2^32 - 1.
  std::uint64_t events = 100'000;  ///< About how many they make together.
  std::uint32_t days = 45;         ///< At least 1.
  std::int64_t until_ms = 0;       ///< Unix milliseconds; all events lie before it.
  std::uint64_t seed = 1;
};

class EventSimulator {
 public:
  /// Also lets a few hundred shoppers live that are not among the users, to find out how often they have to come for
  /// so many events. REQUIRES: `items` is not empty. Cost: some microseconds for each item, and up to a second.
  EventSimulator(std::vector<ShopItem> items, EventSimulatorOptions options);

  [[nodiscard]] const EventSimulatorOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Storefront& storefront() const noexcept { return storefront_; }

  /// The events of shopper number `user`, in the order of time. Cost: about 10 microseconds an event.
  [[nodiscard]] std::vector<ShopperEvent> events_of(std::uint64_t user) const;

  [[nodiscard]] Shopper shopper(std::uint64_t user) const { return draw_shopper(storefront_, user); }

  /// What was typed, typing mistakes included. REQUIRES: `event` is a search.
  [[nodiscard]] std::string query(const ShopperEvent& event) const;

  /// Appends the event as one line of JSON, as POST /api/v1/events takes it, without a line end.
  void append_event_json(std::string& out, const ShopperEvent& event) const;

  /// Appends who a shopper is as one line of JSON without a line end.
  void append_truth_json(std::string& out, std::uint64_t user) const;

 private:
  [[nodiscard]] double measure_visits() const;

  EventSimulatorOptions options_;
  Storefront storefront_;
  DayRhythm rhythm_;
  double visits_;
};

}  // namespace khoj::simulate
