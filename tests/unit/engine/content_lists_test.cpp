// T2-01 through the engine: what is described alike, asked for the first time and from memory, under filters that leave few
// of the remembered lists, and for a shopper's latest products.
#include <algorithm>
#include <array>
#include <thread>

#include "base/clock.hpp"
#include "base/rng.hpp"
#include "engine/model_follower.hpp"
#include "engine/training.hpp"
#include "pipeline/context.hpp"
#include "shop_fixture.hpp"

namespace khoj::engine {
namespace {

using Ids = std::vector<std::string>;

constexpr const char* kPolicy = R"(
name: alike
exclude_seen: true
sources:
  - source: content
    limit: 40
rank:
  relevance: 1
)";

/// 600 sarees of some words each: far more than a remembered list holds are like any of them.
class ContentListsTest : public ShopTest {
 protected:
  void SetUp() override {
    options_.model_poll_interval_ms = 10;
    ShopTest::SetUp();
    const char* const words[] = {"red",  "blue",   "silk",  "cotton",  "zari",  "border", "banarasi",
                                 "gold", "blouse", "green", "wedding", "light", "daily",  "printed"};
    base::Rng rng(3);
    std::vector<domain::Product> products(600);
    for (std::size_t i = 0; i < products.size(); ++i) {
      products[i].id = "s" + std::to_string(i);
      products[i].title = "saree";
      for (int w = 0; w < 5; ++w) products[i].title += std::string(" ") + words[rng.below(std::size(words))];
      products[i].price_paise = static_cast<std::int64_t>(i + 1) * 100;
      products[i].stock = 5;
    }
    put(std::move(products));
    ASSERT_TRUE(base::sync_wait(engine_->put_policy("alike", kPolicy)).has_value());
    const io::ArtefactStore artefacts(folder_.path() / "artefacts");
    auto writer = artefacts.create(kContentArtefact).value();
    model_ = train_content(*catalog_, {}).value();
    ASSERT_TRUE(model_->save(writer.file(kContentFile)));
    ASSERT_TRUE(writer.commit({base::sync_wait(catalog_->identity({})).value(), {}, {}}));
    for (int i = 0; i < 500 && !engine_->models(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_TRUE(engine_->models());
  }

  Ids page(std::shared_ptr<const pipeline::Shopper> shopper, std::optional<domain::ItemId> anchor,
           std::string filter, std::uint32_t limit = 24) {
    auto request = browse(std::move(filter));
    request.policy = "alike";
    request.recommend = true;
    request.limit = limit;
    request.shopper = std::move(shopper);
    request.anchor = anchor;
    return ids(ask(std::move(request)));
  }
  /// The products' numbers are the order in which they were stored.
  static Ids ids_of(const std::vector<mine::SimilarItem>& similar) {
    Ids ids;
    for (const auto& [item, score] : similar) ids.push_back("s" + std::to_string(item.value));
    return ids;
  }

  std::optional<mine::TfidfModel> model_;
  mine::TfidfScratch scratch_;
};

TEST_F(ContentListsTest, T2_01_SimilarProductsAreExactRememberedOrNot) {
  for (const std::uint32_t anchor : {0U, 7U, 599U}) {
    const auto all = ids_of(model_->similar(domain::ItemId(anchor), 24, scratch_).value());
    EXPECT_EQ(page({}, domain::ItemId(anchor), ""), all);
    EXPECT_EQ(page({}, domain::ItemId(anchor), ""), all) << "from memory";
    const auto cheap = [](domain::ItemId item) { return item.value < 30; };
    EXPECT_EQ(page({}, domain::ItemId(anchor), "price <= 30"),
              ids_of(model_->similar(domain::ItemId(anchor), 24, scratch_, cheap).value()))
        << "few of the nearest pass the filter";
  }
}

TEST_F(ContentListsTest, T2_01_TheLatestProductsAreTakenTogether) {
  auto shopper = std::make_shared<pipeline::Shopper>();
  std::vector<mine::WeightedItem> profile;
  for (const std::uint32_t item : {11U, 5U, 2U}) {  // The oldest first.
    shopper->profile.items.push_back({domain::ItemId(item), domain::EventKind::click, base::now_ms(), {}});
    for (auto& part : profile) part.weight *= 0.85F;
    profile.push_back({domain::ItemId(item), 1.0F});
  }
  const auto exact = ids_of(model_->similar(profile, 24, scratch_).value());
  const auto found = page(shopper, {}, "");
  ASSERT_EQ(found.size(), 24U);
  const auto shared = std::count_if(found.begin(), found.end(), [&](const std::string& id) {
    return std::find(exact.begin(), exact.end(), id) != exact.end();
  });
  EXPECT_GE(shared, 22) << "nearly those that are nearest to the sum of the latest";
  for (const auto* const seen : {"s11", "s5", "s2"})
    EXPECT_EQ(std::count(found.begin(), found.end(), seen), 0) << seen;
}

TEST_F(ContentListsTest, T2_01_WhereTheListsAreTooShortAllProductsAreCompared) {
  auto shopper = std::make_shared<pipeline::Shopper>();
  shopper->profile.items.push_back({domain::ItemId(7), domain::EventKind::click, base::now_ms(), {}});
  const std::vector<mine::WeightedItem> profile{{domain::ItemId(7), 1.0F}};
  constexpr std::uint32_t kMoreThanAList = 250;
  static_assert(kMoreThanAList > mine::TfidfModel::kNearest);
  EXPECT_EQ(page(shopper, {}, "", kMoreThanAList),
            ids_of(model_->similar(profile, kMoreThanAList, scratch_).value()));
  const auto cheap = [](domain::ItemId item) { return item.value < 100; };
  const auto of_filter = page(shopper, {}, "price <= 100", 60);
  EXPECT_EQ(of_filter, ids_of(model_->similar(profile, 60, scratch_, cheap).value()))
      << "some of the nearest pass the filter, but not enough";
  EXPECT_EQ(of_filter.size(), 60U);
}

}  // namespace
}  // namespace khoj::engine
