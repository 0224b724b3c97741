#include "api/metrics.hpp"

#include <array>
#include <atomic>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace khoj::api {
namespace {

constexpr int kLowestStatus = 100;
constexpr int kStatuses = 500;

const prometheus::Histogram::BucketBoundaries kLatencyBuckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0};

struct Route {
  std::string method;
  std::string path;
  prometheus::Histogram* latency = nullptr;
  /// Looked up once per status, then remembered.
  std::array<std::atomic<prometheus::Counter*>, kStatuses> by_status{};
};

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>* requests = nullptr;
  std::vector<std::unique_ptr<Route>> routes;  ///< The last one is for what matches none.
  std::mutex scrape;
  prometheus::Gauge* products = nullptr;
  prometheus::Gauge* segments = nullptr;
  prometheus::Gauge* lag = nullptr;
  prometheus::Gauge* ready = nullptr;
  prometheus::Gauge* connections = nullptr;
  prometheus::Counter* accepted = nullptr;
  prometheus::Counter* refused = nullptr;
  prometheus::Counter* shed = nullptr;
  prometheus::Counter* timed_out = nullptr;
  prometheus::Counter* searches_remembered = nullptr;
  prometheus::Counter* impressions_recorded = nullptr;
  prometheus::Counter* impressions_folded = nullptr;
  prometheus::Counter* impressions_sampled_out = nullptr;
  prometheus::Counter* impressions_dropped = nullptr;
  prometheus::Counter* events_accepted = nullptr;
  prometheus::Counter* events_duplicate = nullptr;
  prometheus::Counter* signals_events = nullptr;
  prometheus::Gauge* signals_ready = nullptr;
  prometheus::Gauge* signals_applied = nullptr;
  prometheus::Gauge* signals_failing = nullptr;
  prometheus::Family<prometheus::Counter>* job_runs = nullptr;
  prometheus::Family<prometheus::Counter>* job_failures = nullptr;
  prometheus::Family<prometheus::Gauge>* job_duration = nullptr;
  prometheus::Family<prometheus::Gauge>* job_succeeded = nullptr;

  prometheus::Gauge* gauge(const std::string& name, const std::string& help) {
    return &prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Counter* counter(const std::string& name, const std::string& help) {
    return &prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }
};

Metrics::Metrics(const std::vector<RouteLabel>& routes) : impl_(std::make_unique<Impl>()) {
  auto& registry = impl_->registry;
  impl_->requests = &prometheus::BuildCounter()
                         .Name("khoj_http_requests_total")
                         .Help("Requests answered, by route and status")
                         .Register(registry);
  auto& latencies = prometheus::BuildHistogram()
                        .Name("khoj_http_request_duration_seconds")
                        .Help("Time from the last byte of a request to its answer, by route")
                        .Register(registry);
  for (const auto& label : routes) {
    auto& route = *impl_->routes.emplace_back(std::make_unique<Route>());
    route.method = to_string(label.method);
    route.path = label.path;
  }
  auto& unmatched = *impl_->routes.emplace_back(std::make_unique<Route>());
  unmatched.method = "OTHER";
  unmatched.path = "unmatched";
  for (const auto& route : impl_->routes) {
    route->latency = &latencies.Add({{"method", route->method}, {"route", route->path}}, kLatencyBuckets);
  }
  impl_->products = impl_->gauge("khoj_products", "Searchable products");
  impl_->segments = impl_->gauge("khoj_index_segments", "Segments of the index");
  impl_->lag =
      impl_->gauge("khoj_index_lag_changes", "Change numbers between the catalogue and what is searchable");
  impl_->ready = impl_->gauge("khoj_ready", "1 once the index has caught up with the catalogue");
  impl_->connections = impl_->gauge("khoj_http_connections", "Open connections");
  impl_->accepted = impl_->counter("khoj_http_connections_accepted_total", "Connections accepted");
  impl_->refused =
      impl_->counter("khoj_http_connections_refused_total", "Connections refused because of the limit");
  impl_->shed =
      impl_->counter("khoj_http_requests_shed_total", "Requests refused because too many were waiting");
  impl_->timed_out =
      impl_->counter("khoj_http_connections_timed_out_total", "Connections cut because of slowness");
  impl_->searches_remembered =
      impl_->counter("khoj_searches_remembered_total", "Searches answered as the same ones were before");
  impl_->impressions_recorded =
      impl_->counter("khoj_impressions_recorded_total", "Impressions written to the log");
  impl_->impressions_folded =
      impl_->counter("khoj_impressions_folded_total", "Impressions written as those of half-typed queries");
  impl_->impressions_sampled_out =
      impl_->counter("khoj_impressions_sampled_out_total", "Impressions left out by the sampling rate");
  impl_->impressions_dropped = impl_->counter("khoj_impressions_dropped_total",
                                              "Impressions lost: the queue was full, or writing failed");
  impl_->events_accepted = impl_->counter("khoj_events_accepted_total", "Events of clients that were new");
  impl_->events_duplicate =
      impl_->counter("khoj_events_duplicate_total", "Events of clients that were there already");
  impl_->signals_events =
      impl_->counter("khoj_signals_events_total", "Events of the log that signals have taken into account");
  impl_->signals_ready = impl_->gauge("khoj_signals_ready", "1 once signals have read the log to its end");
  impl_->signals_applied =
      impl_->gauge("khoj_signals_applied", "Number in the log of the newest event that signals know");
  impl_->signals_failing = impl_->gauge("khoj_signals_failing", "1 while the log cannot be followed");
  impl_->job_runs = &prometheus::BuildCounter()
                         .Name("khoj_job_runs_total")
                         .Help("Runs that this process has begun, by job")
                         .Register(registry);
  impl_->job_failures = &prometheus::BuildCounter()
                             .Name("khoj_job_failures_total")
                             .Help("Runs of this process that failed, by job")
                             .Register(registry);
  impl_->job_duration = &prometheus::BuildGauge()
                             .Name("khoj_job_last_duration_seconds")
                             .Help("How long the latest run of this process took, by job")
                             .Register(registry);
  impl_->job_succeeded = &prometheus::BuildGauge()
                              .Name("khoj_job_last_success_timestamp_seconds")
                              .Help("When a run last ended well, on any server, by job; 0: never")
                              .Register(registry);
}

