// The jobs that make models, from a catalogue and an event log to artefacts that engines follow.
#include "jobs/train_models.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "engine/model_follower.hpp"
#include "jobs/schedule/schedule.hpp"
#include "pipeline/semantic_model.hpp"
#include "support/memory_catalog_store.hpp"
#include "support/memory_event_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::jobs {
namespace {

using khoj::testing::wait;

class TrainModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<domain::Product> products(6);
    const char* titles[] = {"red cotton saree", "blue cotton saree", "red silk saree",
                            "steel kettle",     "electric kettle",   "kettle lid"};
    for (std::size_t i = 0; i < products.size(); ++i) {
      products[i].id = "p" + std::to_string(i);
      products[i].title = titles[i];
    }
    const auto outcomes = wait(catalog_->upsert({}, std::move(products)));
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      events_->know_item("p" + std::to_string(i), outcomes[i].item);
    std::vector<domain::Event> told;
    for (int user = 0; user < 10; ++user) {
      for (const char* product : {"p3", "p5"}) {
        auto& event = told.emplace_back();
        event.event_id = std::to_string(told.size());
        event.kind = domain::EventKind::click;
        event.product_id = product;
        event.user_id = "u" + std::to_string(user);
        event.at_ms = base::now_ms();
      }
    }
    wait(events_->append_events({}, std::move(told)));
  }
  JobOutcome run(const Job& job) {
    JobContext context{{}, {}, [](const JobProgress&) {}, [] { return base::now_ms(); }};
    return khoj::testing::value_of(job.run(context));
  }
  std::shared_ptr<const pipeline::Models> follow(const std::string& catalog) {
    std::shared_ptr<const pipeline::Models> seen;
    const engine::ModelFollower follower(artefacts_, catalog, 60'000,
                                         [&](auto models) { seen = std::move(models); });
    return seen;
  }

  khoj::testing::TemporaryFolder folder_;
  io::ArtefactStore artefacts_{folder_.path() / "artefacts"};
  std::shared_ptr<khoj::testing::MemoryCatalogStore> catalog_ =
      std::make_shared<khoj::testing::MemoryCatalogStore>();
  std::shared_ptr<khoj::testing::MemoryEventStore> events_ =
      std::make_shared<khoj::testing::MemoryEventStore>();
};

TEST_F(TrainModelsTest, T2_22_T2_23_MakeArtefactsThatEnginesFollow) {
  EXPECT_EQ(run(content_job(artefacts_, catalog_, events_, 30)).metrics.at("products"), 6.0);
  EXPECT_GT(run(rules_job(artefacts_, catalog_, events_, {})).metrics.at("rules"), 0.0);
  EXPECT_EQ(run(trending_job(artefacts_, catalog_, events_, {})).metrics.at("products"), 2.0);
  EXPECT_EQ(run(profiles_job(artefacts_, catalog_, events_, {})).metrics.at("observed"), 10.0);
  const auto models = follow(wait(catalog_->identity({})));
  ASSERT_TRUE(models);
  mine::TfidfScratch scratch;
  const auto similar = models->content->similar(domain::ItemId(0), 10, scratch);
  ASSERT_TRUE(similar.has_value());
  EXPECT_EQ(similar->size(), 2U) << "T2_01: the sarees";
  EXPECT_FALSE(models->semantic) << "T2_14: six titles say too little, and that is no error";
  const std::uint32_t kettle[] = {3};
  ASSERT_FALSE(models->rules->match(kettle).empty());
  EXPECT_EQ(models->rules->match(kettle).front().item, 5U) << "T2_04";
  ASSERT_EQ(models->trending.size(), 2U);
  EXPECT_NEAR(models->trending.front().score, 10.0, 0.1) << "T2_03";
  EXPECT_EQ(models->engagement, signals::assumed_engagement()) << "of so few events nothing is learnt";
}

TEST_F(TrainModelsTest, T2_22_T2_23_HourlyAndDailyUnlessToldOtherwise) {
  EXPECT_EQ(trending_job(artefacts_, catalog_, events_, {}).schedule, "@hourly");
  constexpr std::int64_t kHour = 3'600'000;
  for (const auto& job :
       {content_job(artefacts_, catalog_, events_, 30), rules_job(artefacts_, catalog_, events_, {}),
        profiles_job(artefacts_, catalog_, events_, {})}) {
    const auto schedule = Schedule::parse(job.schedule, 0);
    ASSERT_TRUE(schedule.has_value()) << job.name;
    const auto first = schedule->next_after(0);
    EXPECT_EQ(schedule->next_after(first), first + 24 * kHour) << job.name;
  }
}

TEST_F(TrainModelsTest, AreOverdueWhenNothingWasMadeOrTheCatalogueHasGrown) {
  const auto content = content_job(artefacts_, catalog_, events_, 30);
  const auto rules = rules_job(artefacts_, catalog_, events_, {});
  EXPECT_TRUE(content.overdue());
  EXPECT_TRUE(rules.overdue());
  run(content);
  run(rules);
  EXPECT_FALSE(content.overdue());
  EXPECT_FALSE(rules.overdue());
  std::vector<domain::Product> more(6);
  for (std::size_t i = 0; i < more.size(); ++i) {
    more[i].id = "n" + std::to_string(i);
    more[i].title = "lamp";
  }
  wait(catalog_->upsert({}, std::move(more)));
  EXPECT_TRUE(content.overdue()) << "twice as many";
  EXPECT_FALSE(rules.overdue());
}

TEST_F(TrainModelsTest, AnotherCataloguesModelsAreNotTaken) {
  run(content_job(artefacts_, catalog_, events_, 30));
  EXPECT_FALSE(follow("another"));
}

TEST_F(TrainModelsTest, WhatIsStoppedLeavesTheVersionBefore) {
  run(content_job(artefacts_, catalog_, events_, 30));
  std::stop_source stop;
  stop.request_stop();
  JobContext context{{}, stop.get_token(), [](const JobProgress&) {}, [] { return base::now_ms(); }};
  EXPECT_EQ(content_job(artefacts_, catalog_, events_, 30).run(context).error().code,
            base::ErrorCode::cancelled);
  EXPECT_EQ(artefacts_.live_version("content").value(), 1U);
}

TEST(TrendingList, ComesBackAndRefusesDamage) {
  const pipeline::TrendingList list = {{domain::ItemId(7), 2.5}, {domain::ItemId(1), 0.5}};
  const auto bytes = pipeline::to_bytes(list);
  EXPECT_EQ(pipeline::trending_from_bytes(bytes).value(), list);
  EXPECT_FALSE(pipeline::trending_from_bytes(bytes.substr(1)).has_value());
  EXPECT_FALSE(pipeline::trending_from_bytes(pipeline::to_bytes({list[1], list[0]})).has_value());
}

}  // namespace
}  // namespace khoj::jobs
