#include "base/background.hpp"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace khoj::base {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); }

TEST(Background, OneThreadStepsBackAndNoOther) {
  const int before = niceness();
  int behind = before;
  std::thread([&] {
    step_back();
    behind = niceness();
  }).join();
  EXPECT_GE(behind, before);
  EXPECT_EQ(behind, std::max(before, 10));
  EXPECT_EQ(niceness(), before);
}

}  // namespace
}  // namespace khoj::base
