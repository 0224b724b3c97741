// What a request pays for being recorded: ImpressionRecorder::record() with the impression of a page of 24, from one
// thread and from several at once, over a store that takes everything and keeps nothing.
#include <benchmark/benchmark.h>

#include "engine/impression_recorder.hpp"

namespace khoj::engine {
namespace {

/// Takes everything.
class Nowhere final : public store::EventStore {
 public:
  base::Task<base::Result<std::vector<store::EventOutcome>>> append_events(
      domain::Tenant, std::vector<domain::Event> events) override {
    co_return std::vector<store::EventOutcome>(events.size());
  }
  base::Task<base::Result<std::uint64_t>> append_impressions(
      domain::Tenant, std::vector<domain::Impression> impressions) override {
    co_return impressions.size();
  }
  base::Task<base::Result<store::LogPage<store::StoredEvent>>> events_after(domain::Tenant, domain::EventSeq,
                                                                            std::uint32_t) override {
    co_return store::LogPage<store::StoredEvent>{};
  }
  base::Task<base::Result<store::LogPage<store::StoredImpression>>> impressions_after(
      domain::Tenant, domain::EventSeq, std::uint32_t) override {
    co_return store::LogPage<store::StoredImpression>{};
  }
  base::Task<base::Result<std::vector<std::string>>> searched_in(
      domain::Tenant, std::vector<store::ShownItem> shown) override {
    co_return std::vector<std::string>(shown.size());
  }
  base::Task<base::Result<std::uint64_t>> remove_events(domain::Tenant, std::int64_t,
                                                        std::uint32_t) override {
    co_return 0U;
  }
  base::Task<base::Result<std::uint64_t>> remove_impressions(domain::Tenant, std::int64_t,
                                                             std::uint32_t) override {
    co_return 0U;
  }
  base::Task<base::Result<store::UserEventsPage>> user_events(domain::Tenant,
                                                              store::UserEventsRequest) override {
    co_return store::UserEventsPage{};
  }
  base::Task<base::Result<std::uint64_t>> erase_user(domain::Tenant, std::string, std::uint32_t) override {
    co_return 0U;
  }
  base::Task<base::Result<std::vector<store::QueryCount>>> query_counts(domain::Tenant,
                                                                        store::QueryCountsRequest) override {
    co_return std::vector<store::QueryCount>{};
  }
  void on_commit(std::function<void()>) override {}
};

pipeline::Impression page() {
  pipeline::Impression impression;
  impression.shown.request_id = "0123456789abcdef01234567";
  impression.shown.surface = impression.shown.policy = "search";
  impression.shown.query = "cotton kurta for men";
  impression.shown.total = 812;
  impression.shown.items.resize(24);
  return impression;
}

void record(benchmark::State& state) {
  static ImpressionRecorder recorder({}, {}, std::make_shared<Nowhere>());
  const auto shown = page();
  for (auto _ : state) {
    auto copy = shown;
    recorder.record(std::move(copy));
  }
  state.counters["dropped"] = static_cast<double>(recorder.counts().dropped);
}

BENCHMARK(record)->ThreadRange(1, 4)->UseRealTime();

}  // namespace
}  // namespace khoj::engine
