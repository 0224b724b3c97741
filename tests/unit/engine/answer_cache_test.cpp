#include "engine/answer_cache.hpp"

#include <string>

#include <gtest/gtest.h>

namespace khoj::engine {
namespace {

TEST(AnswerCache, GivesWhatWasPutInAndNothingElse) {
  const AnswerCache<std::string> cache(100);
  EXPECT_EQ(cache.find("kurta"), nullptr);
  cache.insert("kurta", std::make_shared<const std::string>("red"));
  cache.insert("kurta", std::make_shared<const std::string>("blue"));
  ASSERT_NE(cache.find("kurta"), nullptr);
  EXPECT_EQ(*cache.find("kurta"), "red") << "the first stays";
  EXPECT_EQ(cache.find("kurt"), nullptr);
}

TEST(AnswerCache, ForgetsRatherThanGrows) {
  constexpr int kCapacity = 160;
  const AnswerCache<int> cache(kCapacity);
  int known = 0;
  for (int i = 0; i < 10 * kCapacity; ++i) cache.insert(std::to_string(i), std::make_shared<const int>(i));
  for (int i = 0; i < 10 * kCapacity; ++i) {
    if (const auto answer = cache.find(std::to_string(i))) {
      EXPECT_EQ(*answer, i);
      ++known;
    }
  }
  EXPECT_GT(known, 0);
  EXPECT_LE(known, kCapacity + 16) << "rounded up in each part";
}

}  // namespace
}  // namespace khoj::engine
