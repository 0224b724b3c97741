// Events as lines of JSON.
#include "store/event_json.hpp"

#include <gtest/gtest.h>

namespace khoj::store {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;

TEST(EventJson, ComesBackAsItWas) {
  domain::Event full;
  full.event_id = "e\"1";
  full.kind = domain::EventKind::purchase;
  full.request_id = "request-0001";
  full.product_id = "B01";
  full.position = 17;
  full.user_id = "user-é";
  full.value_paise = 129'950;
  full.quantity = 3;
  full.at_ms = kNowMs;
  domain::Event search;
  search.event_id = "e2";
  search.kind = domain::EventKind::search;
  search.query = "साड़ी under 300";
  search.at_ms = 1;
  for (const auto& event : {full, search}) {
    std::string json;
    append_event_json(json, event);
    const auto read = event_from_json(json, kNowMs);
    ASSERT_TRUE(read.has_value()) << json << read.error().describe();
    EXPECT_EQ(*read, event);
  }
}

TEST(EventJson, AnIdFollowsFromTheTextWhereNoneIsGiven) {
  const auto of = [](std::string_view json) { return event_from_json(json, kNowMs).value().event_id; };
  const std::string_view line = R"({"type":"click","product_id":"p","at_ms":5,"other":{"x":1}})";
  EXPECT_EQ(of(line), of(line));
  EXPECT_NE(of(line), of(R"({"type":"click","product_id":"p","at_ms":6})"));
}

TEST(EventJson, WhatIsWrongIsNamed) {
  const std::pair<std::string_view, std::string_view> table[] = {
      {R"({"product_id":"p","at_ms":5})", "type"},
      {R"({"type":"stare","product_id":"p","at_ms":5})", "type"},
      {R"({"type":"erasure","at_ms":5})", "type"},
      {R"({"type":"click","at_ms":5})", "product_id"},
      {R"({"type":"click","product_id":7,"at_ms":5})", "product_id"},
      {R"({"type":"click","product_id":"p"})", "at_ms"},
      {R"({"type":"click","product_id":"p","at_ms":"now"})", "at_ms"},
      {R"({"type":"click","product_id":"p","at_ms":5,"position":-1})", "position"},
      {R"({"type":"click","product_id":"p","at_ms":5,"quantity":0})", "quantity"},
      {R"({"type":"purchase","product_id":"p","at_ms":5,"value":"x"})", "value"},
      {R"({"type":"search","at_ms":5})", "query"},
      {"[]", ""},
      {"{", ""},
      {"", ""},
  };
  for (const auto& [json, member] : table) {
    const auto read = event_from_json(json, kNowMs);
    ASSERT_FALSE(read.has_value()) << json;
    EXPECT_EQ(read.error().code, base::ErrorCode::invalid_argument);
    EXPECT_EQ(read.error().context, member) << json << read.error().describe();
  }
}

}  // namespace
}  // namespace khoj::store
