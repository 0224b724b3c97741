// Any bytes as a job's schedule: refused with an error, or a time comes, after the one asked for, at a full minute, and the
// one before it is not left out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "jobs/schedule/schedule.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  constexpr std::int64_t kNow = 1'795'000'000'123;
  constexpr std::int64_t kMinute = 60'000;
  const auto schedule = jobs::Schedule::parse({reinterpret_cast<const char*>(data), size}, 330);
  if (!schedule) return 0;
  const auto next = schedule->next_after(kNow);
  if (next <= kNow || next % kMinute != 0 || next == std::numeric_limits<std::int64_t>::max()) std::abort();
  if (schedule->next_after(next - kMinute) != next || schedule->next_after(next) <= next) std::abort();
  return 0;
}
