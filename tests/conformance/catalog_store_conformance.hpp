// What every CatalogStore promises, as tests. An adapter's test file gives a factory:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogStoreConformance, ::testing::Values(CatalogStoreFactory{…}),
//   name_of);
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "store/catalog_store.hpp"
#include "support/random_product.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

/// An empty store, and more instances on the same data, such as other processes would have.
class CatalogStoreUnderTest {
 public:
  virtual ~CatalogStoreUnderTest() = default;
  virtual store::CatalogStore& store() = 0;
  virtual std::unique_ptr<store::CatalogStore> open_again() = 0;
};

struct CatalogStoreFactory {
  std::string name;
  std::function<std::unique_ptr<CatalogStoreUnderTest>()> make;
};

class CatalogStoreConformance : public ::testing::TestWithParam<CatalogStoreFactory> {
 protected:
  static domain::Product product(const std::string& id, const std::string& title = "a title") {
    domain::Product made;
    made.id = id;
    made.title = title;
    return made;
  }

  static std::vector<domain::Product> numbered_products(int from, int to) {
    std::vector<domain::Product> products;
    for (int i = from; i < to; ++i) products.push_back(product(fmt::format("p{:05}", i)));
    return products;
  }

  static domain::Tenant tenant(std::string_view id) { return value_of(domain::Tenant::parse(id)); }

  /// Follows the feed in steps of `step` and returns every change after `after`.
  std::vector<store::CatalogChange> all_changes(domain::ChangeSeq after = {}, std::uint32_t step = 7) {
    std::vector<store::CatalogChange> all;
    while (true) {
      auto some = wait(store().changes_since({}, after, step));
      EXPECT_LE(some.changes.size(), step);
      for (auto& change : some.changes) {
        EXPECT_GT(change.seq, after);
        after = change.seq;
        all.push_back(std::move(change));
      }
      if (!some.more) return all;
    }
  }

  std::vector<std::string> all_ids(std::uint32_t page_size) {
    std::vector<std::string> ids;
    std::string cursor;
    while (true) {
      const auto page = wait(store().list({}, page_size, cursor));
      for (const auto& stored : page.products) ids.push_back(stored.product.id);
      if (!page.next_cursor) return ids;
      cursor = *page.next_cursor;
    }
  }

  store::CatalogStore& store() { return under_test_->store(); }
  CatalogStoreUnderTest& under_test() { return *under_test_; }

 private:
  std::unique_ptr<CatalogStoreUnderTest> under_test_ = GetParam().make();
};

inline std::string name_of(const ::testing::TestParamInfo<CatalogStoreFactory>& info) {
  return info.param.name;
}

TEST_P(CatalogStoreConformance, IsEmptyAtFirst) {
  EXPECT_EQ(wait(store().count({})), 0U);
  EXPECT_EQ(wait(store().last_change({})).value, 0U);
  EXPECT_TRUE(wait(store().changes_since({}, {}, 10)).changes.empty());
  const auto page = wait(store().list({}, 10, ""));
  EXPECT_TRUE(page.products.empty());
  EXPECT_FALSE(page.next_cursor);
  EXPECT_EQ(wait_for_error(store().get({}, "x")).code, base::ErrorCode::not_found);
  EXPECT_EQ(wait(store().remove({}, {"x"})), 0U);
  EXPECT_EQ(wait(store().remove_untouched_since({}, domain::ChangeSeq(9))), 0U);
  EXPECT_TRUE(wait(store().upsert({}, {})).empty());
}

TEST_P(CatalogStoreConformance, GivesBackWhatWasPut) {
  base::Rng rng(11);
  std::map<std::string, domain::Product> put;
  for (int i = 0; i < 200; ++i) {
    auto random = random_product(rng);
    put[random.id] = random;
  }
  std::vector<domain::Product> products;
  for (const auto& [id, one] : put) products.push_back(one);
  const auto before_ms = base::now_ms();
  wait(store().upsert({}, products));
  for (auto [id, expected] : put) {
    auto stored = wait(store().get({}, id));
    EXPECT_GE(stored.product.updated_ms, before_ms);
    if (expected.created_ms == 0) expected.created_ms = stored.product.updated_ms;
    expected.updated_ms = stored.product.updated_ms;
    EXPECT_EQ(stored.product, expected);
  }
  EXPECT_EQ(wait(store().count({})), put.size());
}

