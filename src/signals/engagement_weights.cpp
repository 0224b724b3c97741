#include "signals/engagement_weights.hpp"

#include <algorithm>
#include <charconv>

#include "signals/engagement.hpp"
#include "signals/wanted_lately.hpp"

namespace khoj::signals {
namespace {

constexpr double kMostWeight = 10.0;
constexpr std::size_t kNeighbours = 20;
/// A kind's share of hits weighs as if so many of its trials had had the share of all.
constexpr double kPriorTrials = 100.0;

bool is_neighbour(const CoVisits& co_visits, domain::ItemId of, domain::ItemId item) {
  const auto neighbours = co_visits.of(of);
  const auto end = neighbours.begin() + static_cast<std::ptrdiff_t>(std::min(kNeighbours, neighbours.size()));
  return std::any_of(neighbours.begin(), end, [item](const CoVisited& one) { return one.item == item; });
}

base::Result<double> read_weight(std::string_view text) {
  double weight = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error == std::errc() && end == text.data() + text.size() && weight > 0.0 && weight <= kMostWeight)
    return weight;
  return base::fail(base::ErrorCode::corruption, "'{}' is not a weight above 0, at most 10", text);
}

}  // namespace

EngagementWeights assumed_engagement() {
  EngagementWeights weights;
  for (std::size_t kind = 0; kind < weights.of_kind.size(); ++kind)
    weights.of_kind[kind] = engagement_of(static_cast<domain::EventKind>(kind));
  return weights;
}

std::string to_text(const EngagementWeights& weights) {
  std::string text;
  for (std::size_t kind = 0; kind < domain::kEventKindNames.size(); ++kind) {
    if (weights.of_kind[kind] > 0.0)
      text += fmt::format("{} {}\n", domain::kEventKindNames[kind], weights.of_kind[kind]);
  }
  return text;
}

base::Result<EngagementWeights> engagement_from_text(std::string_view text) {
  if (text.empty()) return base::fail(base::ErrorCode::corruption, "no kind has a weight");
  EngagementWeights weights;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto blank = text.find(' ');
    if (end == std::string_view::npos || blank > end)
      return base::fail(base::ErrorCode::corruption, "expected lines of a kind and a weight");
    const auto kind = domain::parse_event_kind(text.substr(0, blank));
    if (!kind) return base::fail(base::ErrorCode::corruption, "no kind '{}'", text.substr(0, blank));
    KHOJ_ASSIGN(const auto weight, read_weight(text.substr(blank + 1, end - blank - 1)));
    auto& place = weights.of_kind[static_cast<std::size_t>(*kind)];
    if (place > 0.0) return base::fail(base::ErrorCode::corruption, "'{}' twice", text.substr(0, blank));
    place = weight;
    text.remove_prefix(end + 1);
  }
  return weights;
}

void EngagementCounts::observe(LiveSignals& signals, const LoggedEvent& event) {
  if (!event.user || !event.item || engagement_of(event.kind) <= 0.0) return;
  const auto profile = signals.profiles.find(*event.user);
  if (!profile) return;
  const auto is_it = [&](const ProfileItem& past) { return past.item == *event.item; };
  if (std::any_of(profile->items.begin(), profile->items.end(), is_it)) return;
  const auto wanted = wanted_lately(*profile);
  for (const auto& [item, kind, recency] : wanted) {
    auto& [trials, hits] = by_kind_[static_cast<std::size_t>(kind)];
    trials += recency;
    if (is_neighbour(signals.co_visits, item, *event.item)) hits += recency;
  }
  if (!wanted.empty()) ++observed_;
}

EngagementWeights EngagementCounts::weights() const {
  const auto assumed = assumed_engagement();
  Count all;
  for (const auto& [trials, hits] : by_kind_) all = {all.trials + trials, all.hits + hits};
  if (observed_ < kLeastObserved || all.hits <= 0.0) return assumed;
  EngagementWeights weights;
  for (std::size_t kind = 0; kind < by_kind_.size(); ++kind) {
    const auto& [trials, hits] = by_kind_[kind];
    if (assumed.of_kind[kind] > 0.0)
      weights.of_kind[kind] = (hits + kPriorTrials * all.hits / all.trials) / (trials + kPriorTrials);
  }
  const double most = *std::max_element(weights.of_kind.begin(), weights.of_kind.end());
  for (double& weight : weights.of_kind) weight = std::min(kMostWeight, kMostWeight * (weight / most));
  return weights;
}

}  // namespace khoj::signals