Metrics::~Metrics() = default;

void Metrics::observe(std::size_t index, int status, double seconds) {
  auto& route = *impl_->routes[index == kUnmatched ? impl_->routes.size() - 1 : index];
  route.latency->Observe(seconds);
  if (status < kLowestStatus || status >= kLowestStatus + kStatuses) return;
  auto& slot = route.by_status[static_cast<std::size_t>(status - kLowestStatus)];
  auto* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // Add() returns the same counter for the same labels, so that two threads may come here at once.
    counter = &impl_->requests->Add(
        {{"method", route.method}, {"route", route.path}, {"status", std::to_string(status)}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
}

std::string Metrics::text(const engine::EngineStatus& engine, const ServerStats& server,
                          const std::vector<jobs::JobStatus>& jobs) {
  const std::lock_guard lock(impl_->scrape);
  const auto behind = engine.catalog > engine.searchable ? engine.catalog.value - engine.searchable.value : 0;
  impl_->products->Set(static_cast<double>(engine.products));
  impl_->segments->Set(static_cast<double>(engine.segments));
  impl_->lag->Set(static_cast<double>(behind));
  impl_->ready->Set(engine.ready ? 1.0 : 0.0);
  impl_->connections->Set(static_cast<double>(server.open_connections));
  const auto advance = [](prometheus::Counter& counter, std::uint64_t to) {
    counter.Increment(static_cast<double>(to) - counter.Value());
  };
  advance(*impl_->accepted, server.accepted);
  advance(*impl_->refused, server.refused);
  advance(*impl_->shed, server.shed);
  advance(*impl_->timed_out, server.timed_out);
  advance(*impl_->searches_remembered, engine.remembered_searches);
  advance(*impl_->impressions_recorded, engine.impressions.recorded);
  advance(*impl_->impressions_folded, engine.impressions.folded);
  advance(*impl_->impressions_sampled_out, engine.impressions.sampled_out);
  advance(*impl_->impressions_dropped, engine.impressions.dropped);
  advance(*impl_->events_accepted, engine.events.accepted);
  advance(*impl_->events_duplicate, engine.events.duplicates);
  advance(*impl_->signals_events, engine.signals.events);
  impl_->signals_ready->Set(engine.signals.ready ? 1.0 : 0.0);
  impl_->signals_applied->Set(static_cast<double>(engine.signals.applied.value));
  impl_->signals_failing->Set(engine.signals.last_error.empty() ? 0.0 : 1.0);
  for (const auto& job : jobs) {
    const prometheus::Labels labels = {{"job", job.name}};
    advance(impl_->job_runs->Add(labels), job.runs_here);
    advance(impl_->job_failures->Add(labels), job.failures_here);
    impl_->job_duration->Add(labels).Set(job.last_seconds_here);
    impl_->job_succeeded->Add(labels).Set(static_cast<double>(job.record.succeeded_ms) / 1e3);
  }
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace khoj::api
