// The ImpressionRecorder writes down what answers showed. Requests only put it into a bounded queue; a thread of its own
// folds half-typed queries, packs and appends. It never holds a request up: what finds the queue full is dropped and
// counted, and so is what the store refuses. record() and counts() are thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/event_options.hpp"
#include "engine/event_retention.hpp"
#include "engine/query_folder.hpp"
#include "pipeline/impression.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

struct ImpressionCounts {
  std::uint64_t responses = 0;
  std::uint64_t products = 0;     ///< Shown in them.
  std::uint64_t empty = 0;        ///< Responses for which nothing matched.
  std::uint64_t recorded = 0;     ///< Rows written.
  std::uint64_t folded = 0;       ///< Of these, half-typed queries.
  std::uint64_t sampled_out = 0;  ///< Not written because of the sampling rate.
  std::uint64_t dropped = 0;      ///< Lost: the queue was full, or the store failed.
};

class ImpressionRecorder final : public pipeline::ImpressionSink {
 public:
  /// @param tenant whose old events are forgotten. @param events null: responses are counted, nothing is written.
  ImpressionRecorder(EventOptions options, domain::Tenant tenant, std::shared_ptr<store::EventStore> events);
  /// Writes what waits.
  ~ImpressionRecorder() override;
  ImpressionRecorder(const ImpressionRecorder&) = delete;
  ImpressionRecorder& operator=(const ImpressionRecorder&) = delete;

  /// Whether the request's answer is to be recorded, for whoever would build the impression in vain. Counts the answers
  /// that are not.
  [[nodiscard]] bool wants(std::string_view surface, std::string_view request_id) noexcept;

  /// Which of a surface's answers are logged follows from their request ids alone. Cost: a hash, an allocation and a
  /// short lock.
  void record(pipeline::Impression&& impression) noexcept override;

  [[nodiscard]] ImpressionCounts counts() const noexcept;

 private:
  using Entry = QueryFolder::Entry;
  struct Counters {
    std::atomic<std::uint64_t> responses{0};
    std::atomic<std::uint64_t> products{0};
    std::atomic<std::uint64_t> empty{0};
    std::atomic<std::uint64_t> recorded{0};
    std::atomic<std::uint64_t> folded{0};
    std::atomic<std::uint64_t> sampled_out{0};
    std::atomic<std::uint64_t> dropped{0};
  };

  [[nodiscard]] double rate_of(std::string_view surface) const noexcept;
  void push(Entry entry) noexcept;
  void run(const std::stop_token& stop);
  void round(bool last);
  void write(std::vector<Entry> entries);
  void append(const domain::Tenant& tenant, std::vector<domain::Impression> impressions);

  const EventOptions options_;
  std::shared_ptr<store::EventStore> events_;
  Counters counters_;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<Entry> queue_;  ///< Guarded by mutex_; never grows beyond what it has reserved.

  // The thread's own.
  std::vector<Entry> taken_;
  QueryFolder folder_;
  EventRetention retention_;
  std::string last_error_;
  std::jthread thread_;  ///< Last, so that it ends before what it uses.
};

}  // namespace khoj::engine
