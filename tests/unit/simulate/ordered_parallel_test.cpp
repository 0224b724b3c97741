#include "simulate/ordered_parallel.hpp"

#include <atomic>
#include <numeric>
#include <stdexcept>

#include <gtest/gtest.h>

#include "simulate/catalog_simulator.hpp"

namespace khoj::simulate {
namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers numbers(std::uint64_t first, std::uint64_t last) {
  Numbers made(last - first);
  std::iota(made.begin(), made.end(), first);
  return made;
}

TEST(RenderInOrder, DeliversEverythingInOrder) {
  for (const std::uint64_t end : {10U, 11U, 17U, 1'000U}) {
    for (const unsigned threads : {1U, 2U, 5U}) {
      Numbers all;
      const auto status =
          render_in_order(10, end, {.batch = 7, .threads = threads}, numbers, [&](Numbers&& batch) {
            all.insert(all.end(), batch.begin(), batch.end());
            return base::Status{};
          });
      ASSERT_TRUE(status);
      EXPECT_EQ(all, numbers(10, end)) << threads;
    }
  }
}

TEST(RenderInOrder, HoldsFewBatchesAtOnce) {
  std::atomic<int> rendered{0};
  int delivered = 0;
  const auto status = render_in_order(
      0, 200, {.batch = 1, .threads = 2},
      [&](std::uint64_t first, std::uint64_t) {
        ++rendered;
        return first;
      },
      [&](std::uint64_t) {
        EXPECT_LE(rendered.load() - delivered, 7);
        ++delivered;
        return base::Status{};
      });
  EXPECT_TRUE(status);
  EXPECT_EQ(delivered, 200);
}

TEST(RenderInOrder, StopsAtTheSinksFirstError) {
  int calls = 0;
  const auto status =
      render_in_order(0, 1'000, {.batch = 10, .threads = 3}, numbers, [&](Numbers&&) -> base::Status {
        if (++calls == 4) return base::fail(base::ErrorCode::unavailable, "disk full");
        return {};
      });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "disk full");
  EXPECT_EQ(calls, 4);
}

TEST(RenderInOrder, PassesExceptionsOn) {
  const auto render = [](std::uint64_t first, std::uint64_t) -> int {
    if (first >= 50) throw std::runtime_error("no more");
    return 0;
  };
  EXPECT_THROW(
      (void)render_in_order(0, 100, {.batch = 10, .threads = 2}, render, [](int) { return base::Status{}; }),
      std::runtime_error);
  EXPECT_THROW((void)render_in_order(0, 100, {.batch = 10, .threads = 2}, numbers,
                                     [](Numbers&&) -> base::Status { throw std::runtime_error("sink"); }),
               std::runtime_error);
}

TEST(RenderInOrder, MakesTheCatalogueOfOneThread) {
  const CatalogSimulator simulator({.products = 500, .seed = 9});
  std::uint64_t next = 0;
  const auto render = [&](std::uint64_t first, std::uint64_t last) {
    std::vector<domain::Product> products;
    for (std::uint64_t i = first; i < last; ++i) products.push_back(simulator.product(i));
    return products;
  };
  const auto status = render_in_order(0, 500, {.batch = 64, .threads = 2}, render,
                                      [&](std::vector<domain::Product>&& products) {
                                        for (const auto& product : products)
                                          EXPECT_EQ(product, simulator.product(next++));
                                        return base::Status{};
                                      });
  EXPECT_TRUE(status);
  EXPECT_EQ(next, 500U);
}

}  // namespace
}  // namespace khoj::simulate
