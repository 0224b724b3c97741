#include "pipeline/policy.hpp"

#include <gtest/gtest.h>

namespace khoj::pipeline {
namespace {

constexpr const char* kGood = R"(name: home
sources:
  - {source: lexical, limit: 50, weight: 2}
min_matches: 3
coordination: false
rank: {relevance: 0.7, trust: 0.3}
arrange: {max_per_seller: 3}
)";

std::string error_of(std::string_view yaml) {
  const auto policy = parse_policy(yaml, "p.yaml");
  return policy ? "" : policy.error().describe();
}

TEST(ParsePolicy, ReadsEveryKey) {
  const auto policy = parse_policy(kGood, "p.yaml").value();
  EXPECT_EQ(policy.name, "home");
  ASSERT_EQ(policy.sources.size(), 1U);
  EXPECT_EQ(policy.sources[0].source, "lexical");
  EXPECT_EQ(policy.sources[0].limit, 50U);
  EXPECT_EQ(policy.sources[0].weight, 2.0);
  EXPECT_EQ(policy.min_matches, 3U);
  EXPECT_FALSE(policy.coordination);
  ASSERT_EQ(policy.rank.size(), 2U);
  EXPECT_EQ(policy.rank[1].feature, "trust");
  EXPECT_EQ(policy.arrange.max_per_seller, 3U);
}

TEST(ParsePolicy, NamesFileLineAndWhatWasExpected) {
  EXPECT_EQ(error_of("name: a\nsorces: []\n"),
            "p.yaml:2: unknown key 'sorces'; expected one of name, sources, blend, known_shoppers_only, "
            "exclude_seen, min_matches, coordination, rank, arrange");
  EXPECT_EQ(error_of("name: a\nsources:\n  - source: lexical\n    limit: 0\nrank: {relevance: 1}\n"),
            "p.yaml:4: 'limit' must be a whole number from 1 to 1000");
  EXPECT_EQ(error_of("name: a\nsources: [{source: lexical}]\nrank: {relevance: lots}\n"),
            "p.yaml:3: 'relevance' must be a number from 0 to 1000");
  EXPECT_EQ(error_of("name: a\nsources: [{source: lexical}]\n"),
            "p.yaml:1: 'rank' needs at least one feature");
  EXPECT_EQ(error_of("[1, 2]"), "p.yaml:1: expected a map of keys to values");
  EXPECT_NE(error_of("name: [a"), "");
  EXPECT_NE(error_of(""), "");
}

TEST(BuiltinPolicies, AllParseUnderTheirFileName) {
  EXPECT_GE(builtin_policies().size(), 2U);
  for (const auto& [name, yaml] : builtin_policies()) {
    const auto policy = parse_policy(yaml, name);
    ASSERT_TRUE(policy.has_value()) << policy.error().describe();
    EXPECT_EQ(policy->name, name);
  }
}

}  // namespace
}  // namespace khoj::pipeline
