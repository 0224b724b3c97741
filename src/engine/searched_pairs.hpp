// Which products were wanted after which searches, in the event log: what the words of queries are learnt from. A
// pure function. Live searches have signals/query_clicks.hpp, which joins the same way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "signals/live_signals.hpp"

namespace khoj::engine {

struct SearchedPairsOptions {
  std::int64_t after_search_ms = 1'800'000;  ///< How long after a user's latest search a product counts.
  std::size_t least_users = 2;  ///< Queries after which fewer users wanted anything are left out.
  std::size_t most = 500'000;   ///< The pairs that were wanted most.
};

struct SearchedPairs {
  struct Query {
    std::uint32_t query = 0;  ///< In `queries`.
    float wanted = 0.0F;      ///< The sum of signals::engagement_of.
  };
  std::vector<std::string> queries;                    ///< signals::query_key() of each.
  std::map<domain::ItemId, std::vector<Query>> items;  ///< What each product was wanted after, by query.
};

/// @param events by at_ms. Cost: some look-ups an event.
[[nodiscard]] SearchedPairs find_searched_pairs(std::span<const signals::LoggedEvent> events,
                                                const SearchedPairsOptions& options);

}  // namespace khoj::engine
