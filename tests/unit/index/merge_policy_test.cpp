#include "index/merge_policy.hpp"

#include <gtest/gtest.h>

namespace khoj::index {
namespace {

constexpr std::uint32_t kMax = 1U << 24U;
using Places = std::vector<std::size_t>;

TEST(MergePolicy, LeavesFewSegmentsAlone) {
  EXPECT_TRUE(choose_merge({}, kMax).empty());
  EXPECT_TRUE(choose_merge(std::vector<SegmentSize>{{10, 10}, {20, 20}, {100000, 100000}}, kMax).empty());
}

TEST(MergePolicy, MergesFourOfSimilarSize) {
  const std::vector<SegmentSize> segments = {{900000, 900000}, {10, 10}, {5, 5}, {900, 900}, {300, 300}};
  EXPECT_EQ(choose_merge(segments, kMax), (Places{2, 1, 4, 3}));
}

TEST(MergePolicy, RewritesASegmentThatIsMostlyDead) {
  EXPECT_EQ(choose_merge(std::vector<SegmentSize>{{10000, 9000}, {10000, 4000}}, kMax), (Places{1}));
}

TEST(MergePolicy, RewritesASegmentThatIsMostlyRevised) {
  EXPECT_EQ(choose_merge(std::vector<SegmentSize>{{10000, 9000, 3000}, {10000, 9000, 5000}}, kMax),
            (Places{1}));
  EXPECT_TRUE(choose_merge(std::vector<SegmentSize>{{10000, 9000, 3000}}, kMax).empty());
  EXPECT_EQ(choose_merge_at_rest(std::vector<SegmentSize>{{10000, 9000, 3000}}, kMax), (Places{0}));
  EXPECT_TRUE(choose_merge_at_rest(std::vector<SegmentSize>{{10000, 9000, 1000}}, kMax).empty());
}

TEST(MergePolicy, NeverMakesASegmentThatIsTooLarge) {
  const std::vector<SegmentSize> segments = {{600, 600}, {600, 600}, {600, 600}, {600, 600}};
  EXPECT_EQ(choose_merge(segments, 1300).size(), 2U);
  EXPECT_TRUE(choose_merge(segments, 1000).empty());
}

TEST(MergePolicy, AtRestWhatAnImportLeavesBecomesOneSegment) {
  const std::vector<SegmentSize> segments = {
      {250000, 250000}, {45000, 45000}, {350000, 350000}, {75000, 75000}, {18000, 18000}};
  EXPECT_EQ(choose_merge_at_rest(segments, kMax), (Places{4, 1, 3, 0, 2}));
  EXPECT_TRUE(choose_merge_at_rest(std::vector<SegmentSize>{{1000000, 1000000}}, kMax).empty());
}

TEST(MergePolicy, AtRestALargeSegmentIsNotRewrittenForASmallOne) {
  EXPECT_TRUE(choose_merge_at_rest(std::vector<SegmentSize>{{1000000, 1000000}, {200, 200}}, kMax).empty());
  const std::vector<SegmentSize> segments = {{200, 200}, {1000000, 1000000}, {30000, 30000}, {20000, 20000}};
  EXPECT_EQ(choose_merge_at_rest(segments, kMax), (Places{3, 2}));
}

TEST(MergePolicy, AtRestNoSegmentBecomesTooLarge) {
  const std::vector<SegmentSize> segments = {{600, 600}, {600, 600}, {600, 600}};
  EXPECT_EQ(choose_merge_at_rest(segments, 1300).size(), 2U);
  EXPECT_TRUE(choose_merge_at_rest(segments, 1000).empty());
}

}  // namespace
}  // namespace khoj::index
