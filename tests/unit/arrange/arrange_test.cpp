#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "arrange/seller_cap.hpp"
#include "arrange/stock.hpp"
#include "base/rng.hpp"

namespace khoj::arrange {
namespace {

using pipeline::Candidate;

Candidate candidate(std::uint32_t id, std::uint32_t words, double part, bool in_stock) {
  Candidate made;
  made.item = domain::ItemId(id);
  made.words_matched = words;
  made.score = pipeline::kWordStep * words + part;
  made.card.in_stock = in_stock;
  return made;
}

std::vector<std::uint32_t> ids(const std::vector<Candidate>& candidates) {
  std::vector<std::uint32_t> ids;
  for (const auto& c : candidates) ids.push_back(c.item.value);
  return ids;
}

TEST(DemoteOutOfStock, KeepsTheGroupsOfEqualWordsApart) {
  std::vector<Candidate> candidates = {candidate(1, 2, 0.9, false), candidate(2, 2, 0.8, true),
                                       candidate(3, 2, 0.0, true), candidate(4, 1, 1.0, true),
                                       candidate(5, 1, 0.5, false)};
  const double before = candidates[0].score;
  demote_out_of_stock(candidates, true);
  EXPECT_EQ(ids(candidates), (std::vector<std::uint32_t>{2, 3, 1, 4, 5}));
  EXPECT_TRUE(std::is_sorted(candidates.begin(), candidates.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
  EXPECT_NEAR(before + candidates[2].explanation.total(), candidates[2].score, 1e-12);
}

TEST(DemoteOutOfStock, KeepsTheOrderByScoreWhereARuleLiftsBeyondAWord) {
  std::vector<Candidate> candidates = {candidate(1, 1, 3.0, false), candidate(2, 2, 0.5, false),
                                       candidate(3, 1, 1.5, true)};
  demote_out_of_stock(candidates, false);
  EXPECT_EQ(ids(candidates), (std::vector<std::uint32_t>{2, 3, 1}));
  EXPECT_TRUE(std::is_sorted(candidates.begin(), candidates.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
}

TEST(CapSellers, HoldsInEveryWindowWhileOthersAreLeft) {
  base::Rng rng(7);
  const std::vector<std::string> sellers = {"a", "b", "c", "d", "e", "f", "g", "h", ""};
  for (int round = 0; round < 200; ++round) {
    std::vector<Candidate> candidates(60);
    for (std::uint32_t i = 0; i < candidates.size(); ++i) {
      candidates[i].item = domain::ItemId(i);
      candidates[i].card.seller_id = sellers[rng.below(sellers.size())];
    }
    auto before = ids(candidates);
    cap_sellers(candidates, 3);
    for (std::size_t begin = 0; begin < 24; ++begin) {
      std::map<std::string_view, int> counts;
      for (std::size_t i = begin; i < begin + kSellerWindow; ++i) ++counts[candidates[i].card.seller_id];
      for (const auto& [seller, count] : counts) EXPECT_TRUE(seller.empty() || count <= 3) << seller;
    }
    auto after = ids(candidates);
    std::sort(after.begin(), after.end());
    EXPECT_EQ(after, before) << "nothing is lost";
  }
}

TEST(CapSellers, LetsOneSellerFillThePageWhenThereIsNobodyElse) {
  std::vector<Candidate> candidates(20);
  for (std::uint32_t i = 0; i < candidates.size(); ++i) {
    candidates[i].item = domain::ItemId(i);
    candidates[i].card.seller_id = "only";
  }
  const auto before = ids(candidates);
  cap_sellers(candidates, 3);
  EXPECT_EQ(ids(candidates), before);
}

}  // namespace
}  // namespace khoj::arrange
