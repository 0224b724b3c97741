// The log of all simulated shoppers: order, lines, and that neither threads nor memory change it.
#include "simulate/event_log.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "support/simulated_items.hpp"

namespace khoj::simulate {
namespace {

const EventSimulator& simulator() {
  static const EventSimulator kSimulator(
      simulated_items(1'000, 3),
      {.users = 600, .events = 9'000, .days = 30, .until_ms = kTestUntilMs, .seed = 3});
  return kSimulator;
}

std::string log_of(const EventLogOptions& options) {
  std::string log;
  const auto summary = write_event_log(simulator(), options, [&](std::string_view lines) -> base::Status {
    log += lines;
    return {};
  });
  EXPECT_TRUE(summary);
  EXPECT_EQ(static_cast<std::uint64_t>(std::count(log.begin(), log.end(), '\n')), summary->events);
  return log;
}

TEST(EventLog, IsTheSameForAnyNumberOfThreadsAndAnyMemory) {
  const std::string log = log_of({.threads = 1});
  EXPECT_EQ(log_of({.threads = 3}), log);
  EXPECT_EQ(log_of({.threads = 2, .events_at_once = 2'500}), log);
}

TEST(EventLog, HoldsEventsAsTheServerTakesThemInTheOrderOfTime) {
  simdjson::dom::parser parser;
  std::set<std::string, std::less<>> ids;
  std::set<std::string, std::less<>> products;
  for (const auto& item : simulated_items(1'000, 3)) products.insert(item.id);
  std::int64_t last_ms = 0;
  const std::string log = log_of({.threads = 2});
  for (std::size_t begin = 0; begin < log.size();) {
    const std::size_t end = log.find('\n', begin);
    const simdjson::dom::object event = parser.parse(log.substr(begin, end - begin));
    begin = end + 1;
    EXPECT_TRUE(ids.emplace(std::string_view(event["event_id"])).second);
    const std::string_view type = event["type"];
    const std::string_view user = event["user_id"];
    EXPECT_TRUE(user.starts_with('u') && user.size() == 7) << user;
    const std::int64_t at_ms = event["at_ms"];
    EXPECT_GE(at_ms, last_ms);
    EXPECT_LT(at_ms, kTestUntilMs);
    last_ms = at_ms;
    if (type == "search") {
      EXPECT_FALSE(std::string_view(event["query"]).empty());
      EXPECT_EQ(event["product_id"].error(), simdjson::NO_SUCH_FIELD);
    } else {
      EXPECT_TRUE(products.contains(std::string_view(event["product_id"])));
    }
    EXPECT_EQ(event["position"].error() == simdjson::SUCCESS, type == "click");
    EXPECT_EQ(event["quantity"].error() == simdjson::SUCCESS, type == "purchase");
  }
  EXPECT_NEAR(static_cast<double>(ids.size()), 9'000, 1'800);
}

TEST(EventLog, StopsAtTheSinksError) {
  const auto full = [](std::string_view) -> base::Status {
    return base::fail(base::ErrorCode::unavailable, "full");
  };
  const auto summary = write_event_log(simulator(), {}, full);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message, "full");
  EXPECT_FALSE(write_truth(simulator(), 2, full));
}

TEST(EventLog, TellsTheTruthOfEveryShopper) {
  std::string truth;
  ASSERT_TRUE(write_truth(simulator(), 2, [&](std::string_view lines) -> base::Status {
    truth += lines;
    return {};
  }));
  simdjson::dom::parser parser;
  std::uint64_t number = 0;
  for (std::size_t begin = 0; begin < truth.size(); ++number) {
    const std::size_t end = truth.find('\n', begin);
    const simdjson::dom::object shopper = parser.parse(truth.substr(begin, end - begin));
    begin = end + 1;
    EXPECT_EQ(std::string_view(shopper["user_id"]), user_id(number));
    double sum = 0;
    double last = 1;
    for (const simdjson::dom::object category : shopper["categories"].get_array()) {
      const double weight = category["weight"];
      EXPECT_FALSE(std::string_view(category["category"]).empty());
      EXPECT_LE(weight, last);
      sum += last = weight;
    }
    EXPECT_NEAR(sum, 1, 0.002);
  }
  EXPECT_EQ(number, 600U);
}

}  // namespace
}  // namespace khoj::simulate
