#include "sources/registry.hpp"

#include <gtest/gtest.h>

namespace khoj::sources {
namespace {

TEST(SourceRegistry, FindsEveryNameItLists) {
  for (const auto name : source_names()) EXPECT_TRUE(find_source(name).has_value()) << name;
}

TEST(SourceRegistry, RefusesAnUnknownNameAndListsTheRest) {
  EXPECT_EQ(find_source("magic").error().message,
            "unknown source 'magic'; expected one of lexical, semantic, content, covisit, rules, again, "
            "searches, trending, "
            "diverse_picks, best_value, top_rated, popular");
}

}  // namespace
}  // namespace khoj::sources
