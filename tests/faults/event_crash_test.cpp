// Power failures under the event log: every acknowledged event is there afterwards, once, no batch is there in half, and
// the counts of queries tell the same story as the log.
#include <set>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_event_store.hpp"
#include "base/clock.hpp"
#include "faults/power_failure.hpp"
#include "support/memory_event_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {
namespace {

using adapters::sqlite::SqliteEventStore;

/// A writer's deterministic plan: batch n is one impression and a few clicks on it, in either order.
class EventHistory {
 public:
  explicit EventHistory(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] std::vector<domain::Event> events(int n) const {
    std::vector<domain::Event> events;
    for (int i = 0; i < 1 + n % 7; ++i) {
      domain::Event event;
      event.event_id = fmt::format("{}-{}-{}", name_, n, i);
      event.kind = i % 3 == 2 ? domain::EventKind::cart : domain::EventKind::click;
      event.request_id = request(n);
      event.product_id = std::string(1 + n % 100, 'p');
      event.at_ms = base::now_ms();
      events.push_back(std::move(event));
    }
    return events;
  }

  /// @return whether the store has acknowledged all of it.
  [[nodiscard]] bool write(store::EventStore& store, int n) const {
    const auto click = [&] { return base::sync_wait(store.append_events({}, events(n))).has_value(); };
    if (n % 2 == 0 && !click()) return false;
    domain::Impression shown;
    shown.request_id = request(n);
    shown.at_ms = base::now_ms();
    shown.surface = shown.policy = "search";
    shown.query = fmt::format("query {}", n % 5);
    shown.total = static_cast<std::uint64_t>(n % 3);
    const std::vector<domain::Impression> impressions{shown};
    if (!base::sync_wait(store.append_impressions({}, impressions))) return false;
    return n % 2 == 0 || click();
  }

  [[nodiscard]] std::string request(int n) const { return fmt::format("{}-request-{}", name_, n); }

 private:
  std::string name_;
};

struct Writer {
  EventHistory history;
  int acknowledged = 0;

  void write_until_failure(store::EventStore& store) {
    while (history.write(store, acknowledged + 1)) ++acknowledged;
  }
};

struct Log {
  std::vector<store::StoredEvent> events;
  std::vector<store::StoredImpression> impressions;
};

Log read_log(store::EventStore& store) {
  return {wait(store.events_after({}, {}, 10'000)).rows, wait(store.impressions_after({}, {}, 10'000)).rows};
}

/// The counts are those that a store has which is given the same log.
void expect_counts_of(store::EventStore& store, const Log& log) {
  MemoryEventStore plain;
  for (const auto& row : log.events) wait(plain.append_events({}, {row.event}));
  for (const auto& row : log.impressions) wait(plain.append_impressions({}, {row.impression}));
  const auto expected = wait(plain.query_counts({}, {}));
  const auto counts = wait(store.query_counts({}, {}));
  ASSERT_EQ(counts.size(), expected.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    EXPECT_EQ(counts[i].query, expected[i].query);
    EXPECT_EQ(counts[i].searches, expected[i].searches);
    EXPECT_EQ(counts[i].clicks, expected[i].clicks) << counts[i].query;
    EXPECT_EQ(counts[i].clicked_searches, expected[i].clicked_searches);
  }
}

void expect_kept(const Log& log, const Writer& writer) {
  std::set<std::string> ids;
  for (std::size_t i = 0; i < log.events.size(); ++i) {
    EXPECT_EQ(log.events[i].seq.value, i + 1) << "numbers have no gaps";
    EXPECT_TRUE(ids.insert(log.events[i].event.event_id).second);
  }
  for (int n = 1; n <= writer.acknowledged + 1; ++n) {
    const auto batch = writer.history.events(n);
    const auto there = std::count_if(batch.begin(), batch.end(),
                                     [&](const auto& event) { return ids.contains(event.event_id); });
    if (n <= writer.acknowledged || there > 0) {
      EXPECT_EQ(there, static_cast<std::ptrdiff_t>(batch.size())) << "batch " << n;
    }
  }
}

TEST(EventCrash, X_11_APowerFailureLosesNothingAcknowledged) {
  const auto three_writers = [](base::Rng&) {
    std::vector<Writer> writers;
    for (int w = 0; w < 3; ++w) writers.push_back({EventHistory(fmt::format("w{}", w))});
    return writers;
  };
  const auto expect_sound = [](SqliteEventStore& store, std::vector<Writer>& writers) {
    const auto log = read_log(store);
    for (const auto& writer : writers) expect_kept(log, writer);
    expect_counts_of(store, log);
    // A client that got no answer sends the same again: it counts once.
    const int unsure = writers[0].acknowledged + 1;
    ASSERT_FALSE(wait(store.append_events({}, writers[0].history.events(unsure))).empty());
    expect_counts_of(store, read_log(store));
  };
  lose_power<SqliteEventStore>({.rounds = 40, .early = 60, .late = 800}, three_writers, expect_sound);
}

}  // namespace
}  // namespace khoj::testing
