#include "engine/impression_recorder.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <new>
#include <utility>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace khoj::engine {
namespace {

/// Unlike the access log's, so that the two samples are of different requests.
constexpr std::uint64_t kSamplingSeed = 0x696D7072;
constexpr std::size_t kMaxBatch = 1'000;
constexpr std::size_t kMaxWaitingForMore = 32'768;

bool is_sampled(std::string_view request_id, double rate) noexcept {
  if (rate >= 1.0) return true;
  return static_cast<double>(base::hash64(request_id, kSamplingSeed) >> 11U) * 0x1.0p-53 < rate;
}

void add_one(std::atomic<std::uint64_t>& counter, std::uint64_t amount = 1) noexcept {
  counter.fetch_add(amount, std::memory_order_relaxed);
}

}  // namespace

ImpressionRecorder::ImpressionRecorder(EventOptions options, domain::Tenant tenant,
                                       std::shared_ptr<store::EventStore> events)
    : options_(std::move(options)),
      events_(std::move(events)),
      folder_(options_.fold_window_ms, kMaxWaitingForMore),
      retention_(options_, std::move(tenant), events_) {
  if (!events_) return;
  queue_.reserve(options_.impression_queue);
  taken_.reserve(options_.impression_queue);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ImpressionRecorder::~ImpressionRecorder() = default;

bool ImpressionRecorder::wants(std::string_view surface, std::string_view request_id) noexcept {
  if (!events_ || request_id.empty()) return false;
  if (is_sampled(request_id, rate_of(surface))) return true;
  add_one(counters_.sampled_out);
  return false;
}

void ImpressionRecorder::record(pipeline::Impression&& impression) noexcept {
  auto& shown = impression.shown;
  add_one(counters_.responses);
  add_one(counters_.products, shown.items.size());
  if (shown.total == 0) add_one(counters_.empty);
  if (!events_ || shown.request_id.empty()) return;
  const double rate = rate_of(shown.surface);
  const bool sampled = is_sampled(shown.request_id, rate);
  if (!sampled) add_one(counters_.sampled_out);
  // What is not sampled may still be the rest of a half-typed query that is.
  if (!sampled && (impression.client_key == 0 || rate == 0.0)) return;
  shown.sample_rate = sampled ? rate : 0.0;
  shown.at_ms = base::now_ms();
  Entry entry(new (std::nothrow) pipeline::Impression(std::move(impression)));
  if (entry) {
    push(std::move(entry));
  } else {
    add_one(counters_.dropped);
  }
}

double ImpressionRecorder::rate_of(std::string_view surface) const noexcept {
  const auto own = options_.surface_sample_rates.find(surface);
  if (own != options_.surface_sample_rates.end()) return own->second;
  const bool of_suggestions = surface == domain::kAutosuggestSurface;
  return options_.impression_sample_rate * (of_suggestions ? EventOptions::kShareOfSuggestions : 1.0);
}

void ImpressionRecorder::push(Entry entry) noexcept {
  const bool sampled = entry && entry->shown.sample_rate > 0.0;
  bool wake = false;
  bool dropped = false;
  {
    const std::lock_guard lock(mutex_);
    dropped = queue_.size() >= options_.impression_queue;
    if (!dropped) queue_.push_back(std::move(entry));
    wake = queue_.size() == options_.impression_queue / 2 + 1;
  }
  if (dropped && sampled) add_one(counters_.dropped);
  // Only when it fills up: waking a thread costs more than everything else here.
  if (wake) wake_.notify_one();
}

void ImpressionRecorder::run(const std::stop_token& stop) {
  const std::chrono::milliseconds pause(options_.flush_interval_ms);
  for (bool last = false; !last;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, pause, [this] { return queue_.size() > options_.impression_queue / 2; });
    }
    last = stop.stop_requested();
    // Memory may be short: that loses what was under way, not the program.
    try {
      round(last);
    } catch (const std::exception& error) {
      base::log::error("impressions could not be written", {{"error", error.what()}});
    }
  }
}

void ImpressionRecorder::round(bool last) {
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(queue_);
  }
  for (auto& entry : taken_) folder_.add(std::move(entry));
  taken_.clear();
  std::vector<Entry> due;
  if (last) {
    folder_.take_all(due);
  } else {
    folder_.take_due(base::now_ms(), due);
  }
  write(std::move(due));
  if (!last) retention_.step(base::now_ms());
}

void ImpressionRecorder::write(std::vector<Entry> entries) {
  std::map<domain::Tenant, std::vector<domain::Impression>> batches;
  for (auto& entry : entries) {
    auto& shown = entry->shown;
    if (shown.sample_rate == 0.0) continue;
    shown.query.resize(base::truncate_utf8(shown.query, domain::kMaxImpressionQueryBytes).size());
    if (const auto valid = domain::validate(shown); !valid) {
      add_one(counters_.dropped);
      base::log::warn("an impression could not be kept", {{"error", valid.error().describe()}});
      continue;
    }
    auto& batch = batches[entry->tenant];
    batch.push_back(std::move(shown));
    if (batch.size() == kMaxBatch) append(entry->tenant, std::exchange(batch, {}));
  }
  for (auto& [tenant, batch] : batches) {
    if (!batch.empty()) append(tenant, std::move(batch));
  }
}

void ImpressionRecorder::append(const domain::Tenant& tenant, std::vector<domain::Impression> impressions) {
  const auto count = impressions.size();
  const auto folded = static_cast<std::uint64_t>(std::count_if(
      impressions.begin(), impressions.end(), [](const auto& impression) { return impression.folded; }));
  const auto written = base::sync_wait(events_->append_impressions(tenant, std::move(impressions)));
  if (written) {
    add_one(counters_.recorded, count);
    add_one(counters_.folded, folded);
    last_error_.clear();
    return;
  }
  add_one(counters_.dropped, count);
  auto error = written.error().describe();
  if (error != last_error_) base::log::error("impressions were lost", {{"error", error}, {"count", count}});
  last_error_ = std::move(error);
}

ImpressionCounts ImpressionRecorder::counts() const noexcept {
  const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  return {read(counters_.responses), read(counters_.products), read(counters_.empty),
          read(counters_.recorded),  read(counters_.folded),   read(counters_.sampled_out),
          read(counters_.dropped)};
}

}  // namespace khoj::engine
