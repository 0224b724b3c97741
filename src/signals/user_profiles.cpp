#include "signals/user_profiles.hpp"

#include <algorithm>

namespace khoj::signals {
namespace {

/// Inserts by time, behind what has the same, and drops the oldest above `most`.
template <typename T>
void insert_by_time(std::vector<T>& list, T entry, std::size_t most) {
  const auto place = std::upper_bound(list.begin(), list.end(), entry.at_ms,
                                      [](std::int64_t at_ms, const T& other) { return at_ms < other.at_ms; });
  list.insert(place, std::move(entry));
  if (list.size() > most) list.erase(list.begin());
}

template <typename T>
domain::EventSeq newest_of(const std::vector<T>& list, domain::EventSeq newest) {
  for (const T& entry : list) newest = std::max(newest, entry.seq);
  return newest;
}

}  // namespace

void add_event(Profile& profile, const ProfileEvent& event) {
  if (event.kind == domain::EventKind::search) {
    insert_by_time(profile.queries, {event.query, event.at_ms, event.seq}, kMaxProfileQueries);
  } else if (event.item && event.kind != domain::EventKind::impression) {
    insert_by_time(profile.items, {*event.item, event.kind, event.at_ms, event.seq}, kMaxProfileItems);
  }
}

Profile& UserProfiles::profile_of(const domain::UserKey& user) {
  const bool known = users_.find(user) != nullptr;
  Kept& kept = users_.get(user);
  if (!known) kept.complete = is_whole();
  return kept.profile;
}

std::optional<Profile> UserProfiles::find(const domain::UserKey& user) {
  const std::lock_guard lock(mutex_);
  const Kept* kept = users_.find(user);
  if (kept != nullptr && kept->complete) return kept->profile;
  if (kept == nullptr && is_whole()) return Profile{};
  return std::nullopt;
}

Profile UserProfiles::put(const domain::UserKey& user, Profile from_log) {
  const std::lock_guard lock(mutex_);
  Kept& kept = users_.get(user);
  const auto newest = newest_of(from_log.queries, newest_of(from_log.items, {}));
  Profile since = std::exchange(kept.profile, std::move(from_log));
  for (auto& item : since.items) {
    if (item.seq > newest) add_event(kept.profile, {item.seq, item.kind, item.at_ms, item.item, {}});
  }
  for (auto& query : since.queries) {
    if (query.seq > newest)
      add_event(kept.profile,
                {query.seq, domain::EventKind::search, query.at_ms, std::nullopt, std::move(query.query)});
  }
  kept.complete = true;
  return kept.profile;
}

void UserProfiles::forget(const domain::UserKey& user) {
  const std::lock_guard lock(mutex_);
  users_.erase(user);
}

void UserProfiles::set_whole() {
  const std::lock_guard lock(mutex_);
  whole_ = true;
}

std::size_t UserProfiles::size() const {
  const std::lock_guard lock(mutex_);
  return users_.size();
}

}  // namespace khoj::signals
