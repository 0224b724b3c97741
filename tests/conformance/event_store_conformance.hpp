// What every EventStore promises, as tests; used like catalog_store_conformance.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "store/event_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// Keeps what the store needs for as long as the pointer lives.
struct EventStoreFactory {
  std::string name;
  std::function<std::shared_ptr<store::EventStore>()> make;
};

class EventStoreConformance : public ::testing::TestWithParam<EventStoreFactory> {
 protected:
  using Outcomes = std::vector<store::EventOutcome>;

  store::EventStore& store() { return *store_; }

  static domain::Event event(const std::string& id, domain::EventKind kind = domain::EventKind::click,
                             const std::string& request = "request-0001") {
    domain::Event made;
    made.event_id = id;
    made.kind = kind;
    made.request_id = request;
    made.product_id = "p1";
    made.at_ms = base::now_ms();
    return made;
  }

  static domain::Impression impression(const std::string& request, const std::string& query,
                                       std::uint64_t total = 3) {
    domain::Impression made;
    made.request_id = request;
    made.at_ms = kNoon;
    made.surface = "search";
    made.policy = "search";
    made.query = query;
    made.total = total;
    for (std::uint32_t i = 0; i < total; ++i) made.items.emplace_back(i * 1'000);
    return made;
  }

  Outcomes append(std::vector<domain::Event> events) {
    return wait(store().append_events({}, std::move(events)));
  }
  void append(std::vector<domain::Impression> impressions) {
    const auto count = impressions.size();
    EXPECT_EQ(wait(store().append_impressions({}, std::move(impressions))), count);
  }

  std::vector<store::QueryCount> counts(store::QueryReport report = store::QueryReport::popular,
                                        std::uint32_t limit = 100) {
    return wait(store().query_counts({}, {report, 0, kNoon + 10 * kHour, limit}));
  }
  store::QueryCount count_of(const std::string& query) {
    for (auto& count : counts()) {
      if (count.query == query) return count;
    }
    return {};
  }

  static constexpr std::int64_t kHour = 3'600'000;
  static constexpr std::int64_t kNoon = 1'700'000'000'000 / kHour * kHour;
  static constexpr auto kRecorded = store::EventOutcome::recorded;
  static constexpr auto kKnown = store::EventOutcome::known;

 private:
  std::shared_ptr<store::EventStore> store_ = GetParam().make();
};

inline std::string events_name_of(const ::testing::TestParamInfo<EventStoreFactory>& info) {
  return info.param.name;
}

TEST_P(EventStoreConformance, X_11_ReturnsEventsAsTheyWereInTheirOrder) {
  auto full = event("e1", domain::EventKind::purchase);
  full.position = 17;
  full.user_id = "user-é";
  full.value_paise = 129'900;
  full.quantity = 3;
  auto bare = event("e2", domain::EventKind::impression, "");
  const auto before_ms = base::now_ms();
  EXPECT_EQ(append({full, bare}), (Outcomes{kRecorded, kRecorded}));
  EXPECT_EQ(append({event("e3", domain::EventKind::cart)}), Outcomes{kRecorded});
  const auto page = wait(store().events_after({}, {}, 100));
  ASSERT_EQ(page.rows.size(), 3U);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.rows[0].event, full);
  EXPECT_EQ(page.rows[1].event, bare);
  EXPECT_EQ(page.rows[2].event.kind, domain::EventKind::cart);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(page.rows[i].seq.value, i + 1);
    EXPECT_GE(page.rows[i].received_ms, before_ms);
  }
}

TEST_P(EventStoreConformance, X_11_AnEventCountsOnce) {
  EXPECT_EQ(append({event("a"), event("b"), event("a")}), (Outcomes{kRecorded, kRecorded, kKnown}));
  auto other = event("b");
  other.product_id = "another";
  EXPECT_EQ(append({event("c"), other}), (Outcomes{kRecorded, kKnown}));
  const auto rows = wait(store().events_after({}, {}, 100)).rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].event.product_id, "p1") << "the first content stays";
  EXPECT_EQ(rows[2].seq.value, 3U) << "what is known takes no number";
}

