#include "engine/curation_rule.hpp"

#include <gtest/gtest.h>

#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using khoj::testing::value_of;

std::string error_path(std::string_view json) {
  const auto rule = curation_rule_from_json(json);
  return rule ? "none" : rule.error().context;
}

TEST(CurationRule, X_04_SurvivesTheWayThroughJson) {
  CurationRule rule;
  rule.description = "दिवाली";
  rule.enabled = false;
  rule.queries = {"lamp", "diya"};
  rule.match = "contains";
  rule.category = "home-decor";
  rule.from_ms = 1;
  rule.until_ms = 2;
  rule.pins = {{"p1", 3}};
  rule.hides = {"p2"};
  rule.boosts = {{"brand:boat", -0.5}};
  rule.decays = {{"created_at", std::nullopt, 30, 1}, {"price", 500.0, 100, 2}};
  const auto text = to_json(rule);
  EXPECT_EQ(to_json(value_of(curation_rule_from_json(text))), text);
  EXPECT_EQ(to_json(value_of(curation_rule_from_json("{}"))), to_json(CurationRule{}));
}

TEST(CurationRule, X_04_NamesTheFieldThatIsWrong) {
  EXPECT_EQ(error_path("["), "");
  EXPECT_EQ(error_path(R"({"pin":[]})"), "pin");
  EXPECT_EQ(error_path(R"({"pins":[{"product_id":"a","position":0}]})"), "pins[0].position");
  EXPECT_EQ(error_path(R"({"pins":[{"product_id":"a","position":-1}]})"), "pins[0].position");
  EXPECT_EQ(error_path(R"({"pins":[{"product_id":"a"},{"product_id":""}]})"), "pins[1].product_id");
  EXPECT_EQ(error_path(R"({"hides":["a",7]})"), "hides[1]");
  EXPECT_EQ(error_path(R"({"boosts":[{"filter":"x","weight":11}]})"), "boosts[0].weight");
  EXPECT_EQ(error_path(R"({"boosts":[{"filter":"x","weight":0}]})"), "boosts[0].weight");
  EXPECT_EQ(error_path(R"({"decays":[{"field":"price","half_distance":0,"weight":1}]})"),
            "decays[0].half_distance");
  EXPECT_EQ(error_path(R"({"match":"fuzzy"})"), "match");
  EXPECT_EQ(error_path(R"({"from_ms":5,"until_ms":5})"), "until_ms");
  EXPECT_EQ(error_path(R"({"from_ms":1.5})"), "from_ms");
  EXPECT_EQ(error_path(R"({"queries":[""]})"), "queries[0]");
}

}  // namespace
}  // namespace khoj::engine
