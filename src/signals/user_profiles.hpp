// What the latest users did lately: products and searches, newest last. A cache of the event log, kept up to date by
// whoever follows it: a user who is not in it is read from the log and put. Bounded by the number of users. Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/event.hpp"
#include "domain/ids.hpp"
#include "signals/bounded_map.hpp"

namespace khoj::signals {

struct ProfileItem {
  domain::ItemId item;
  domain::EventKind kind = domain::EventKind::click;
  std::int64_t at_ms = 0;
  domain::EventSeq seq;
};

struct ProfileQuery {
  std::string query;  ///< As it was typed.
  std::int64_t at_ms = 0;
  domain::EventSeq seq;
};

struct Profile {
  std::vector<ProfileItem> items;     ///< By at_ms; at most kMaxProfileItems.
  std::vector<ProfileQuery> queries;  ///< By at_ms; at most kMaxProfileQueries.
};

inline constexpr std::size_t kMaxProfileItems = 50;
inline constexpr std::size_t kMaxProfileQueries = 10;

/// What a profile keeps of one event of its user.
struct ProfileEvent {
  domain::EventSeq seq;
  domain::EventKind kind = domain::EventKind::click;
  std::int64_t at_ms = 0;
  std::optional<domain::ItemId> item;
  std::string query;
};

/// Adds one event, in its place by time, and lets go of the oldest when there are too many.
void add_event(Profile& profile, const ProfileEvent& event);

class UserProfiles {
 public:
  explicit UserProfiles(std::size_t max_users) : users_(max_users) {}

  /// Shows `visit` the profile as it is, and then adds one event. `visit` runs under the lock: it must not come back here.
  template <typename Visit>
  void apply(const domain::UserKey& user, const ProfileEvent& event, Visit&& visit) {
    const std::lock_guard lock(mutex_);
    Profile& profile = profile_of(user);
    visit(std::as_const(profile));
    add_event(profile, event);
  }

  /// Absent where not everything is known that the log may hold of the user: then read the log and put().
  [[nodiscard]] std::optional<Profile> find(const domain::UserKey& user);

  /// What was read from the log; events that were applied meanwhile and are newer than it stay.
  /// @return the profile as it is now.
  Profile put(const domain::UserKey& user, Profile from_log);

  void forget(const domain::UserKey& user);

  /// From now on a user who is not here has no events in the log: it was followed from its beginning. Holds until the
  /// first user is forgotten for others.
  void set_whole();

  [[nodiscard]] std::size_t size() const;

 private:
  struct KeyHash {
    std::size_t operator()(const domain::UserKey& key) const noexcept { return key.low; }
  };
  struct Kept {
    Profile profile;
    bool complete = false;
  };

  /// That of a user who is new, too. The caller holds the lock.
  Profile& profile_of(const domain::UserKey& user);
  [[nodiscard]] bool is_whole() const noexcept { return whole_ && users_.forgotten() == 0; }

  mutable std::mutex mutex_;
  bool whole_ = false;
  BoundedMap<domain::UserKey, Kept, KeyHash> users_;
};

}  // namespace khoj::signals
