#include "engine/shoppers.hpp"

#include <algorithm>
#include <ranges>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"

namespace khoj::engine {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
/// Days begin at midnight in India.
constexpr std::int64_t kIndiaMs = 19'800'000;
/// Impressions and the like fill pages without being kept in profiles: so many events are read for one profile.
constexpr std::uint32_t kEventsRead = 1'000;

signals::Profile profile_from(const std::vector<store::StoredEvent>& newest_first) {
  signals::Profile profile;
  for (const auto& stored : std::views::reverse(newest_first)) {
    signals::add_event(profile,
                       {stored.seq, stored.event.kind, stored.event.at_ms, stored.item, stored.event.query});
  }
  return profile;
}

void drop_old(signals::Profile& profile, std::int64_t since_ms) {
  const auto is_old = [since_ms](const auto& entry) { return entry.at_ms < since_ms; };
  std::erase_if(profile.items, is_old);
  std::erase_if(profile.queries, is_old);
}

}  // namespace

base::Task<pipeline::Shopper> Shoppers::find(std::string user_id,
                                             std::shared_ptr<const query::QueryParser> parser) {
  const auto now_ms = base::now_ms();
  pipeline::Shopper shopper;
  const auto day = static_cast<std::uint64_t>((now_ms + kIndiaMs) / kDayMs);
  shopper.day_seed = base::hash64(user_id, day);
  shopper.profile = co_await profile_of(std::move(user_id));
  drop_old(shopper.profile, now_ms - signals_->options.history_days * kDayMs);
  if (!parser) co_return shopper;
  for (const auto& past : std::views::reverse(shopper.profile.queries)) {
    const bool again = std::any_of(shopper.searches.begin(), shopper.searches.end(),
                                   [&](const auto& search) { return search.text == past.query; });
    if (!again) shopper.searches.push_back({past.query, parser->parse(past.query)});
  }
  co_return shopper;
}

base::Task<signals::Profile> Shoppers::profile_of(std::string user_id) {
  const auto key = domain::user_key(user_id);
  if (auto known = signals_->profiles.find(key)) co_return *std::move(known);
  if (!events_) co_return signals::Profile{};
  store::UserEventsRequest request;
  request.user_id = std::move(user_id);
  request.since_ms = base::now_ms() - signals_->options.history_days * kDayMs;
  request.limit = kEventsRead;
  const auto page = co_await events_->user_events(tenant_, std::move(request));
  if (!page) {
    base::log::warn("a profile could not be read", {{"error", page.error().describe()}});
    co_return signals::Profile{};
  }
  co_return signals_->profiles.put(key, profile_from(page->events));
}

}  // namespace khoj::engine
