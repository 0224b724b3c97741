// What vectors of words and products are made of: which searches count, and what they put near.
#include "engine/semantic_training.hpp"

#include <gtest/gtest.h>

#include "engine/searched_pairs.hpp"
#include "sneakers.hpp"
#include "support/memory_catalog_store.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using domain::EventKind;
using domain::ItemId;

class EventList {
 public:
  EventList& search(const std::string& user, const std::string& query) {
    auto& event = add(user, EventKind::search);
    event.query = query;
    return *this;
  }
  EventList& want(const std::string& user, std::uint32_t item, EventKind kind = EventKind::click) {
    add(user, kind).item = ItemId(item);
    return *this;
  }
  EventList& wait(std::int64_t ms) {
    now_ms_ += ms;
    return *this;
  }
  [[nodiscard]] const std::vector<signals::LoggedEvent>& events() const { return events_; }

 private:
  signals::LoggedEvent& add(const std::string& user, EventKind kind) {
    auto& event = events_.emplace_back();
    event.kind = kind;
    event.at_ms = now_ms_ += 1'000;
    if (!user.empty()) event.user = domain::user_key(user);
    return event;
  }

  std::int64_t now_ms_ = 1'000'000;
  std::vector<signals::LoggedEvent> events_;
};

TEST(SearchedPairs, T2_14_AreWhatSeveralUsersWantedSoonAfterASearch) {
  EventList log;
  log.search("a", "Red  Shoes").want("a", 1).want("a", 1, EventKind::purchase).want("a", 2);
  log.search("b", "red shoes").want("b", 1).want("c", 1);
  log.search("c", "alone").want("c", 3);
  log.search("d", "red shoes").wait(1'800'001).want("d", 4);
  log.search("", "red shoes").want("", 5);
  const auto pairs = find_searched_pairs(log.events(), {});
  ASSERT_EQ(pairs.items.size(), 2U) << "not what came too late, of one user, or of nobody known";
  ASSERT_EQ(pairs.items.at(ItemId(1)).size(), 1U);
  EXPECT_EQ(pairs.queries[pairs.items.at(ItemId(1)).front().query], "red shoes");
  EXPECT_FLOAT_EQ(pairs.items.at(ItemId(1)).front().wanted, 2 + 10 + 2);
  EXPECT_FLOAT_EQ(pairs.items.at(ItemId(2)).front().wanted, 2);
  const auto most = find_searched_pairs(log.events(), {.most = 1});
  ASSERT_EQ(most.items.size(), 1U);
  EXPECT_TRUE(most.items.contains(ItemId(1))) << "the one that was wanted most";
}

class SemanticTrainingTest : public ::testing::Test {
 protected:
  void fill() { khoj::testing::wait(catalog_.upsert({}, three_kinds())); }
  std::shared_ptr<const pipeline::SemanticModel> train(const std::vector<signals::LoggedEvent>& events) {
    return khoj::testing::value_of(train_semantic(catalog_, events, {}));
  }
  static std::vector<mine::SimilarItem> nearest(const pipeline::SemanticModel& model, std::string_view word) {
    std::vector<float> vector(model.words.dim());
    model.words.embed(std::array{word}, vector);
    return model.products.nearest(vector, 10, 0.0F).items;
  }

  khoj::testing::MemoryCatalogStore catalog_;
};

TEST_F(SemanticTrainingTest, T2_14_ASearchIsWhatWasWantedAfterIt) {
  fill();
  const auto model = train(sneakers_wanted());
  ASSERT_TRUE(model);
  EXPECT_EQ(model->products.size(), 120U);
  ASSERT_TRUE(model->words.find("sneaker").has_value()) << "no product says it";
  const auto hits = nearest(*model, "sneaker");
  ASSERT_EQ(hits.size(), 10U);
  for (const auto& hit : hits) EXPECT_EQ(hit.item.value % 3, 0U) << "shoes";
  EXPECT_FALSE(train({})->words.find("sneaker").has_value());
}

TEST_F(SemanticTrainingTest, T2_14_TheSameComesOutOfTheSame) {
  fill();
  const auto one = train(sneakers_wanted());
  const auto two = train(sneakers_wanted());
  EXPECT_EQ(one->words.to_bytes(), two->words.to_bytes());
  EXPECT_TRUE(std::ranges::equal(one->products.bytes(), two->products.bytes()));
}

TEST_F(SemanticTrainingTest, T2_14_OfNothingNothingIsLearnt) {
  EXPECT_FALSE(train({}));
  domain::Product alone;
  alone.id = "p";
  alone.title = "one title alone";
  khoj::testing::wait(catalog_.upsert({}, {alone}));
  EXPECT_FALSE(train({}));
}

TEST_F(SemanticTrainingTest, T2_14_EndsWhenItIsAskedTo) {
  fill();
  int calls = 0;
  const auto stopped = train_semantic(catalog_, {}, {}, {}, [&](std::uint64_t done, std::uint64_t) {
    return done > 0 || ++calls < 2 ? base::Status{} : base::fail(base::ErrorCode::cancelled, "enough");
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);
}

}  // namespace
}  // namespace khoj::engine