TEST_P(EventStoreConformance, RefusesWhatIsNotValidAsAWhole) {
  auto wrong = event("w");
  wrong.quantity = 0;
  const auto error = wait_for_error(store().append_events({}, {event("a"), wrong}));
  EXPECT_EQ(error.code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(error.context, "[1].quantity");
  auto unlikely = impression("request-0001", "q");
  unlikely.propensities = {1.0F, 0.0F, 1.0F};
  EXPECT_EQ(wait_for_error(store().append_impressions({}, {unlikely})).context, "[0].propensities");
  EXPECT_TRUE(wait(store().events_after({}, {}, 10)).rows.empty());
  EXPECT_TRUE(wait(store().impressions_after({}, {}, 10)).rows.empty());
  for (const std::uint32_t limit : {0U, 10'001U}) {
    EXPECT_EQ(wait_for_error(store().events_after({}, {}, limit)).context, "limit");
    EXPECT_EQ(wait_for_error(store().impressions_after({}, {}, limit)).context, "limit");
  }
  for (const std::uint32_t limit : {0U, store::kMaxQueriesCounted + 1})
    EXPECT_EQ(wait_for_error(store().query_counts({}, {.limit = limit})).context, "limit");
}

TEST_P(EventStoreConformance, X_11_ReturnsImpressionsAsTheyWere) {
  auto sampled = impression("request-0001", "लाल साड़ी", 24);
  sampled.sample_rate = 0.1;
  sampled.offset = 48;
  auto random = impression("request-0002", "");
  random.surface = "home";
  random.policy = "home-explore";
  random.propensities = {0.5F, 0.25F, 1.0F};
  auto empty = impression("request-0003", "zzz", 0);
  empty.folded = true;
  append({sampled, random, empty});
  const auto rows = wait(store().impressions_after({}, {}, 10)).rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].impression, sampled);
  EXPECT_EQ(rows[1].impression, random);
  EXPECT_EQ(rows[2].impression, empty);
  EXPECT_EQ(rows[2].seq.value, 3U);
}

