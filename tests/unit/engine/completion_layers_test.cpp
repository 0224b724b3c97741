// Two layers of completions must answer as one index of both would.
#include "engine/completion_layers.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "index/completion/completion_builder.hpp"

namespace khoj::engine {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using index::completion::Entry;
using index::completion::Hit;
using index::completion::Kind;

CompletionIndex index_of(const std::vector<Entry>& entries) {
  CompletionBuilder builder;
  for (const auto& entry : entries) EXPECT_TRUE(builder.add(entry).has_value()) << entry.text;
  auto index = builder.build();
  EXPECT_TRUE(index.has_value());
  return index ? *std::move(index) : CompletionIndex();
}

std::vector<std::string> texts(const std::vector<Hit>& hits) {
  std::vector<std::string> out;
  for (const auto& hit : hits) out.push_back(hit.text);
  return out;
}

TEST(CompletionLayers, AnswerAsOneIndexOfBothWould) {
  base::Rng rng(17);
  const std::vector<std::string> words = {"red",   "silk",  "saree", "kurta", "kurti",
                                          "shirt", "skirt", "for",   "men"};
  for (int round = 0; round < 50; ++round) {
    std::vector<Entry> all;
    std::vector<Entry> above;
    std::vector<Entry> below;
    std::unordered_set<std::string> seen;
    for (int i = 0; i < 40; ++i) {
      std::string text;
      for (std::uint64_t n = 1 + rng.below(3); n > 0; --n)
        text += (text.empty() ? "" : " ") + words[rng.below(words.size())];
      if (!seen.insert(text).second) continue;
      // Weights are kept to three digits: these stay different.
      all.push_back({text, Kind::query, static_cast<float>(i + 1), {}});
      (rng.chance(0.3) ? above : below).push_back(all.back());
    }
    const auto one = index_of(all);
    const auto upper = index_of(above);
    const auto lower = index_of(below);
    const HiddenTexts none;
    const CompletionLayers layers(upper, lower, none);
    EXPECT_EQ(layers.greatest_weight(), one.greatest_weight());
    for (const auto* typed : {"s", "silk", "kurt", "sarre", "men shi", "skrit", "for red"}) {
      for (const std::size_t k : {1U, 4U, 50U}) {
        EXPECT_EQ(texts(layers.complete(typed, k)), texts(one.complete(typed, k))) << typed;
      }
    }
  }
}

TEST(CompletionLayers, HiddenOnesMakeRoomForOthers) {
  std::vector<Entry> entries;
  HiddenTexts hidden;
  for (int i = 0; i < 30; ++i) {
    entries.push_back({"shirt " + std::to_string(i), Kind::product, static_cast<float>(100 - i), {}});
    if (i < 20) hidden.insert(base::hash64(entries.back().text));
  }
  const auto above = index_of({{"shirt 3", Kind::query, 200.0F, {}}});
  const auto below = index_of(entries);
  EXPECT_EQ(texts(CompletionLayers(above, below, hidden).complete("shirt", 3)),
            (std::vector<std::string>{"shirt 3", "shirt 20", "shirt 21"}));
}

}  // namespace
}  // namespace khoj::engine
