// What makes an event and an impression valid.
#include "domain/event.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "domain/impression.hpp"

namespace khoj::domain {
namespace {

constexpr std::int64_t kNowMs = 1'700'000'000'000;

Event event() {
  Event made;
  made.event_id = "e1";
  made.kind = EventKind::click;
  made.request_id = "request-0001";
  made.product_id = "p1";
  made.at_ms = kNowMs;
  return made;
}

void search_of(Event& event, std::string query) {
  event.kind = EventKind::search;
  event.product_id.clear();
  event.query = std::move(query);
}

TEST(Event, AnErasureNamesTheUsersKeyAndNotTheUser) {
  const auto erasure = erasure_of("asha", kNowMs);
  EXPECT_EQ(erased_user(erasure), user_key("asha"));
  EXPECT_NE(user_key("asha"), user_key("Asha")) << "T2_20: letters' case tells users apart";
  EXPECT_EQ(erasure.event_id.find("asha"), std::string::npos);
  EXPECT_FALSE(erasure.user_id.has_value());
  EXPECT_FALSE(erased_user(event()).has_value());
  auto damaged = erasure;
  damaged.event_id = "erasure:12";
  EXPECT_FALSE(erased_user(damaged).has_value());
  damaged.event_id = "erasure:zz" + std::string(30, '0');
  EXPECT_FALSE(erased_user(damaged).has_value());
}

TEST(Event, ASearchHasAQueryAndNoProduct) {
  auto search = event();
  search_of(search, "red shoes");
  EXPECT_TRUE(validate(search, kNowMs).has_value());
}

TEST(Event, KindsHaveNamesAndNumbers) {
  for (std::size_t i = 0; i < kEventKindNames.size(); ++i) {
    const auto kind = event_kind_of(static_cast<std::int64_t>(i));
    ASSERT_TRUE(kind.has_value());
    EXPECT_EQ(to_string(*kind), kEventKindNames[i]);
    EXPECT_EQ(parse_event_kind(kEventKindNames[i]).value(), *kind);
  }
  EXPECT_EQ(to_string(EventKind::purchase), "purchase");
  EXPECT_FALSE(event_kind_of(-1).has_value());
  EXPECT_EQ(event_kind_of(15), EventKind::erasure);
  EXPECT_FALSE(event_kind_of(16).has_value());
  EXPECT_EQ(to_string(EventKind::erasure), "erasure");
  EXPECT_FALSE(parse_event_kind("erasure").has_value()) << "no client's";
  EXPECT_FALSE(parse_event_kind("Click").has_value());
}

TEST(Event, EveryRuleNamesItsField) {
  EXPECT_TRUE(validate(event(), kNowMs).has_value());
  const std::pair<std::string_view, void (*)(Event&)> table[] = {
      {"event_id", [](Event& e) { e.event_id.clear(); }},
      {"event_id", [](Event& e) { e.event_id = std::string(129, 'x'); }},
      {"event_id", [](Event& e) { e.event_id = "a\nb"; }},
      {"event_id", [](Event& e) { e.event_id = "\xFF"; }},
      {"request_id", [](Event& e) { e.request_id = "short"; }},
      {"request_id", [](Event& e) { e.request_id = "with blank 1"; }},
      {"request_id", [](Event& e) { e.request_id = std::string(65, 'x'); }},
      {"product_id", [](Event& e) { e.product_id.clear(); }},
      {"query", [](Event& e) { e.query = "saree"; }},
      {"query", [](Event& e) { search_of(e, " "); }},
      {"query", [](Event& e) { search_of(e, std::string("a\0b", 3)); }},
      {"query", [](Event& e) { search_of(e, std::string(kMaxEventQueryBytes + 1, 'x')); }},
      {"product_id",
       [](Event& e) {
         search_of(e, "saree");
         e.product_id = "p1";
       }},
      {"type", [](Event& e) { e.kind = EventKind::erasure; }},
      {"position", [](Event& e) { e.position = kMaxPosition + 1; }},
      {"user_id", [](Event& e) { e.user_id = ""; }},
      {"value", [](Event& e) { e.value_paise = -1; }},
      {"quantity", [](Event& e) { e.quantity = 0; }},
      {"at_ms", [](Event& e) { e.at_ms = 0; }},
      {"at_ms", [](Event& e) { e.at_ms = kNowMs + kMaxAheadMs + 1; }},
      {"at_ms", [](Event& e) { e.at_ms = std::numeric_limits<std::int64_t>::max(); }},
  };
  for (const auto& [field, spoil] : table) {
    auto spoilt = event();
    spoil(spoilt);
    const auto valid = validate(spoilt, kNowMs);
    ASSERT_FALSE(valid.has_value()) << field;
    EXPECT_EQ(valid.error().context, field);
  }
  auto anonymous = event();
  anonymous.request_id.clear();
  anonymous.at_ms = kNowMs + kMaxAheadMs;
  EXPECT_TRUE(validate(anonymous, kNowMs).has_value());
}

TEST(Impression, EveryRuleNamesItsField) {
  const auto impression = [] {
    Impression made;
    made.request_id = "request-0001";
    made.surface = made.policy = "search";
    made.items = {ItemId(1), ItemId(2)};
    return made;
  };
  EXPECT_TRUE(validate(impression()).has_value());
  const std::pair<std::string_view, void (*)(Impression&)> table[] = {
      {"request_id", [](Impression& i) { i.request_id.clear(); }},
      {"surface", [](Impression& i) { i.surface.clear(); }},
      {"policy", [](Impression& i) { i.policy = std::string(65, 'p'); }},
      {"query", [](Impression& i) { i.query = std::string(1'025, 'q'); }},
      {"query", [](Impression& i) { i.query = "\xC3"; }},
      {"sample_rate", [](Impression& i) { i.sample_rate = 0.0; }},
      {"sample_rate", [](Impression& i) { i.sample_rate = std::numeric_limits<double>::quiet_NaN(); }},
      {"items", [](Impression& i) { i.items.resize(1'001); }},
      {"propensities", [](Impression& i) { i.propensities = {1.0F}; }},
      {"propensities", [](Impression& i) { i.propensities = {1.0F, 1.5F}; }},
  };
  for (const auto& [field, spoil] : table) {
    auto spoilt = impression();
    spoil(spoilt);
    const auto valid = validate(spoilt);
    ASSERT_FALSE(valid.has_value()) << field;
    EXPECT_EQ(valid.error().context, field);
  }
}

}  // namespace
}  // namespace khoj::domain
