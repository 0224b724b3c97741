// Quantised vectors of items: an exact search against a plain one in floats, filters, deadlines, and damaged bytes.
#include "mine/item_vectors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "support/temporary_folder.hpp"

namespace khoj::mine {
namespace {

using domain::ItemId;
using Rows = std::vector<std::vector<float>>;

std::vector<float> unit_vector(base::Rng& rng, std::size_t dim) {
  std::vector<float> out(dim);
  for (float& x : out) x = static_cast<float>(rng.normal());
  const float length = std::sqrt(std::inner_product(out.begin(), out.end(), out.begin(), 0.0F));
  for (float& x : out) x /= length;
  return out;
}

Rows random_rows(std::uint64_t seed, std::size_t count, std::size_t dim) {
  base::Rng rng(seed);
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(unit_vector(rng, dim));
  return rows;
}

/// Row i is item 3 · i; they are added backwards.
ItemVectors build(const Rows& rows, std::size_t dim) {
  ItemVectorsBuilder builder(dim);
  for (std::size_t i = rows.size(); i > 0; --i)
    builder.add(ItemId(static_cast<std::uint32_t>(3 * (i - 1))), rows[i - 1]);
  auto built = std::move(builder).build();
  EXPECT_TRUE(built) << built.error().describe();
  return *std::move(built);
}

std::vector<std::uint8_t> copy_of(const ItemVectors& vectors) {
  const auto bytes = vectors.bytes();
  const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {data, data + bytes.size()};
}

void sign(std::vector<std::uint8_t>& bytes) {
  const std::size_t end = bytes.size() - sizeof(std::uint64_t);
  const std::uint64_t checksum = base::hash64(std::as_bytes(std::span(bytes)).first(end));
  std::memcpy(bytes.data() + end, &checksum, sizeof checksum);
}

TEST(ItemVectors, T2_14_ScoresAreNearlyThoseOfFloats) {
  for (const std::size_t dim : {1, 31, 32, 96, 100}) {
    const auto rows = random_rows(dim, 2'500, dim);
    const auto vectors = build(rows, dim);
    ASSERT_EQ(vectors.size(), rows.size());
    base::Rng rng(9);
    const auto query = unit_vector(rng, dim);
    const auto nearest = vectors.nearest(query, rows.size(), -2.0F);
    ASSERT_EQ(nearest.items.size(), rows.size());
    EXPECT_FALSE(nearest.partial);
    for (std::size_t i = 0; i < nearest.items.size(); ++i) {
      const auto& [item, score] = nearest.items[i];
      const auto& row = rows[item.value / 3];
      EXPECT_NEAR(score, std::inner_product(row.begin(), row.end(), query.begin(), 0.0F), 0.01F);
      if (i > 0) {
        EXPECT_LE(score, nearest.items[i - 1].score);
      }
    }
  }
}

TEST(ItemVectors, T2_14_TheBestOfThoseThatPassComeAboveTheFloor) {
  const auto vectors = build(random_rows(1, 5'000, 16), 16);
  base::Rng rng(2);
  const auto query = unit_vector(rng, 16);
  const auto all = vectors.nearest(query, 5'000, -2.0F).items;
  const auto few = vectors.nearest(query, 20, -2.0F).items;
  EXPECT_EQ(few, std::vector(all.begin(), all.begin() + 20));
  const auto is_odd = [](ItemId item) { return item.value % 2 == 1; };
  const auto odd = vectors.nearest(query, 7, -2.0F, is_odd).items;
  auto expected = all;
  std::erase_if(expected, [&](const SimilarItem& hit) { return !is_odd(hit.item); });
  expected.resize(7);
  EXPECT_EQ(odd, expected);
  const auto near = vectors.nearest(query, 5'000, 0.5F).items;
  const auto count = std::count_if(all.begin(), all.end(), [](const auto& hit) { return hit.score >= 0.5F; });
  EXPECT_EQ(near.size(), static_cast<std::size_t>(count));
  EXPECT_TRUE(vectors.nearest(query, 0, -2.0F).items.empty());
  EXPECT_TRUE(vectors.nearest(std::vector<float>(16), 5, -2.0F).items.empty()) << "nothing is asked";
}

TEST(ItemVectors, T2_14_EqualOnesComeByItem) {
  const auto vectors = build(Rows(100, {0.6F, 0.8F}), 2);
  const auto hits = vectors.nearest(std::vector<float>{1.0F, 0.0F}, 3, 0.0F).items;
  ASSERT_EQ(hits.size(), 3U);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(hits[i].item, ItemId(3 * i));
}

TEST(ItemVectors, T2_14_ADeadlineEndsTheSearch) {
  const auto vectors = build(random_rows(3, 5'000, 8), 8);
  int looks = 0;
  base::Deadline deadline(1.5,
                          [&] { return base::SteadyClock::time_point(std::chrono::milliseconds(looks++)); });
  const auto nearest = vectors.nearest(std::vector<float>(8, 0.3F), 5'000, -2.0F, {}, &deadline);
  EXPECT_TRUE(nearest.partial);
  EXPECT_EQ(nearest.items.size(), 1'024U) << "one batch";
}

TEST(ItemVectors, T2_14_TheBuilderRefusesWhatIsNoVector) {
  ItemVectorsBuilder twice(2);
  twice.add(ItemId(1), std::vector{1.0F, 0.0F});
  twice.add(ItemId(1), std::vector{1.0F, 0.0F});
  EXPECT_EQ(std::move(twice).build().error().code, base::ErrorCode::invalid_argument);
  ItemVectorsBuilder infinite(2);
  infinite.add(ItemId(1), std::vector{1.0F, std::numeric_limits<float>::infinity()});
  EXPECT_EQ(std::move(infinite).build().error().code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(ItemVectorsBuilder(0).build().error().code, base::ErrorCode::invalid_argument);
  const auto none = ItemVectorsBuilder(4).build();
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->nearest(std::vector<float>(4, 0.5F), 5, -2.0F).items.empty());
}

TEST(ItemVectors, T2_14_DamageIsRefused) {
  const auto good = copy_of(build(random_rows(4, 9, 33), 33));
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto cut =
        ItemVectors::from_bytes({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::ErrorCode::corruption);
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] ^= 0x10U;
    EXPECT_FALSE(ItemVectors::from_bytes(std::move(bad))) << "byte " << at;
  }
  auto other = good;
  other[8] = 2;
  EXPECT_EQ(ItemVectors::from_bytes(other).error().code, base::ErrorCode::unsupported);
}

// With a right checksum, too: whatever opens can be searched (under the sanitizers).
TEST(ItemVectors, T2_14_ForgedBytesAreRefusedOrSafe) {
  const auto good = copy_of(build(random_rows(5, 20, 40), 40));
  base::Rng rng(6);
  std::size_t opened = 0;
  for (int round = 0; round < 5'000; ++round) {
    auto bad = good;
    for (std::uint64_t i = 1 + rng.below(3); i > 0; --i)
      bad[rng.below(bad.size())] = static_cast<std::uint8_t>(rng.chance(0.5) ? rng.below(256) : 255);
    sign(bad);
    const auto vectors = ItemVectors::from_bytes(std::move(bad));
    if (!vectors) continue;
    ++opened;
    EXPECT_LE(vectors->nearest(std::vector<float>(vectors->dim(), 0.1F), 5, -2.0F).items.size(), 5U);
  }
  EXPECT_GT(opened, 100U);  // A changed number shows nowhere.
}

// ---- The golden file. To write one, run this test with KHOJ_WRITE_GOLDEN=1 from the project's root. ----

TEST(ItemVectors, T2_14_TheGoldenFileOpensAndAnswers) {
  static_assert(kItemVectorsVersion == 1, "a new version gets a new file; the old ones stay");
  const char* const file = "tests/golden/item-vectors-v1.ivec";
  if (std::getenv("KHOJ_WRITE_GOLDEN") != nullptr) {
    ASSERT_TRUE(build({{1.0F, 0.0F, 0.0F}, {0.0F, 1.0F, 0.0F}, {0.6F, 0.0F, 0.8F}}, 3).save(file));
  }
  const auto vectors = ItemVectors::open(file);
  ASSERT_TRUE(vectors) << vectors.error().describe() << "; run from the project's root";
  EXPECT_EQ(vectors->dim(), 3U);
  const auto hits = vectors->nearest(std::vector{0.0F, 0.0F, 1.0F}, 10, 0.1F).items;
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].item, ItemId(6));
  EXPECT_NEAR(hits[0].score, 0.8F, 0.005F);
  EXPECT_EQ(ItemVectors::open("tests/golden/none").error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace khoj::mine