TEST_P(EventStoreConformance, PagesHoldEveryRowOnce) {
  std::vector<domain::Event> events;
  std::vector<domain::Impression> impressions;
  for (int i = 0; i < 25; ++i) {
    events.push_back(event(fmt::format("e{}", i)));
    impressions.push_back(impression(fmt::format("request-{:04}", i), "q"));
  }
  append(events);
  append(impressions);
  std::vector<std::uint64_t> seen;
  for (bool more = true; more;) {
    const auto page = wait(store().events_after({}, domain::EventSeq(seen.size()), 10));
    for (const auto& row : page.rows) seen.push_back(row.seq.value);
    more = page.more;
  }
  EXPECT_EQ(seen.size(), 25U);
  EXPECT_EQ(std::set<std::uint64_t>(seen.begin(), seen.end()).size(), 25U);
  EXPECT_EQ(wait(store().impressions_after({}, domain::EventSeq(20), 5)).rows.size(), 5U);
  EXPECT_FALSE(wait(store().impressions_after({}, domain::EventSeq(20), 5)).more);
  const domain::EventSeq end(std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(wait(store().impressions_after({}, end, 5)).rows.empty());
}

TEST_P(EventStoreConformance, KeepsTenantsApart) {
  const auto shop = value_of(domain::Tenant::parse("shop"));
  append({event("a")});
  append({impression("request-0001", "saree")});
  EXPECT_TRUE(wait(store().events_after(shop, {}, 10)).rows.empty());
  EXPECT_EQ(wait(store().append_events(shop, {event("a")})), Outcomes{kRecorded});
  wait(store().append_impressions(shop,
                                  {impression("request-0001", "saree"), impression("request-0002", "tv")}));
  EXPECT_EQ(wait(store().impressions_after({}, {}, 10)).rows.size(), 1U);
  EXPECT_EQ(wait(store().impressions_after(shop, {}, 10)).rows.size(), 2U);
  EXPECT_EQ(count_of("saree").searches, 1);
  EXPECT_EQ(count_of("saree").clicks, 1) << "the other shop's click is not its own";
  EXPECT_EQ(count_of("tv").searches, 0);
  wait(store().remove_events(shop, base::now_ms() + 1'000, 100));
  EXPECT_EQ(wait(store().events_after({}, {}, 10)).rows.size(), 1U);
}

TEST_P(EventStoreConformance, X_10_CountsSearchesByQuery) {
  auto later = impression("request-0003", "saree", 7);
  later.at_ms += kHour;
  auto second_page = impression("request-0004", "saree");
  second_page.offset = 24;
  auto half_typed = impression("request-0005", "sar");
  half_typed.folded = true;
  auto suggestions = impression("request-0009", "sare", 0);
  suggestions.surface = domain::kAutosuggestSurface;
  append({impression("request-0001", "saree"), impression("request-0002", "tv", 0), later, second_page,
          half_typed, suggestions, impression("request-0006", ""), impression("request-0007", "tv", 0),
          impression("request-0008", "bag")});
  const auto popular = counts();
  ASSERT_EQ(popular.size(), 3U);
  EXPECT_EQ(popular[0].query, "saree");
  EXPECT_EQ(popular[0].searches, 2);
  EXPECT_EQ(popular[0].results, 7U) << "of the last one";
  EXPECT_EQ(popular[0].last_ms, kNoon + kHour);
  EXPECT_EQ(popular[1].query, "tv");
  EXPECT_EQ(popular[1].no_results, 2);
  EXPECT_EQ(popular[2].query, "bag");
  const auto without = counts(store::QueryReport::no_results);
  ASSERT_EQ(without.size(), 1U);
  EXPECT_EQ(without[0].query, "tv");
  const auto found = counts(store::QueryReport::click_through);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].query, "saree");
  EXPECT_EQ(counts(store::QueryReport::popular, 1).size(), 1U);
}

TEST_P(EventStoreConformance, X_10_CountsTheHoursOfARange) {
  auto later = impression("request-0002", "tv");
  later.at_ms += 2 * kHour;
  append({impression("request-0001", "saree"), later});
  const auto in = [&](std::int64_t since_ms, std::int64_t until_ms) {
    std::set<std::string> queries;
    const store::QueryCountsRequest request{.since_ms = since_ms, .until_ms = until_ms};
    for (const auto& count : wait(store().query_counts({}, request))) queries.insert(count.query);
    return queries;
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(in(kNoon, kNoon), Set{"saree"});
  EXPECT_EQ(in(kNoon + kHour, kNoon + 3 * kHour), Set{"tv"});
  EXPECT_EQ(in(kNoon + kHour, kNoon + kHour), Set{});
  EXPECT_EQ(in(0, std::numeric_limits<std::int64_t>::max()), (Set{"saree", "tv"}));
}

TEST_P(EventStoreConformance, X_10_AClickCountsForItsQueryWhicheverComesFirst) {
  append({event("c1"), event("c2"), event("v1", domain::EventKind::impression)});
  append({impression("request-0001", "saree"), impression("request-0002", "saree")});
  EXPECT_EQ(count_of("saree").clicks, 2);
  EXPECT_EQ(count_of("saree").clicked_searches, 1);
  append({event("c3", domain::EventKind::click, "request-0002"), event("c1"),
          event("b1", domain::EventKind::purchase, "request-0002"),
          event("c4", domain::EventKind::click, "request-none")});
  EXPECT_EQ(count_of("saree").clicks, 3) << "a known event counts no second time";
  EXPECT_EQ(count_of("saree").clicked_searches, 2);
  append({event("c5", domain::EventKind::click, "request-0002")});
  EXPECT_EQ(count_of("saree").clicks, 4);
  EXPECT_EQ(count_of("saree").clicked_searches, 2) << "of 2 searches";
}

TEST_P(EventStoreConformance, SaysWhatWasSearchedWhereAProductWasShown) {
  const auto showing = [](domain::Impression shown, std::vector<domain::ItemId> items) {
    shown.items = std::move(items);
    return shown;
  };
  const domain::ItemId a(1);
  const domain::ItemId b(2);
  auto half_typed = showing(impression("request-0002", "sar"), {a});
  half_typed.folded = true;
  append({showing(impression("request-0001", "saree"), {a}), showing(impression("request-0001", "lamp"), {b}),
          half_typed, showing(impression("request-0003", ""), {a})});
  using Queries = std::vector<std::string>;
  const std::vector<store::ShownItem> asked = {{"request-0003", a}, {"request-0001", a},
                                               {"request-0009", a}, {"request-0002", a},
                                               {"request-0001", b}, {"request-0001", {}}};
  EXPECT_EQ(wait(store().searched_in({}, asked)), (Queries{"", "saree", "", "", "lamp", ""}));
  EXPECT_EQ(wait(store().searched_in({}, {})), Queries{});
  const auto shop = khoj::testing::value_of(domain::Tenant::parse("nobody"));
  EXPECT_EQ(wait(store().searched_in(shop, {{"request-0001", a}})), Queries{""});
  const auto refused = base::sync_wait(store().searched_in({}, std::vector<store::ShownItem>(10'001)));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
}

TEST_P(EventStoreConformance, X_10_ASampledRowStandsForTheOthers) {
  auto tenth = impression("request-0001", "saree", 0);
  tenth.sample_rate = 0.125;
  append({tenth});
  append({event("c1")});
  EXPECT_EQ(count_of("saree").searches, 8);
  EXPECT_EQ(count_of("saree").no_results, 8);
  EXPECT_EQ(count_of("saree").clicks, 8);
  EXPECT_EQ(count_of("saree").clicked_searches, 8);
}

TEST_P(EventStoreConformance, RemovesTheOldestLittleByLittle) {
  std::vector<domain::Impression> impressions;
  for (int i = 0; i < 10; ++i) {
    impressions.push_back(impression(fmt::format("request-{:04}", i), "q"));
    impressions.back().at_ms += i * kHour;
    impressions.push_back(impression(fmt::format("request-{:04}", 50 + i), fmt::format("of hour {}", i)));
    impressions.back().at_ms += i * kHour;
  }
  append(impressions);
  const auto before_ms = kNoon + 6 * kHour;
  EXPECT_GE(wait(store().remove_impressions({}, before_ms, 4)), 4U);
  EXPECT_EQ(wait(store().impressions_after({}, {}, 10)).rows.front().seq.value, 5U);
  for (int i = 0; i < 20 && wait(store().remove_impressions({}, before_ms, 4)) > 0; ++i) continue;
  const auto left = wait(store().impressions_after({}, {}, 10)).rows;
  ASSERT_EQ(left.size(), 8U);
  EXPECT_EQ(left.front().seq.value, 13U);
  EXPECT_EQ(counts().size(), 5U);
  EXPECT_EQ(count_of("of hour 5").searches, 0);
  EXPECT_EQ(count_of("of hour 6").searches, 1);
  EXPECT_EQ(count_of("q").searches, 4) << "the counts go with the rows that they were made of";
  append({impression("request-0100", "q")});
  EXPECT_EQ(wait(store().impressions_after({}, {}, 10)).rows.back().seq.value, 21U) << "numbers go on";

  append({event("a"), event("b"), event("c")});
  EXPECT_EQ(wait(store().remove_events({}, base::now_ms() - kHour, 10)), 0U);
  EXPECT_EQ(wait(store().remove_events({}, base::now_ms() + kHour, 2)), 2U);
  EXPECT_EQ(wait(store().remove_events({}, base::now_ms() + kHour, 2)), 1U);
  EXPECT_EQ(wait(store().remove_events({}, base::now_ms() + kHour, 2)), 0U);
  EXPECT_EQ(append({event("a")}), Outcomes{kRecorded}) << "what is gone is known no more";
  EXPECT_EQ(wait(store().events_after({}, {}, 10)).rows.front().seq.value, 4U);
}

TEST_P(EventStoreConformance, ConcurrentWritersRecordEachEventOnce) {
  std::atomic<int> recorded = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 6; ++t) {
      threads.emplace_back([this, &recorded] {
        for (int i = 0; i < 20; ++i) {
          const auto outcomes = append({event(fmt::format("e{}", i)), event(fmt::format("e{}", i + 1))});
          for (const auto outcome : outcomes) recorded += outcome == kRecorded ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(recorded, 21);
  const auto rows = wait(store().events_after({}, {}, 100)).rows;
  ASSERT_EQ(rows.size(), 21U);
  EXPECT_EQ(rows.back().seq.value, 21U);
}

TEST_P(EventStoreConformance, T2_20_AUsersHistoryIsTheirsAloneNewestFirst) {
  const auto now = base::now_ms();
  const auto of = [&](const std::string& id, const std::string& user, std::int64_t at_ms) {
    auto made = event(id);
    made.user_id = user;
    made.at_ms = at_ms;
    return made;
  };
  auto search = of("s1", "Ab", now - 10);
  search.kind = domain::EventKind::search;
  search.product_id.clear();
  search.query = "red shoes";
  append({of("e1", "Ab", now - 30), of("e2", "ab", now - 20), search, of("e4", "Ab", now - 20), event("e5"),
          of("e6", "Ab", now - 20)});
  const auto ids = [](const store::UserEventsPage& page) {
    std::vector<std::string> all;
    for (const auto& stored : page.events) all.push_back(stored.event.event_id);
    return all;
  };
  using Ids = std::vector<std::string>;
  const auto all = wait(store().user_events({}, {"Ab", 0, 100, {}}));
  EXPECT_EQ(ids(all), (Ids{"s1", "e6", "e4", "e1"})) << "T2_19: newest first, of one moment the later one";
  EXPECT_FALSE(all.next_cursor.has_value());
  EXPECT_EQ(all.events[0].event, search);
  EXPECT_EQ(ids(wait(store().user_events({}, {"ab", 0, 100, {}}))), Ids{"e2"});
  EXPECT_TRUE(wait(store().user_events({}, {"nobody", 0, 100, {}})).events.empty());
  EXPECT_EQ(ids(wait(store().user_events({}, {"Ab", now - 20, 100, {}}))), (Ids{"s1", "e6", "e4"}));

  Ids paged;
  std::string cursor;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = wait(store().user_events({}, {"Ab", 0, 1, cursor}));
    for (const auto& id : ids(page)) paged.push_back(id);
    if (!page.next_cursor) break;
    cursor = *page.next_cursor;
  }
  EXPECT_EQ(paged, (Ids{"s1", "e6", "e4", "e1"}));
  EXPECT_EQ(wait_for_error(store().user_events({}, {"Ab", 0, 0, {}})).context, "limit");
  EXPECT_EQ(wait_for_error(store().user_events({}, {"Ab", 0, 10, "x"})).context, "cursor");
}

TEST_P(EventStoreConformance, T2_20_AnErasureTouchesOneUserAndIsNoted) {
  std::vector<domain::Event> events;
  for (int i = 0; i < 5; ++i) {
    for (const char* user : {"asha", "Asha"}) {
      events.push_back(event(fmt::format("{}{}", user, i)));
      events.back().user_id = user;
    }
  }
  append(events);
  EXPECT_EQ(wait(store().erase_user({}, "asha", 3)), 3U);
  EXPECT_EQ(wait(store().events_after({}, {}, 100)).rows.size(), 7U) << "not yet: some are left";
  EXPECT_EQ(wait(store().erase_user({}, "asha", 3)), 2U);
  EXPECT_EQ(wait(store().erase_user({}, "asha", 3)), 0U);
  EXPECT_EQ(wait(store().erase_user({}, "nobody", 3)), 0U);
  EXPECT_TRUE(wait(store().user_events({}, {"asha", 0, 100, {}})).events.empty());
  EXPECT_EQ(wait(store().user_events({}, {"Asha", 0, 100, {}})).events.size(), 5U);
  const auto rows = wait(store().events_after({}, {}, 100)).rows;
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(domain::erased_user(rows.back().event), domain::user_key("asha"));
  EXPECT_EQ(rows.back().seq.value, 11U);
  EXPECT_EQ(append({event("asha0")}), Outcomes{kRecorded}) << "what is gone is known no more";
}

TEST_P(EventStoreConformance, TellsListenersOfCommits) {
  const auto told = std::make_shared<std::atomic<int>>(0);
  store().on_commit([told] { ++*told; });
  append({event("a")});
  for (int i = 0; i < 200 && *told == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_GE(*told, 1);
}

}  // namespace khoj::testing
