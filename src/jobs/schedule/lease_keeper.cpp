#include "jobs/schedule/lease_keeper.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;

/// Waits, but for a request to stop. @return false when there was one.
bool pause(const std::stop_token& stop, std::int64_t ms) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, std::chrono::milliseconds(ms), [] { return false; });
  return !stop.stop_requested();
}

void keep(const std::stop_token& stop, const LeaseKeeper::Options& options, store::LeaseStore& leases,
          const std::function<void()>& on_lost) {
  base::Stopwatch since_renewal;
  // Three attempts before it ends, the last of which may take a while.
  const std::int64_t pause_ms = std::max<std::int64_t>(1, options.ttl_ms / 4);
  while (pause(stop, pause_ms)) {
    const base::Stopwatch asked;
    const auto renewed =
        base::sync_wait(leases.renew(options.tenant, options.name, options.owner, options.ttl_ms));
    if (renewed) {
      since_renewal = asked;
      continue;
    }
    base::log::warn("a lease could not be renewed",
                    {{"lease", options.name}, {"error", renewed.error().describe()}});
    const bool over = since_renewal.elapsed_ms() > static_cast<double>(options.ttl_ms - pause_ms);
    if (renewed.error().code == ErrorCode::failed_precondition || over) return on_lost();
  }
}

}  // namespace

LeaseKeeper::LeaseKeeper(Options options, std::shared_ptr<store::LeaseStore> leases,
                         std::function<void()> on_lost)
    : thread_([options = std::move(options), leases = std::move(leases), on_lost = std::move(on_lost)](
                  const std::stop_token& stop) { keep(stop, options, *leases, on_lost); }) {}

}  // namespace khoj::jobs
