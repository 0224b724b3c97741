// What the jobs' models are made of: which events count, and how.
#include "engine/training.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/memory_catalog_store.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using domain::EventKind;
using domain::ItemId;

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kNow = 20'000 * kDay;

class RuleTrainingTest : public ::testing::Test {
 protected:
  void tell(const std::string& user, std::uint32_t item, std::int64_t days_ago,
            EventKind kind = EventKind::click) {
    events_.push_back({domain::EventSeq(events_.size() + 1),
                       kind,
                       kNow - days_ago * kDay,
                       ItemId(item),
                       domain::user_key(user),
                       {}});
  }
  std::vector<mine::RuleMatch> after(std::uint32_t item) {
    const auto rules = train_rules(events_, kNow, {.min_support = 0.01, .min_confidence = 0.1});
    EXPECT_TRUE(rules.has_value()) << rules.error().describe();
    return rules->match({&item, 1});
  }
  std::vector<signals::LoggedEvent> events_;
};

TEST_F(RuleTrainingTest, T2_04_ATransactionIsWhatOneUserWantedInTheHistory) {
  for (int user = 0; user < 4; ++user) {
    const auto name = "u" + std::to_string(user);
    tell(name, 1, 29);
    tell(name, 2, 1, EventKind::cart);
    tell(name, 2, 1);                         // Once more is not another product.
    tell(name, 3, 31);                        // Before the history.
    tell(name, 4, 1, EventKind::impression);  // Not wanted.
  }
  const auto found = after(1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().item, 2U);
  EXPECT_FLOAT_EQ(found.front().confidence, 1.0F);
  EXPECT_TRUE(after(3).empty());
}

TEST_F(RuleTrainingTest, T2_04_WhoWantedOneProductIsNoTransaction) {
  for (int user = 0; user < 4; ++user) {
    const auto name = "u" + std::to_string(user);
    tell(name, 1, 1);
    tell(name, 2, 1);
  }
  for (int user = 0; user < 100; ++user) tell("one" + std::to_string(user), 1, 1);
  const auto found = after(1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found.front().confidence, 1.0F) << "the hundred do not count";
}

TEST_F(RuleTrainingTest, T2_04_TwoUsersAreTooFew) {
  for (const char* user : {"a", "b"}) {
    tell(user, 1, 1);
    tell(user, 2, 1);
  }
  EXPECT_TRUE(after(1).empty());
}

TEST(ContentTraining, T2_01_ComparesNamesAndSubCategories) {
  khoj::testing::MemoryCatalogStore catalog;
  const std::pair<const char*, const char*> texts[] = {{"Prestige one", "Home > Kettles"},
                                                       {"Pigeon two", "Kitchen > Kettles"},
                                                       {"Prestige three", "Kitchen > Cookers"},
                                                       {"Butterfly four", "Kitchen > Stoves"}};
  std::vector<domain::Product> products;
  for (const auto& [title, category] : texts) {
    auto& product = products.emplace_back();
    product.id = "p" + std::to_string(products.size());
    product.title = title;
    product.categories = {category};
  }
  std::vector<ItemId> items;
  const auto outcomes = khoj::testing::wait(catalog.upsert({}, std::move(products)));
  for (const auto& outcome : outcomes) items.push_back(outcome.item);
  const auto model = khoj::testing::value_of(train_content(catalog, {}));
  mine::TfidfScratch scratch;
  std::vector<ItemId> similar;
  const auto found = model.similar(items[0], 10, scratch).value();
  for (const auto& hit : found) similar.push_back(hit.item);
  std::sort(similar.begin(), similar.end());
  EXPECT_EQ(similar, (std::vector<ItemId>{items[1], items[2]})) << "by sub-category, by name";
  ASSERT_TRUE(model.contains(items[3]));
  EXPECT_TRUE(model.similar(items[3], 10, scratch).value().empty()) << "a higher category is not compared";
}

}  // namespace
}  // namespace khoj::engine