TEST_P(CatalogStoreConformance, GivesDenseItemIdsAndRisingSequenceNumbers) {
  const auto first = wait(store().upsert({}, numbered_products(0, 50)));
  const auto second = wait(store().upsert({}, numbered_products(25, 75)));
  ASSERT_EQ(first.size(), 50U);
  ASSERT_EQ(second.size(), 50U);
  std::uint64_t last_seq = 0;
  for (std::uint32_t i = 0; i < 50; ++i) {
    EXPECT_EQ(first[i].item.value, i);
    EXPECT_TRUE(first[i].created);
    EXPECT_GT(first[i].seq.value, last_seq);
    last_seq = first[i].seq.value;
  }
  for (std::uint32_t i = 0; i < 50; ++i) {
    EXPECT_EQ(second[i].item.value, 25 + i);
    EXPECT_EQ(second[i].created, i >= 25);
    EXPECT_GT(second[i].seq.value, last_seq);
    last_seq = second[i].seq.value;
  }
  EXPECT_EQ(wait(store().last_change({})).value, last_seq);
  EXPECT_EQ(wait(store().count({})), 75U);
}

TEST_P(CatalogStoreConformance, TheLaterOfTwoWithOneIdWins) {
  const auto outcomes = wait(store().upsert({}, {product("a", "one"), product("b"), product("a", "two")}));
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_TRUE(outcomes[0].created);
  EXPECT_FALSE(outcomes[2].created);
  EXPECT_EQ(outcomes[0].item, outcomes[2].item);
  EXPECT_EQ(wait(store().get({}, "a")).product.title, "two");
  EXPECT_EQ(wait(store().count({})), 2U);
  EXPECT_EQ(all_changes().size(), 2U);
}

TEST_P(CatalogStoreConformance, KeepsTheCreationTimeOfWhatExists) {
  auto original = product("a");
  original.created_ms = 1'700'000'000'000;
  wait(store().upsert({}, {original, product("b")}));
  const auto b_created = wait(store().get({}, "b")).product.created_ms;
  EXPECT_GT(b_created, original.created_ms);
  auto later = product("a", "later");
  later.created_ms = 5;
  later.updated_ms = 5;
  wait(store().upsert({}, {later}));
  const auto stored = wait(store().get({}, "a")).product;
  EXPECT_EQ(stored.created_ms, original.created_ms);
  EXPECT_GE(stored.updated_ms, b_created);
  EXPECT_EQ(stored.title, "later");
}

