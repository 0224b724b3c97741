// What docs/simulation.md promises of simulated completions.
#include "simulate/completion_simulator.hpp"

#include <algorithm>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace khoj::simulate {
namespace {

TEST(CompletionSimulator, GivesAsManyDifferentTextsAsAskedForTheSameForASeed) {
  const auto completions = simulate_completions(5'000, 3);
  ASSERT_EQ(completions.size(), 5'000U);
  std::unordered_set<std::string> texts;
  for (const auto& [text, count] : completions) {
    EXPECT_TRUE(texts.insert(text).second) << text;
    EXPECT_TRUE(!text.empty() && text.size() <= 64 && base::is_valid_utf8(text)) << text;
    EXPECT_GE(count, 1U);
  }
  EXPECT_GT(std::count_if(completions.begin(), completions.end(), [](const auto& c) { return c.count > 1; }),
            100);
  EXPECT_EQ(simulate_completions(5'000, 3), completions);
  EXPECT_NE(simulate_completions(5'000, 4), completions);
}

TEST(CompletionSimulator, TypingIsABeginningThatSplitsNoLetter) {
  base::Rng rng(1);
  std::unordered_set<std::size_t> lengths;
  for (int i = 0; i < 500; ++i) {
    const std::string text = i % 2 == 0 ? "लाल साड़ी" : "running shoes";
    const auto typed = simulate_typing(text, false, rng);
    EXPECT_TRUE(!typed.empty() && text.starts_with(typed) && base::is_valid_utf8(typed)) << typed;
    lengths.insert(typed.size());
  }
  EXPECT_GT(lengths.size(), 13U);
}

TEST(CompletionSimulator, TypingMakesAMistakeWhenAskedTo) {
  base::Rng rng(1);
  int mistaken = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string text = "refrigerators";
    const auto typed = simulate_typing(text, true, rng);
    if (!text.starts_with(typed)) ++mistaken;
  }
  EXPECT_GT(mistaken, 50);
}

}  // namespace
}  // namespace khoj::simulate
