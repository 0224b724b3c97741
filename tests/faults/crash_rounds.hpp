// How long the crash tests go on.
#pragma once

#include <algorithm>
#include <cstdlib>

namespace khoj::testing {

/// How many rounds; KHOJ_CRASH_ROUNDS raises it for the long run.
inline int crash_rounds(int least) {
  const char* text = std::getenv("KHOJ_CRASH_ROUNDS");
  return text == nullptr ? least : std::max(least, std::atoi(text));
}

}  // namespace khoj::testing
