// Which products a user wanted lately, out of their profile. Pure functions.
#pragma once

#include <algorithm>
#include <vector>

#include "signals/engagement.hpp"
#include "signals/user_profiles.hpp"

namespace khoj::signals {

struct WantedLately {
  domain::ItemId item;
  domain::EventKind kind = domain::EventKind::click;  ///< Of the latest event with it.
  double recency = 1.0;                               ///< 1 for the latest product, 0.85 for the one before …
};

/// The latest first, each once, at most 20.
[[nodiscard]] inline std::vector<WantedLately> wanted_lately(const Profile& profile) {
  constexpr std::size_t kMost = 20;
  constexpr double kRecencyOfNext = 0.85;
  std::vector<WantedLately> wanted;
  double recency = 1.0;
  for (auto past = profile.items.rbegin(); past != profile.items.rend() && wanted.size() < kMost; ++past) {
    const auto is_it = [&](const WantedLately& other) { return other.item == past->item; };
    if (engagement_of(past->kind) <= 0.0 || std::any_of(wanted.begin(), wanted.end(), is_it)) continue;
    wanted.push_back({past->item, past->kind, recency});
    recency *= kRecencyOfNext;
  }
  return wanted;
}

}  // namespace khoj::signals
