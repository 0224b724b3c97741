// Makes a long row of things in parallel and hands them on in order: threads render batches (say, 4,096
// products as lines of JSON), the calling thread passes them to a sink one after the other. At most a few
// batches exist at once, so memory does not grow with the row. One call is one run; the functions may be
// called from several threads at once.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace khoj::simulate {

struct OrderedParallelOptions {
  std::uint64_t batch = 4'096;  ///< Items per batch, at least 1.
  unsigned threads = 1;  ///< Rendering threads, at least 1; the sink runs in the calling thread beside them.
};

/// Renders [begin, end) in batches and gives the results to `sink` in order.
/// @param render  T render(first, last); called from several threads, so it must be thread-safe. T is
/// movable.
/// @param sink    base::Status sink(T&&); called from this thread only. Its first error ends the run.
/// @return the sink's error, if there was one. An exception out of `render` or `sink` is thrown again here.
template <typename Render, typename Sink>
base::Status render_in_order(std::uint64_t begin, std::uint64_t end, const OrderedParallelOptions& options,
                             const Render& render, Sink&& sink) {
  using Rendered = std::invoke_result_t<const Render&, std::uint64_t, std::uint64_t>;
  const std::uint64_t size = std::max<std::uint64_t>(options.batch, 1);
  const std::uint64_t batches = end > begin ? (end - begin + size - 1) / size : 0;
  const std::size_t threads = std::max(1U, options.threads);

  // Batch b waits in slot b % slots. A thread takes a batch only when its slot is free, which bounds the
  // memory.
  std::vector<std::optional<Rendered>> slots(threads * 2);
  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t next = 0;
  std::uint64_t delivered = 0;
  bool stopped = false;
  std::exception_ptr thrown;

  const auto work = [&] {
    for (;;) {
      std::uint64_t mine = 0;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stopped || next >= batches || next < delivered + slots.size(); });
        if (stopped || next >= batches) return;
        mine = next++;
      }
      try {
        const std::uint64_t first = begin + mine * size;
        Rendered rendered = render(first, std::min(first + size, end));
        const std::lock_guard lock(mutex);
        slots[mine % slots.size()].emplace(std::move(rendered));
      } catch (...) {
        const std::lock_guard lock(mutex);
        thrown = std::current_exception();
        stopped = true;
      }
      changed.notify_all();
    }
  };
  const auto deliver = [&]() -> base::Status {
    while (delivered < batches) {
      std::unique_lock lock(mutex);
      auto& slot = slots[delivered % slots.size()];
      changed.wait(lock, [&] { return stopped || slot.has_value(); });
      if (stopped) return {};
      Rendered rendered = std::move(*slot);
      slot.reset();
      ++delivered;
      lock.unlock();
      changed.notify_all();
      KHOJ_TRY(sink(std::move(rendered)));
    }
    return {};
  };

  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  base::Status status;
  std::exception_ptr sink_thrown;
  try {
    status = deliver();
  } catch (...) {
    sink_thrown = std::current_exception();
  }
  {
    const std::lock_guard lock(mutex);
    stopped = true;
  }
  changed.notify_all();
  for (auto& worker : workers) worker.join();
  if (thrown) std::rethrow_exception(thrown);
  if (sink_thrown) std::rethrow_exception(sink_thrown);
  return status;
}

}  // namespace khoj::simulate
