#include "simulate/event_log.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "simulate/ordered_parallel.hpp"

namespace khoj::simulate {
namespace {

constexpr std::uint64_t kShoppersPerBatch = 256;
constexpr std::uint64_t kLinesPerBatch = 8'192;
/// Slices are cut by time, and some days hold more than others.
constexpr std::uint64_t kSlackPercent = 130;

/// The end of slice `number` of `count`.
std::int64_t cut(const Span& span, std::uint64_t number, std::uint64_t count) noexcept {
  const auto length = static_cast<std::uint64_t>(span.until_ms - span.begin_ms);
  return span.begin_ms + static_cast<std::int64_t>(length / count * number + length % count * number / count);
}

/// All events in [begin_ms, end_ms), in order.
std::vector<ShopperEvent> gather(const EventSimulator& simulator, unsigned threads, std::int64_t begin_ms,
                                 std::int64_t end_ms, const std::function<void(std::uint64_t)>& lived,
                                 std::uint64_t* shoppers) {
  std::vector<ShopperEvent> all;
  using Batch = std::pair<std::vector<ShopperEvent>, std::uint64_t>;
  const auto render = [&](std::uint64_t first, std::uint64_t last) {
    Batch batch;
    for (std::uint64_t user = first; user < last; ++user) {
      const auto events = simulator.events_of(user);
      batch.second += events.empty() ? 0 : 1;
      std::copy_if(events.begin(), events.end(), std::back_inserter(batch.first),
                   [&](const auto& event) { return event.at_ms >= begin_ms && event.at_ms < end_ms; });
    }
    return batch;
  };
  *shoppers = 0;
  std::uint64_t done = 0;
  // The sink has no error to give.
  (void)render_in_order(0, simulator.options().users, {.batch = kShoppersPerBatch, .threads = threads},
                        render, [&](Batch&& batch) -> base::Status {
                          all.insert(all.end(), batch.first.begin(), batch.first.end());
                          *shoppers += batch.second;
                          lived(done += kShoppersPerBatch);
                          return {};
                        });
  std::sort(all.begin(), all.end(), comes_before);
  return all;
}

}  // namespace

base::Result<EventLogSummary> write_event_log(const EventSimulator& simulator, const EventLogOptions& options,
                                              const LineSink& sink, const LogProgress& progress) {
  const auto& span = simulator.storefront().span();
  const std::uint64_t at_once = std::max<std::uint64_t>(options.events_at_once, 1);
  const std::uint64_t expected = simulator.options().events * kSlackPercent / 100;
  // No slice is thinner than a minute.
  const auto minutes = static_cast<std::uint64_t>(span.until_ms - span.begin_ms) / 60'000;
  const std::uint64_t slices = std::clamp<std::uint64_t>((expected + at_once - 1) / at_once, 1, minutes);
  EventLogSummary summary;
  for (std::uint64_t slice = 0; slice < slices; ++slice) {
    const std::uint64_t users = simulator.options().users;
    const auto lived = [&](std::uint64_t done) {
      if (progress) progress(slice * users + std::min(done, users), slices * users);
    };
    const auto events = gather(simulator, options.threads, cut(span, slice, slices),
                               cut(span, slice + 1, slices), lived, &summary.shoppers);
    for (const auto& event : events) ++summary.by_act[static_cast<std::size_t>(event.act)];
    summary.events += events.size();
    const auto render = [&](std::uint64_t first, std::uint64_t last) {
      std::string lines;
      for (std::uint64_t i = first; i < last; ++i) {
        simulator.append_event_json(lines, events[i]);
        lines += '\n';
      }
      return lines;
    };
    KHOJ_TRY(render_in_order(0, events.size(), {.batch = kLinesPerBatch, .threads = options.threads}, render,
                             [&](std::string&& lines) { return sink(lines); }));
  }
  return summary;
}

base::Status write_truth(const EventSimulator& simulator, unsigned threads, const LineSink& sink) {
  const auto render = [&](std::uint64_t first, std::uint64_t last) {
    std::string lines;
    for (std::uint64_t user = first; user < last; ++user) {
      simulator.append_truth_json(lines, user);
      lines += '\n';
    }
    return lines;
  };
  return render_in_order(0, simulator.options().users, {.batch = kShoppersPerBatch, .threads = threads},
                         render, [&](std::string&& lines) { return sink(lines); });
}

}  // namespace khoj::simulate
