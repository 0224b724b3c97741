#include "engine/source_evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <utility>

#include "engine/search_pipeline.hpp"
#include "signals/engagement.hpp"
#include "sources/registry.hpp"

namespace khoj::engine {
namespace {

using domain::ItemId;
using domain::UserKey;
using signals::LoggedEvent;

constexpr std::int64_t kDayMs = 86'400'000;

bool is_wanted(const LoggedEvent& event) {
  return event.user && event.item && signals::engagement_of(event.kind) > 0.0;
}

/// The place in `events` of each chosen shopper's last product: one that they did not want before, unless repeats count,
/// and not their first.
std::map<std::size_t, UserKey> choose_targets(const std::vector<LoggedEvent>& events,
                                              const SourceEvaluationOptions& options) {
  struct Seen {
    std::set<std::uint32_t> items;
    std::size_t count = 0;
    std::optional<std::size_t> last;
  };
  std::map<UserKey, Seen> shoppers;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!is_wanted(events[i])) continue;
    Seen& seen = shoppers[*events[i].user];
    const bool is_new = seen.items.insert(events[i].item->value).second;
    if (seen.count++ > 0 && (is_new || options.repeats)) seen.last = i;
  }
  std::map<std::size_t, UserKey> targets;
  for (const auto& [user, seen] : shoppers) {  // Keys are hashes: their order is as good as drawn.
    if (!seen.last || events[*seen.last].at_ms < options.from_ms) continue;
    if (targets.size() == options.max_users) break;
    targets.emplace(*seen.last, user);
  }
  return targets;
}

/// A policy of one source alone.
base::Result<CompiledPolicy> single_source(std::string_view source, const CompiledPolicy& blend) {
  pipeline::Policy policy;
  policy.name = source;
  policy.sources.push_back({std::string(source), blend.window, 1.0, false});
  policy.rank.push_back({"relevance", 1.0});
  policy.coordination = false;
  policy.exclude_seen = blend.exclude_seen;
  return compile_policy(policy);
}

std::shared_ptr<const pipeline::Shopper> shopper_of(const LiveState& live, signals::LiveSignals& signals,
                                                    const UserKey& user) {
  auto shopper = std::make_shared<pipeline::Shopper>();
  shopper->day_seed = user.high;
  shopper->profile = signals.profiles.find(user).value_or(signals::Profile{});
  for (const auto& past : std::views::reverse(shopper->profile.queries))
    shopper->searches.push_back({past.query, live.parser->parse(past.query)});
  return shopper;
}

}  // namespace

base::Result<std::vector<SourceScore>> evaluate_sources(const LiveState& live,
                                                        const std::vector<LoggedEvent>& events,
                                                        const signals::SignalOptions& signal_options,
                                                        const SourceEvaluationOptions& options,
                                                        const std::function<void(std::size_t)>& progress) {
  const auto blend = live.policies->find(options.blend);
  if (blend == live.policies->end())
    return base::fail(
        base::Error{base::ErrorCode::invalid_argument, "there is no such policy", options.blend});
  PolicyTable policies;
  std::vector<SourceScore> scores;
  const auto add = [&](std::string name, CompiledPolicy policy) {
    policy.known_shoppers_only = false;
    policy.exclude_seen = policy.exclude_seen && !options.repeats;
    policies.insert_or_assign(name, std::move(policy));
    scores.push_back({std::move(name), {}, {}, 0.0});
  };
  for (const auto source : sources::source_names()) {
    if (source == "lexical" || source == "semantic") continue;  // They need words, and there are none.
    KHOJ_ASSIGN(auto policy, single_source(source, blend->second));
    add(std::string(source), std::move(policy));
  }
  add("blend: " + options.blend, blend->second);

  LiveState state = live;
  const auto signals = std::make_shared<signals::LiveSignals>(signal_options);
  signals->profiles.set_whole();
  state.signals = signals;
  state.remembered = nullptr;
  state.policies = std::make_shared<const PolicyTable>(std::move(policies));
  signals::EngagementCounts engagement;
  const auto targets = choose_targets(events, options);
  std::int64_t mined_day = 0;
  auto next = targets.begin();
  for (std::size_t i = 0; i < events.size() && next != targets.end(); ++i) {
    if (i == next->first) {
      if (const auto day = events[i].at_ms / kDayMs; std::exchange(mined_day, day) != day) {
        auto models = live.models ? std::make_shared<pipeline::Models>(*live.models)
                                  : std::make_shared<pipeline::Models>();
        if (options.weigh_kinds) models->engagement = engagement.weights();
        KHOJ_ASSIGN(models->rules, train_rules(std::span(events).first(i), events[i].at_ms, options.rules));
        state.models = std::move(models);
      }
      SearchRequest request;
      request.browse = true;
      request.recommend = true;
      request.limit = options.k;
      request.shopper = shopper_of(state, *signals, next->second);
      for (auto& score : scores) {
        request.policy = score.name;
        KHOJ_ASSIGN(const auto shown, find_items(state, request));
        const auto place = std::find(shown.begin(), shown.end(), *events[i].item) - shown.begin();
        const bool found = static_cast<std::size_t>(place) < shown.size();
        score.recall.push_back(found ? 1.0 : 0.0);
        score.ndcg.push_back(found ? 1.0 / std::log2(static_cast<double>(place) + 2.0) : 0.0);
        score.answered += shown.empty() ? 0.0 : 1.0;
      }
      ++next;
    }
    if (options.weigh_kinds) engagement.observe(*signals, events[i]);
    signals->apply(events[i], events[i].at_ms);
    if (progress && i % 1'000 == 0) progress(i);
  }
  for (auto& score : scores)
    score.answered /= static_cast<double>(std::max<std::size_t>(score.recall.size(), 1));
  return scores;
}

}  // namespace khoj::engine
