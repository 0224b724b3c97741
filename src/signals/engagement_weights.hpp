// How much each kind of event says of what its user wants next: measured in the shop's own log instead of assumed.
// Plain data and the counting behind it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/event.hpp"
#include "signals/live_signals.hpp"

namespace khoj::signals {

/// By the number of the kind: from 0 (nothing) up to 10 (the most).
struct EngagementWeights {
  std::array<double, 16> of_kind{};

  [[nodiscard]] double of(domain::EventKind kind) const noexcept {
    return of_kind[static_cast<std::size_t>(kind)];
  }
  friend bool operator==(const EngagementWeights&, const EngagementWeights&) = default;
};

/// engagement_of() every kind.
[[nodiscard]] EngagementWeights assumed_engagement();

/// A line a kind that says something: "click 2.5\n".
[[nodiscard]] std::string to_text(const EngagementWeights& weights);
/// Errors: corruption (a line of another form, an unknown kind, one that stands twice, a weight outside of 0 to 10,
/// no line at all).
base::Result<EngagementWeights> engagement_from_text(std::string_view text);

/// Counts how often a product that a user wants for the first time is a neighbour (co_visits.hpp, the nearest 20) of the
/// products that they wanted before, by the kind of the latest event with each of those. A kind's weight is its share of
/// hits; products further back count for less (wanted_lately.hpp). Not thread-safe.
class EngagementCounts {
 public:
  /// Looks at one event just before `signals` is told of it. Cost: some microseconds, of wanted new products some tens.
  void observe(LiveSignals& signals, const LoggedEvent& event);

  /// How many new products were looked at.
  [[nodiscard]] std::uint64_t observed() const noexcept { return observed_; }

  /// The shares of hits, drawn towards that of all kinds where little was seen, and stretched so that the most is 10; kinds
  /// that assumed_engagement() gives nothing have nothing. assumed_engagement() itself below `kLeastObserved`.
  [[nodiscard]] EngagementWeights weights() const;

  static constexpr std::uint64_t kLeastObserved = 1'000;

 private:
  struct Count {
    double trials = 0.0;
    double hits = 0.0;
  };
  std::array<Count, 16> by_kind_{};
  std::uint64_t observed_ = 0;
};

}  // namespace khoj::signals
