#include "signals/trending_board.hpp"

#include <cmath>
#include <mutex>

namespace khoj::signals {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
/// Weights are kept below e^this; a double ends at e^709.
constexpr double kMostGrowth = 400.0;

}  // namespace

TrendingBoard::TrendingBoard(TrendingOptions options)
    : options_(options), rate_(-std::log(options.decay_per_hour) / static_cast<double>(kHourMs)) {}

void TrendingBoard::add(domain::ItemId item, std::int64_t at_ms, std::int64_t now_ms) {
  const std::int64_t hour = at_ms / kHourMs;
  if (hour <= now_ms / kHourMs - options_.window_hours) return;
  const std::unique_lock lock(mutex_);
  if (reference_ms_ == 0) reference_ms_ = at_ms;
  if (rate_ * static_cast<double>(at_ms - reference_ms_) > kMostGrowth) move_reference(at_ms);
  hours_[hour].push_back({item.value, static_cast<std::uint32_t>(at_ms % kHourMs)});
  change(item.value, weight_at(at_ms), 1);
}

bool TrendingBoard::expire(std::int64_t now_ms) {
  const std::int64_t oldest = now_ms / kHourMs - options_.window_hours;
  const std::unique_lock lock(mutex_);
  if (hours_.empty() || hours_.begin()->first > oldest) return false;
  while (!hours_.empty() && hours_.begin()->first <= oldest) {
    const auto& [hour, events] = *hours_.begin();
    for (const Counted& event : events) change(event.item, -weight_at(hour * kHourMs + event.ms), -1);
    hours_.erase(hours_.begin());
  }
  return true;
}

double TrendingBoard::score(domain::ItemId item, std::int64_t now_ms) const {
  const std::shared_lock lock(mutex_);
  if (item.value >= entries_.size()) return 0.0;
  return entries_[item.value].weight / weight_at(now_ms);
}

std::size_t TrendingBoard::size() const {
  const std::shared_lock lock(mutex_);
  return order_.size();
}

double TrendingBoard::weight_at(std::int64_t at_ms) const noexcept {
  return std::exp(rate_ * static_cast<double>(at_ms - reference_ms_));
}

void TrendingBoard::change(std::uint32_t item, double weight, std::int32_t events) {
  if (item >= entries_.size()) entries_.resize(std::size_t{item} + 1);
  Entry& entry = entries_[item];
  if (entry.events > 0) order_.erase({entry.weight, item});
  entry.events += static_cast<std::uint32_t>(events);
  // Without events nothing is left, whatever sums of rounded numbers say.
  entry.weight = entry.events == 0 ? 0.0 : entry.weight + weight;
  if (entry.events > 0) order_.insert({entry.weight, item});
}

void TrendingBoard::move_reference(std::int64_t at_ms) {
  const double shrink = std::exp(-rate_ * static_cast<double>(at_ms - reference_ms_));
  reference_ms_ = at_ms;
  order_.clear();
  for (std::uint32_t item = 0; item < entries_.size(); ++item) {
    Entry& entry = entries_[item];
    if (entry.events == 0) continue;
    entry.weight *= shrink;
    order_.insert({entry.weight, item});
  }
}

}  // namespace khoj::signals