TEST_P(CatalogStoreConformance, OneInvalidProductKeepsAllOut) {
  auto bad = product("bad");
  bad.rating = 9.0;
  const auto error = wait_for_error(store().upsert({}, {product("a"), bad, product("c")}));
  EXPECT_EQ(error.code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(error.context, "[1].rating");
  EXPECT_EQ(wait_for_error(store().upsert({}, {bad})).context, "rating");
  EXPECT_EQ(wait(store().count({})), 0U);
  EXPECT_EQ(wait(store().last_change({})).value, 0U);
}

TEST_P(CatalogStoreConformance, DeletionsStayInTheFeedAndItemIdsComeBack) {
  const auto put = wait(store().upsert({}, numbered_products(0, 10)));
  EXPECT_EQ(wait(store().remove({}, {"p00003", "nothing", "p00007", "p00003"})), 2U);
  EXPECT_EQ(wait(store().remove({}, {"p00003"})), 0U);
  EXPECT_EQ(wait(store().count({})), 8U);
  EXPECT_EQ(wait_for_error(store().get({}, "p00003")).code, base::ErrorCode::not_found);

  const auto deletions = all_changes(put.back().seq);
  ASSERT_EQ(deletions.size(), 2U);
  EXPECT_EQ(deletions[0].product_id, "p00003");
  EXPECT_EQ(deletions[0].item.value, 3U);
  EXPECT_FALSE(deletions[0].product);
  EXPECT_EQ(all_changes().size(), 10U);

  const auto back = wait(store().upsert({}, {product("p00003", "again"), product("p00010")}));
  EXPECT_TRUE(back[0].created);
  EXPECT_EQ(back[0].item.value, 3U);
  EXPECT_EQ(back[1].item.value, 10U);
  EXPECT_EQ(wait(store().get({}, "p00003")).product.title, "again");
  EXPECT_EQ(wait(store().count({})), 10U);
  EXPECT_EQ(all_changes().size(), 11U);
}

TEST_P(CatalogStoreConformance, TheFeedHoldsEveryProductOnceInTheOrderOfItsLatestChange) {
  base::Rng rng(3);
  std::map<std::string, std::string> expected;  // id → title; empty: deleted
  for (int step = 0; step < 60; ++step) {
    std::vector<domain::Product> products;
    for (int i = 0; i < 5; ++i) {
      products.push_back(product(fmt::format("p{}", rng.below(40)), fmt::format("t{}-{}", step, i)));
      expected[products.back().id] = products.back().title;
    }
    wait(store().upsert({}, products));
    const auto gone = fmt::format("p{}", rng.below(40));
    if (wait(store().remove({}, {gone})) == 1) expected[gone].clear();
  }
  std::map<std::string, std::string> seen;
  for (const auto& change : all_changes()) {
    const auto title = change.product ? change.product->title : std::string();
    EXPECT_TRUE(seen.emplace(change.product_id, title).second) << change.product_id;
    if (change.product) {
      EXPECT_EQ(change.seq, wait(store().get({}, change.product_id)).seq);
    }
  }
  EXPECT_EQ(seen, expected);
}

TEST_P(CatalogStoreConformance, RemovesWhatAnImportDidNotTouch) {
  wait(store().upsert({}, numbered_products(0, 20)));
  const auto mark = wait(store().last_change({}));
  wait(store().upsert({}, numbered_products(5, 12)));
  wait(store().upsert({}, {product("new")}));
  EXPECT_EQ(wait(store().remove_untouched_since({}, mark)), 13U);
  EXPECT_EQ(wait(store().count({})), 8U);
  EXPECT_EQ(wait(store().remove_untouched_since({}, mark)), 0U);
  EXPECT_EQ(all_ids(3), (std::vector<std::string>{"new", "p00005", "p00006", "p00007", "p00008", "p00009",
                                                  "p00010", "p00011"}));
  EXPECT_EQ(all_changes(mark).size(), 21U);
}

TEST_P(CatalogStoreConformance, EditsSeeTheProductAndChangeIt) {
  wait(store().upsert({}, {product("a", "before")}));
  const auto outcome =
      wait(store().edit({}, "a", [](const domain::Product& seen) -> base::Result<domain::Product> {
        auto changed = seen;
        changed.title += " and after";
        return changed;
      }));
  const auto stored = wait(store().get({}, "a"));
  EXPECT_EQ(stored.product.title, "before and after");
  EXPECT_EQ(stored.seq, outcome.seq);
  EXPECT_EQ(stored.item, outcome.item);
}

TEST_P(CatalogStoreConformance, AnEditThatFailsChangesNothing) {
  wait(store().upsert({}, {product("a", "before")}));
  const auto mark = wait(store().last_change({}));
  const auto error_of = [&](const std::string& id, store::ProductEdit edit) {
    return wait_for_error(store().edit({}, id, std::move(edit)));
  };
  const auto refuse = [](const domain::Product&) -> base::Result<domain::Product> {
    return base::fail(base::ErrorCode::failed_precondition, "not today");
  };
  EXPECT_EQ(error_of("a", refuse).message, "not today");
  EXPECT_EQ(error_of("b", refuse).code, base::ErrorCode::not_found);
  EXPECT_EQ(error_of("a",
                     [](domain::Product p) -> base::Result<domain::Product> {
                       p.title.clear();
                       return p;
                     })
                .context,
            "title");
  EXPECT_EQ(error_of("a",
                     [](domain::Product p) -> base::Result<domain::Product> {
                       p.id = "b";
                       return p;
                     })
                .code,
            base::ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("a",
                     [](const domain::Product&) -> base::Result<domain::Product> {
                       throw std::runtime_error("boom");
                     })
                .code,
            base::ErrorCode::internal);
  EXPECT_EQ(wait(store().last_change({})), mark);
  EXPECT_EQ(wait(store().get({}, "a")).product.title, "before");
}

TEST_P(CatalogStoreConformance, OfManyEditsThoseThatFailChangeNothing) {
  const auto renamed_to = [](std::string title) -> store::ProductEdit {
    return [title](domain::Product p) -> base::Result<domain::Product> {
      p.title = title;
      return p;
    };
  };
  EXPECT_EQ(wait(store().edit_each({}, {{"a", renamed_to("no tenant yet")}}))[0].error().code,
            base::ErrorCode::not_found);
  wait(store().upsert({}, {product("a", "before"), product("b", "before")}));
  const auto mark = wait(store().last_change({}));
  const auto outcomes = wait(store().edit_each({}, {{"a", renamed_to("after")},
                                                    {"nobody", renamed_to("after")},
                                                    {"b", renamed_to("")},
                                                    {"a", renamed_to("after all")}}));
  ASSERT_EQ(outcomes.size(), 4U);
  EXPECT_TRUE(outcomes[0]);
  EXPECT_EQ(outcomes[1].error().code, base::ErrorCode::not_found);
  EXPECT_EQ(outcomes[2].error().context, "title");
  EXPECT_TRUE(outcomes[3]);
  EXPECT_EQ(wait(store().get({}, "a")).product.title, "after all");
  EXPECT_EQ(wait(store().get({}, "b")).product.title, "before");
  const auto changes = all_changes(mark);
  ASSERT_EQ(changes.size(), 1U) << "only the latest change of a product counts";
  EXPECT_EQ(changes[0].product_id, "a");
  EXPECT_TRUE(wait(store().edit_each({}, {})).empty());
}

TEST_P(CatalogStoreConformance, ConcurrentEditsLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kEdits = 25;
  auto counted = product("a");
  counted.stock = 0;
  wait(store().upsert({}, {counted}));
  const auto other = under_test().open_again();
  std::vector<std::jthread> threads;
  std::atomic<int> failed{0};
  for (int t = 0; t < kThreads; ++t) {
    auto& target = t % 2 == 0 ? store() : *other;
    threads.emplace_back([&target, &failed] {
      for (int i = 0; i < kEdits; ++i) {
        const auto done =
            base::sync_wait(target.edit({}, "a", [](domain::Product p) -> base::Result<domain::Product> {
              ++*p.stock;
              return p;
            }));
        if (!done) ++failed;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(wait(store().get({}, "a")).product.stock, kThreads * kEdits);
}

TEST_P(CatalogStoreConformance, AFollowerOfTheFeedMissesNothingUnderConcurrentWriters) {
  constexpr int kWriters = 4;
  constexpr int kBatches = 30;
  std::atomic<int> writing{kWriters};
  std::vector<std::jthread> writers;
  const auto other = under_test().open_again();
  for (int w = 0; w < kWriters; ++w) {
    auto& target = w % 2 == 0 ? store() : *other;
    writers.emplace_back([&target, &writing, w] {
      for (int batch = 0; batch < kBatches; ++batch) {
        std::vector<domain::Product> products;
        for (int i = 0; i < 5; ++i)
          products.push_back(product(fmt::format("w{}-{}", w, i), fmt::format("{}", batch)));
        wait(target.upsert({}, products));
      }
      --writing;
    });
  }
  std::map<std::string, std::string> followed;
  domain::ChangeSeq after;
  while (true) {
    const bool last_round = writing == 0;
    for (const auto& change : all_changes(after, 100)) {
      after = change.seq;
      followed[change.product_id] = change.product->title;
    }
    if (last_round) break;
  }
  EXPECT_EQ(followed.size(), kWriters * 5U);
  for (const auto& [id, title] : followed) EXPECT_EQ(title, std::to_string(kBatches - 1)) << id;
  EXPECT_EQ(wait(store().last_change({})), after);
}

TEST_P(CatalogStoreConformance, PagesAreInByteOrderAndStableWhileProductsChange) {
  wait(store().upsert({}, {product("b"), product("B"), product("a\xE0\xA4\x95"), product("a"), product("é"),
                           product("Z"), product("a b"), product("10"), product("9")}));
  const std::vector<std::string> ordered = {"10", "9", "B", "Z", "a", "a b", "a\xE0\xA4\x95", "b", "é"};
  for (const std::uint32_t size : {1U, 2U, 3U, 8U, 9U, 10U, 10'000U})
    EXPECT_EQ(all_ids(size), ordered) << size;

  const auto first = wait(store().list({}, 4, ""));
  ASSERT_TRUE(first.next_cursor);
  wait(store().upsert({}, {product("0 comes before"), product("Z", "changed"), product("a a")}));
  wait(store().remove({}, {first.products.back().product.id}));
  const auto second = wait(store().list({}, 4, *first.next_cursor));
  std::vector<std::string> ids;
  for (const auto& stored : second.products) ids.push_back(stored.product.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "a a", "a b", "a\xE0\xA4\x95"}));

  EXPECT_EQ(wait_for_error(store().list({}, 0, "")).code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(wait_for_error(store().list({}, 10'001, "")).code, base::ErrorCode::invalid_argument);
}

TEST_P(CatalogStoreConformance, TenantsDoNotSeeEachOther) {
  const auto a = tenant("shop-a");
  const auto b = tenant("shop-b");
  const auto in_a = wait(store().upsert(a, {product("x", "in a"), product("y")}));
  const auto in_b = wait(store().upsert(b, {product("x", "in b")}));
  EXPECT_EQ(in_b[0].item.value, 0U);
  EXPECT_TRUE(in_b[0].created);
  EXPECT_EQ(wait(store().get(a, "x")).product.title, "in a");
  EXPECT_EQ(wait(store().get(b, "x")).product.title, "in b");
  EXPECT_EQ(wait_for_error(store().get(b, "y")).code, base::ErrorCode::not_found);
  EXPECT_EQ(wait(store().remove_untouched_since(a, in_a.back().seq)), 2U);
  EXPECT_EQ(wait(store().count(a)), 0U);
  EXPECT_EQ(wait(store().count(b)), 1U);
  EXPECT_EQ(wait(store().changes_since(b, {}, 10)).changes.size(), 1U);
  EXPECT_EQ(wait(store().count({})), 0U);
}

TEST_P(CatalogStoreConformance, TakesOddIdsAndLargeProducts) {
  const std::vector<std::string> ids = {
      "'; DROP TABLE products; --", "100%_\\", "a/b?c#d", "\"quoted\"", "कुर्ता", "😀", " ",
      std::string(128, 'x'),        "%00",     "{}"};
  for (const auto& id : ids) wait(store().upsert({}, {product(id, id)}));
  for (const auto& id : ids) EXPECT_EQ(wait(store().get({}, id)).product.title, id);
  auto large = product("large");
  large.description = std::string(domain::kMaxTextBytes, 'd');
  for (int i = 0; i < 20; ++i)
    large.attributes[fmt::format("a{}", i)] = std::string(domain::kMaxTextBytes, 'v');
  wait(store().upsert({}, {large}));
  const auto stored = wait(store().get({}, "large")).product;
  EXPECT_EQ(stored.attributes, large.attributes);
  EXPECT_EQ(stored.description, large.description);
  EXPECT_EQ(wait(store().remove({}, ids)), ids.size());
  EXPECT_EQ(all_ids(10), std::vector<std::string>{"large"});
}

TEST_P(CatalogStoreConformance, TellsListenersOfCommits) {
  std::atomic<int> first{0};
  std::atomic<int> second{0};
  store().on_commit([&first] { ++first; });
  store().on_commit([&second] { ++second; });
  wait(store().upsert({}, {product("a")}));
  const base::Stopwatch waited;
  while ((first == 0 || second == 0) && waited.elapsed_s() < 10)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_GE(first, 1);
  EXPECT_GE(second, 1);
  under_test().open_again();  // Its end does not disturb the listeners here.
}

TEST_P(CatalogStoreConformance, HasANameOfItsOwnForEver) {
  const auto name = wait(store().identity({}));
  EXPECT_FALSE(name.empty());
  wait(store().upsert({}, {product("a")}));
  EXPECT_EQ(wait(store().identity({})), name);
  EXPECT_EQ(wait(under_test().open_again()->identity({})), name);
}

TEST_P(CatalogStoreConformance, FindsItemsByTheirProducts) {
  EXPECT_EQ(wait(store().find_items({}, {"a"})), (std::vector<std::optional<domain::ItemId>>{std::nullopt}));
  const auto outcomes = wait(store().upsert({}, {product("a"), product("b")}));
  wait(store().remove({}, {"b"}));
  const auto items = wait(store().find_items({}, {"b", "none", "a", "b"}));
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0], outcomes[1].item) << "deleted, and still its own";
  EXPECT_FALSE(items[1]);
  EXPECT_EQ(items[2], outcomes[0].item);
  EXPECT_EQ(items[3], items[0]);
  EXPECT_TRUE(wait(store().find_items({}, {})).empty());
}

TEST_P(CatalogStoreConformance, EditsReturnWhatTheyWrote) {
  const auto created = wait(store().upsert({}, {product("a")}))[0];
  const auto edited = wait(store().edit({}, "a", [](domain::Product p) -> base::Result<domain::Product> {
    p.title = "edited";
    return p;
  }));
  EXPECT_EQ(edited.item, created.item);
  EXPECT_EQ(edited.product.title, "edited");
  EXPECT_EQ(edited.seq, wait(store().last_change({})));
}

/// A hundred of the largest descriptions: a reader gets them in as many pages as the store likes, and misses none.
TEST_P(CatalogStoreConformance, EndsPagesOfLargeProductsEarly) {
  auto products = numbered_products(0, 100);
  for (auto& large : products) large.description.assign(domain::kMaxTextBytes, 'd');
  wait(store().upsert({}, std::move(products)));
  EXPECT_EQ(all_changes({}, 1'000).size(), 100U);
  std::size_t listed = 0;
  std::string cursor;
  while (true) {
    const auto page = wait(store().list({}, 1'000, cursor));
    listed += page.products.size();
    if (!page.next_cursor) break;
    cursor = *page.next_cursor;
  }
  EXPECT_EQ(listed, 100U);
}

TEST_P(CatalogStoreConformance, SeesWhatAnotherInstanceCommits) {
  const auto other = under_test().open_again();
  wait(other->upsert({}, {product("a", "from elsewhere")}));
  const auto seen = wait(store().changes_since({}, {}, 10)).changes;
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].product->title, "from elsewhere");
  EXPECT_EQ(wait(store().upsert({}, {product("b")}))[0].item.value, 1U);
  EXPECT_EQ(wait(other->last_change({})).value, 2U);
}

TEST_P(CatalogStoreConformance, IsDurableAcrossInstances) {
  wait(store().upsert({}, numbered_products(0, 100)));
  wait(store().remove({}, {"p00050"}));
  const auto other = under_test().open_again();
  EXPECT_EQ(wait(other->count({})), 99U);
  EXPECT_EQ(wait(other->changes_since({}, {}, 1'000)).changes.size(), 100U);
}

}  // namespace khoj::testing
