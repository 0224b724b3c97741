#include "base/task.hpp"

#include <memory>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "base/result.hpp"

namespace khoj::base {
namespace {

Task<int> forty_two() { co_return 42; }

Task<int> add_one(Task<int> task) { co_return co_await std::move(task) + 1; }

TEST(Task, ReturnsTheValueOfTheTaskItAwaits) { EXPECT_EQ(sync_wait(add_one(forty_two())), 43); }

TEST(Task, RethrowsToItsAwaiter) {
  const auto throwing = []() -> Task<int> {
    throw std::runtime_error("boom");
    co_return 0;
  };
  EXPECT_THROW(sync_wait(add_one(throwing())), std::runtime_error);
}

TEST(Task, PassesErrorsOn) {
  const auto failing = []() -> Task<Result<int>> {
    co_return fail(ErrorCode::not_found, "no product '{}'", "x");
  };
  const auto outer = [&]() -> Task<Result<int>> {
    KHOJ_CO_ASSIGN(const int value, co_await failing());
    co_return value + 1;
  };
  const auto result = sync_wait(outer());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::not_found);
  EXPECT_EQ(result.error().message, "no product 'x'");
}

TEST(OneShot, ResumesOnTheWaitersThread) {
  std::jthread worker;
  const auto task = [&worker]() -> Task<std::thread::id> {
    auto channel = std::make_shared<OneShot<int>>();
    worker = std::jthread([channel] { channel->set(7); });
    EXPECT_EQ(co_await *channel, 7);
    co_return std::this_thread::get_id();
  };
  EXPECT_EQ(sync_wait(task()), std::this_thread::get_id());
}

TEST(Error, PrependsThePlace) {
  EXPECT_EQ(at("body", at("[2]", at("price", make_error(ErrorCode::invalid_argument, "is bad")))).describe(),
            "body[2].price: is bad");
}

}  // namespace
}  // namespace khoj::base
