#include "engine/searched_pairs.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/hash.hpp"
#include "signals/engagement.hpp"

namespace khoj::engine {
namespace {

struct LastSearch {
  std::uint32_t query = 0;
  std::int64_t at_ms = 0;
};

struct Pair {
  std::uint32_t query = 0;
  domain::ItemId item;
  float wanted = 0.0F;
};

/// Sums up equal pairs, and leaves those of queries of too few users out.
std::vector<Pair> add_up(std::vector<Pair> pairs, const std::vector<std::set<domain::UserKey>>& users,
                         std::size_t least_users) {
  std::erase_if(pairs, [&](const Pair& pair) { return users[pair.query].size() < least_users; });
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return a.query != b.query ? a.query < b.query : a.item < b.item;
  });
  std::size_t kept = 0;
  for (const Pair& pair : pairs) {
    if (kept > 0 && pairs[kept - 1].query == pair.query && pairs[kept - 1].item == pair.item) {
      pairs[kept - 1].wanted += pair.wanted;
    } else {
      pairs[kept++] = pair;
    }
  }
  pairs.resize(kept);
  return pairs;
}

}  // namespace

SearchedPairs find_searched_pairs(std::span<const signals::LoggedEvent> events,
                                  const SearchedPairsOptions& options) {
  SearchedPairs out;
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> numbers;
  std::vector<std::set<domain::UserKey>> users;  // Of each query, as many as are asked for at most.
  std::map<domain::UserKey, LastSearch> last;
  std::vector<Pair> pairs;
  const auto number_of = [&](std::string_view query) -> std::optional<std::uint32_t> {
    auto key = signals::query_key(query);
    if (key.empty()) return std::nullopt;
    const auto [known, is_new] = numbers.try_emplace(key, static_cast<std::uint32_t>(out.queries.size()));
    if (is_new) {
      out.queries.push_back(std::move(key));
      users.emplace_back();
    }
    return known->second;
  };
  for (const auto& event : events) {
    const auto named = number_of(event.query);
    if (event.kind == domain::EventKind::search) {
      if (named && event.user) last[*event.user] = {*named, event.at_ms};
      continue;
    }
    const double wanted = signals::engagement_of(event.kind);
    if (!event.item || wanted <= 0.0) continue;
    auto query = named;
    if (!query && event.user) {
      const auto searched = last.find(*event.user);
      if (searched != last.end() && event.at_ms - searched->second.at_ms <= options.after_search_ms)
        query = searched->second.query;
    }
    if (!query) continue;
    // All who are anonymous may be one.
    if (auto& some = users[*query]; some.size() < options.least_users)
      some.insert(event.user.value_or(domain::UserKey{}));
    pairs.push_back({*query, *event.item, static_cast<float>(wanted)});
  }
  pairs = add_up(std::move(pairs), users, options.least_users);
  if (pairs.size() > options.most) {
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.wanted > b.wanted; });
    pairs.resize(options.most);
    std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      return a.query != b.query ? a.query < b.query : a.item < b.item;
    });
  }
  for (const auto& [query, item, wanted] : pairs) out.items[item].push_back({query, wanted});
  return out;
}

}  // namespace khoj::engine
