#include "base/answer_cache.hpp"

#include <string>

#include <gtest/gtest.h>

namespace khoj::base {
namespace {

int count_known(const AnswerCache<int>& cache, int questions) {
  int known = 0;
  for (int i = 0; i < questions; ++i) {
    if (const auto answer = cache.find(std::to_string(i))) {
      EXPECT_EQ(*answer, i);
      ++known;
    }
  }
  return known;
}

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
  constexpr int kCapacity = 1'600;
  const AnswerCache<int> cache(kCapacity);
  for (int i = 0; i < 10 * kCapacity; ++i) cache.insert(std::to_string(i), std::make_shared<const int>(i));
  const int known = count_known(cache, 10 * kCapacity);
  EXPECT_GT(known, 0);
  EXPECT_LE(known, kCapacity + 128) << "rounded up in each half of each part";
}

TEST(AnswerCache, KeepsWhatIsAskedAgainAndAgain) {
  constexpr int kCapacity = 1'600;
  const AnswerCache<int> cache(kCapacity);
  cache.insert("often", std::make_shared<const int>(-1));
  for (int i = 0; i < 10 * kCapacity; ++i) {
    cache.insert(std::to_string(i), std::make_shared<const int>(i));
    ASSERT_NE(cache.find("often"), nullptr) << i;
  }
}

TEST(AnswerCache, HeavyAnswersLeaveRoomForFewer) {
  constexpr int kCapacity = 160'000;
  constexpr int kWeight = 100;
  const AnswerCache<int> cache(kCapacity);
  for (int i = 0; i < 10'000; ++i) cache.insert(std::to_string(i), std::make_shared<const int>(i), kWeight);
  const int known = count_known(cache, 10'000);
  EXPECT_GT(known, 0);
  EXPECT_LE(known, kCapacity / kWeight + 128);
  cache.insert("too heavy", std::make_shared<const int>(0), kCapacity);
  EXPECT_EQ(cache.find("too heavy"), nullptr);
}

}  // namespace
}  // namespace khoj::base
