// From the pipeline's last step to the event log: sampling, dropping, folding, forgetting.
#include "engine/impression_recorder.hpp"

#include <latch>
#include <set>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "support/memory_event_store.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using khoj::testing::MemoryEventStore;
using khoj::testing::wait;

class ImpressionRecorderTest : public ::testing::Test {
 protected:
  void SetUp() override { base::log::set_level(base::log::Level::off); }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  ImpressionRecorder& start(EventOptions options = {}) {
    options.flush_interval_ms = 5;
    recorder_ = std::make_unique<ImpressionRecorder>(options, domain::Tenant(), events_);
    return *recorder_;
  }

  static pipeline::Impression impression(int number, const std::string& query = "saree",
                                         std::uint64_t client = 0) {
    pipeline::Impression made;
    made.client_key = client;
    made.typed = query;
    made.shown.request_id = fmt::format("request-{:05}", number);
    made.shown.surface = made.shown.policy = "search";
    made.shown.query = query;
    made.shown.total = 2;
    made.shown.items = {domain::ItemId(3), domain::ItemId(1)};
    return made;
  }

  /// Ends the recorder, which writes what waits, and returns the log.
  std::vector<domain::Impression> written() {
    recorder_.reset();
    std::vector<domain::Impression> impressions;
    for (auto& row : wait(events_->impressions_after({}, {}, 10'000)).rows)
      impressions.push_back(std::move(row.impression));
    return impressions;
  }

  std::shared_ptr<MemoryEventStore> events_ = std::make_shared<MemoryEventStore>();
  std::unique_ptr<ImpressionRecorder> recorder_;
};

TEST_F(ImpressionRecorderTest, X_11_WhatWasShownIsWritten) {
  const auto before_ms = base::now_ms();
  start().record(impression(1));
  const auto counts = recorder_->counts();
  EXPECT_EQ(counts.responses, 1U);
  EXPECT_EQ(counts.products, 2U);
  const auto rows = written();
  ASSERT_EQ(rows.size(), 1U);
  auto expected = impression(1).shown;
  expected.at_ms = rows[0].at_ms;
  EXPECT_EQ(rows[0], expected);
  EXPECT_GE(rows[0].at_ms, before_ms);
}

TEST_F(ImpressionRecorderTest, X_11_WithoutARequestIdOnlyCounts) {
  auto anonymous = impression(1);
  anonymous.shown.request_id.clear();
  anonymous.shown.total = 0;
  start().record(std::move(anonymous));
  EXPECT_EQ(recorder_->counts().responses, 1U);
  EXPECT_EQ(recorder_->counts().empty, 1U);
  EXPECT_TRUE(written().empty());
}

TEST_F(ImpressionRecorderTest, X_11_SamplingFollowsFromTheRequestIdAndIsWrittenDown) {
  EventOptions options;
  options.surface_sample_rates = {{"search", 0.25}};
  std::set<std::string> first;
  for (int run = 0; run < 2; ++run) {
    events_ = std::make_shared<MemoryEventStore>();
    start(options);
    for (int i = 0; i < 2'000; ++i) recorder_->record(impression(i));
    EXPECT_EQ(recorder_->counts().responses, 2'000U);
    const auto sampled_out = recorder_->counts().sampled_out;
    std::set<std::string> ids;
    for (const auto& row : written()) {
      EXPECT_EQ(row.sample_rate, 0.25);
      ids.insert(row.request_id);
    }
    EXPECT_EQ(ids.size() + sampled_out, 2'000U);
    EXPECT_NEAR(static_cast<double>(ids.size()), 500.0, 100.0);
    if (run == 0) first = ids;
    EXPECT_EQ(ids, first);
  }
}

TEST_F(ImpressionRecorderTest, X_11_ARateOfNothingWritesNothing) {
  EventOptions options;
  options.impression_sample_rate = 0.0;
  start(options).record(impression(1, "saree", 7));
  EXPECT_EQ(recorder_->counts().sampled_out, 1U);
  EXPECT_TRUE(written().empty());
}

TEST_F(ImpressionRecorderTest, X_11_SuggestionsHaveAHundredthUnlessTheyHaveARateOfTheirOwn) {
  const auto wanted = [&](const EventOptions& options) {
    auto& recorder = start(options);
    int count = 0;
    for (int i = 0; i < 10'000; ++i)
      count += recorder.wants(domain::kAutosuggestSurface, fmt::format("request-{:05}", i)) ? 1 : 0;
    EXPECT_EQ(recorder.counts().sampled_out, static_cast<std::uint64_t>(10'000 - count));
    return count;
  };
  EXPECT_NEAR(wanted({}), 100, 40);
  EventOptions own;
  own.surface_sample_rates = {{domain::kAutosuggestSurface, 1.0}};
  EXPECT_EQ(wanted(own), 10'000);
  EventOptions none;
  none.impression_sample_rate = 0.0;
  EXPECT_EQ(wanted(none), 0);
  EXPECT_FALSE(start(own).wants(domain::kAutosuggestSurface, "")) << "nobody could refer to it";
}

TEST_F(ImpressionRecorderTest, X_10_FoldsAlsoByWhatIsNotSampled) {
  EventOptions options;
  options.impression_sample_rate = 0.5;
  start(options);
  // Many clients type "sm" and then "smart": half of each is sampled, and every "sm" is folded all the same.
  for (int i = 0; i < 500; ++i) {
    const auto client = static_cast<std::uint64_t>(i) + 1;
    recorder_->record(impression(2 * i, "sm", client));
    recorder_->record(impression(2 * i + 1, "smart", client));
  }
  std::size_t folded = 0;
  for (const auto& row : written()) {
    EXPECT_EQ(row.folded, row.query == "sm") << row.query;
    folded += row.folded ? 1 : 0;
  }
  EXPECT_GT(folded, 150U);
}

TEST_F(ImpressionRecorderTest, X_11_AFullQueueDropsAndCounts) {
  // The store holds the recorder's thread in the middle of a write until the test has filled the queue.
  std::latch writing(1);
  std::latch go_on(1);
  std::atomic<bool> first{true};
  events_->fail_appends([&]() -> std::optional<base::Error> {
    if (!first.exchange(false)) return std::nullopt;
    writing.count_down();
    go_on.wait();
    return std::nullopt;
  });
  EventOptions options;
  options.impression_queue = 16;
  start(options).record(impression(0));
  writing.wait();
  for (int i = 1; i <= 20; ++i) recorder_->record(impression(i));
  EXPECT_EQ(recorder_->counts().dropped, 4U);
  go_on.count_down();
  EXPECT_EQ(written().size(), 17U);
}

TEST_F(ImpressionRecorderTest, X_11_WhatTheStoreRefusesIsCounted) {
  std::latch refused(1);
  std::atomic<bool> first{true};
  events_->fail_appends([&] {
    if (first.exchange(false)) refused.count_down();
    return std::optional(base::make_error(base::ErrorCode::unavailable, "the disk is full"));
  });
  start().record(impression(1));
  refused.wait();
  events_->fail_appends({});
  recorder_->record(impression(2));
  EXPECT_EQ(written().size(), 1U);
}

TEST_F(ImpressionRecorderTest, OneThatCannotBeKeptTakesNoOtherAlong) {
  auto wrong = impression(1);
  wrong.shown.surface.clear();
  auto wordy = impression(2, std::string(1'000, 'x') + "ééééééééééééééé");
  start().record(std::move(wrong));
  recorder_->record(std::move(wordy));
  const auto rows = written();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].query.size(), 1'024U);
}

TEST_F(ImpressionRecorderTest, TakesFromManyThreads) {
  start();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([this, t] {
        for (int i = 0; i < 1'000; ++i) recorder_->record(impression(t * 1'000 + i));
      });
    }
  }
  EXPECT_EQ(recorder_->counts().dropped, 0U);
  std::set<std::string> ids;
  for (const auto& row : written()) ids.insert(row.request_id);
  EXPECT_EQ(ids.size(), 4'000U);
}

TEST(EventRetention, RemovesWhatIsOlderThanItsDays) {
  auto events = std::make_shared<MemoryEventStore>();
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto now_ms = base::now_ms();
  std::vector<domain::Impression> impressions;
  for (int i = 0; i < 2'500; ++i) {
    domain::Impression shown;
    shown.request_id = fmt::format("request-{:05}", i);
    shown.surface = shown.policy = "search";
    shown.at_ms = i < 2'400 ? now_ms - 91 * kDayMs : now_ms;
    impressions.push_back(std::move(shown));
  }
  wait(events->append_impressions({}, impressions));
  domain::Event event;
  event.event_id = "e";
  event.product_id = "p";
  event.at_ms = now_ms;
  wait(events->append_events({}, {event}));
  const auto left = [&] { return wait(events->impressions_after({}, {}, 10'000)).rows.size(); };

  EventRetention retention({}, {}, events);
  retention.step(now_ms);
  EXPECT_EQ(left(), 1'500U) << "a small batch a step";
  for (int i = 0; i < 4; ++i) retention.step(now_ms);
  EXPECT_EQ(left(), 100U);
  retention.step(now_ms + 401 * kDayMs);
  EXPECT_EQ(left(), 0U);
  EXPECT_TRUE(wait(events->events_after({}, {}, 10)).rows.empty());

  EventOptions for_ever;
  for_ever.impression_retention_days = 0;
  for_ever.event_retention_days = 0;
  wait(events->append_events({}, {event}));
  EventRetention(for_ever, {}, events).step(now_ms + 10'000 * kDayMs);
  EXPECT_EQ(wait(events->events_after({}, {}, 10)).rows.size(), 1U);
}

TEST(SurfaceRates, AreReadAndChecked) {
  const auto rates = parse_surface_rates({"search=0.1", "home=1", "search=0.5"});
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(*rates, (SurfaceRates{{"search", 0.5}, {"home", 1.0}}));
  for (const char* wrong :
       {"search", "=0.1", "search=", "search=2", "search=-1", "search=0.1x", "search=nan"})
    EXPECT_FALSE(parse_surface_rates({wrong}).has_value()) << wrong;
}

}  // namespace
}  // namespace khoj::engine
