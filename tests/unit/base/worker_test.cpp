#include "base/worker.hpp"

#include <atomic>
#include <latch>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace khoj::base {
namespace {

TEST(Worker, AnswersWhatItsWorkAnswers) {
  Worker worker;
  const auto here = std::this_thread::get_id();
  const auto id =
      sync_wait(worker.run([]() -> Result<std::thread::id> { return std::this_thread::get_id(); }));
  EXPECT_NE(*id, here);
  const auto failed =
      sync_wait(worker.run([]() -> Result<int> { return fail(ErrorCode::not_found, "none"); }));
  EXPECT_EQ(failed.error().code, ErrorCode::not_found);
  const auto thrown = sync_wait(worker.run([]() -> Result<int> { throw std::runtime_error("a bug"); }));
  EXPECT_EQ(thrown.error().code, ErrorCode::internal);
  const auto full = sync_wait(worker.run([]() -> Result<int> { throw std::bad_alloc(); }));
  EXPECT_EQ(full.error().code, ErrorCode::resource_exhausted);
}

TEST(Worker, RefusesMoreThanItHolds) {
  std::latch busy(1);
  std::latch go(1);
  std::atomic<int> done = 0;
  std::atomic<int> refused = 0;
  Worker worker(2);
  const auto ask = [&] {
    const auto answer = sync_wait(worker.run([&]() -> Result<int> {
      if (done == 0) {
        if (!busy.try_wait()) busy.count_down();
        go.wait();
      }
      return ++done;
    }));
    if (answer) return;
    EXPECT_EQ(answer.error().code, ErrorCode::resource_exhausted);
    ++refused;
  };
  std::vector<std::jthread> askers;
  askers.emplace_back(ask);
  busy.wait();
  for (int i = 0; i < 3; ++i) askers.emplace_back(ask);
  while (refused == 0) std::this_thread::yield();
  go.count_down();
  askers.clear();
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(done, 3);
}

}  // namespace
}  // namespace khoj::base
