// Indexes that take each other's place, over a catalogue in memory.
#include "engine/index_rotation.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/memory_catalog_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::engine {
namespace {

using khoj::testing::value_of;
using khoj::testing::wait;

/// More than a follower takes in one step.
constexpr int kProducts = 9'000;

class IndexRotationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base::log::set_level(base::log::Level::off);
    std::vector<domain::Product> products(kProducts);
    for (int i = 0; i < kProducts; ++i) {
      products[static_cast<std::size_t>(i)].id = fmt::format("p{}", i);
      products[static_cast<std::size_t>(i)].title = fmt::format("Lamp {}", i);
    }
    wait(catalog_->upsert({}, std::move(products)));
    other_fields_.searchable = {{"title", 1.0}};
    open();
    catch_up();
  }
  void TearDown() override { base::log::set_level(base::log::Level::info); }

  void open() { open(settings_); }
  void open(const SearchSettings& wanted) {
    rotation_.reset();
    rotation_ =
        value_of(IndexRotation::open({folder_.path() / "index", "c0ffee", 64U << 20U, {}}, catalog_, wanted));
  }

  void catch_up() {
    while (value_of(rotation_->follow()) > 0) continue;
  }

  void rebuild_to_the_end(const SearchSettings& wanted) {
    while (!value_of(rotation_->rebuild(wanted)).switched)
      ASSERT_EQ(searchable(), kProducts) << "while building";
  }

  int searchable() const { return static_cast<int>(rotation_->snapshot()->doc_count()); }
  std::size_t text_fields() const { return rotation_->snapshot()->schema().text.size(); }

  void add_product(const std::string& id) {
    domain::Product product;
    product.id = id;
    product.title = "Another lamp";
    wait(catalog_->upsert({}, {std::move(product)}));
  }

  khoj::testing::TemporaryFolder folder_;
  std::shared_ptr<khoj::testing::MemoryCatalogStore> catalog_ =
      std::make_shared<khoj::testing::MemoryCatalogStore>();
  SearchSettings settings_;
  SearchSettings other_fields_;
  std::unique_ptr<IndexRotation> rotation_;
};

TEST_F(IndexRotationTest, X_06_BuildsBesideTheLiveIndexAndSwitches) {
  const auto first = rotation_->status().live;
  EXPECT_FALSE(value_of(rotation_->rebuild(settings_)).more) << "the settings ask for the live one";
  rebuild_to_the_end(other_fields_);
  EXPECT_EQ(text_fields(), 1U);
  EXPECT_EQ(searchable(), kProducts);
  const auto status = rotation_->status();
  EXPECT_NE(status.live, first);
  EXPECT_EQ(status.previous, first);
  EXPECT_EQ(status.building, "");
  EXPECT_EQ(status.switches, 1U);
}

TEST_F(IndexRotationTest, X_06_AStopWhileBuildingLeavesTheOldIndexLive) {
  EXPECT_TRUE(value_of(rotation_->rebuild(other_fields_)).more);
  EXPECT_NE(rotation_->status().building, "");
  value_of(rotation_->commit());
  open(other_fields_);
  EXPECT_EQ(searchable(), kProducts) << "complete from the first moment";
  EXPECT_EQ(text_fields(), settings_.searchable.size());
  rebuild_to_the_end(other_fields_);
  EXPECT_EQ(text_fields(), 1U);
  open(other_fields_);
  EXPECT_EQ(text_fields(), 1U);
}

TEST_F(IndexRotationTest, X_06_GoesBackToThePreviousIndexWhichOnlyCatchesUp) {
  const auto first = rotation_->status().live;
  rebuild_to_the_end(other_fields_);
  rotation_->remove_strangers();
  add_product("new");
  catch_up();
  int steps = 0;
  while (!value_of(rotation_->rebuild(settings_)).switched) ++steps;
  EXPECT_LE(steps, 1) << "9,000 products would take three";
  EXPECT_EQ(rotation_->status().live, first);
  EXPECT_EQ(searchable(), kProducts + 1);
}

TEST_F(IndexRotationTest, X_06_RebuildsOnRequestWithTheSameSettings) {
  const auto first = rotation_->status().live;
  rotation_->request_rebuild();
  rebuild_to_the_end(settings_);
  EXPECT_NE(rotation_->status().live, first);
  EXPECT_EQ(searchable(), kProducts);
  EXPECT_FALSE(value_of(rotation_->rebuild(settings_)).more) << "once";
}

TEST_F(IndexRotationTest, RemovesWhatIsNeitherLiveNorPrevious) {
  const auto count = [&] {
    std::size_t folders = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "index"))
      folders += entry.is_directory() ? 1 : 0;
    return folders;
  };
  for (int i = 0; i < 3; ++i) {
    rotation_->request_rebuild();
    rebuild_to_the_end(settings_);
  }
  EXPECT_EQ(count(), 4U);
  rotation_->remove_strangers();
  EXPECT_EQ(count(), 2U);
}

TEST_F(IndexRotationTest, AnUnreadableAliasOrOneThatLeavesTheFolderIsNotFollowed) {
  for (const auto* alias : {"", "[]", "{\"live\":7}", R"({"live":"../../etc-c0ffee-1"})",
                            R"({"live":"a-c0ffee-x"})", R"({"live":"a-another-1"})"}) {
    rotation_.reset();
    std::ofstream(folder_.path() / "index" / "live.json") << alias;
    open();
    catch_up();
    EXPECT_EQ(searchable(), kProducts) << alias;
  }
}

}  // namespace
}  // namespace khoj::engine
