#include "apps/bench_events.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/bench_event_file.hpp"
#include "apps/bench_report.hpp"
#include "load/http_exchange.hpp"
#include "load/http_load.hpp"

namespace khoj::apps {
namespace {

constexpr const char* kFooter = R"(
Closed loop: every connection tells the next event, or batch, when it has its answer; an answer means that the events are
durable and known to the next request. Every event gets an id that is new, so none is passed over as known; at the end
the server is asked how many it has accepted since, and the command fails when these are not all that it acknowledged.
So tell it nothing else meanwhile.

  khoj simulate events --products 100000 --seed 1 --users 100000 --events 1000000 --out events.jsonl
  khoj bench events --url http://127.0.0.1:8000 --events events.jsonl --count 100000            one by one
  khoj bench events --url http://127.0.0.1:8000 --events events.jsonl --batch 1000 --concurrency 4)";

constexpr std::string_view kPath = "/api/v1/events";
constexpr std::string_view kAccepted = "\nkhoj_events_accepted_total ";

struct EventsOptions : LoadSettings {
  std::string url;
  std::string file;
  std::uint64_t count = 0;
  std::uint32_t batch = 1;
  bool keep_times = true;
};

/// Hands out `count` events, those of the file over and over, `batch` at a time.
load::RequestSource tell(const load::HttpTarget& target, const std::vector<BenchEvent>& events,
                         std::uint64_t count, std::uint32_t batch) {
  return [&target, &events, count, batch, run = new_run_name(), told = std::uint64_t{0},
          body = std::string()](std::string& out) mutable {
    if (told == count) return false;
    body.clear();
    const auto end = std::min<std::uint64_t>(count, told + batch);
    for (; told < end; ++told) {
      append_event(body, events[told % events.size()], run, told);
      if (batch > 1) body += '\n';
    }
    out = load::request_bytes(target, "POST", kPath, batch > 1 ? "application/x-ndjson" : "application/json",
                              body);
    return true;
  };
}

/// How many new events the server has accepted since its start.
base::Result<std::uint64_t> accepted_by(const load::HttpTarget& target) {
  KHOJ_ASSIGN(const auto answer, load::exchange(target, "GET", "/metrics/prometheus"));
  const auto found = answer.body.find(kAccepted);
  double value = 0;
  const auto shown = found == std::string::npos
                         ? std::string_view()
                         : std::string_view(answer.body).substr(found + kAccepted.size());
  if (answer.status != 200 ||
      std::from_chars(shown.data(), shown.data() + shown.size(), value).ec != std::errc{})
    return base::fail(base::ErrorCode::unavailable, "{}/metrics/prometheus (status {}) does not count events",
                      target.url(), answer.status);
  return static_cast<std::uint64_t>(value);
}

base::Status bench_events(EventsOptions options) {
  KHOJ_ASSIGN(const auto target, load::parse_target(options.url));
  KHOJ_ASSIGN(const auto events,
              read_bench_events(options.file, {.at_most = options.count, .keep_times = options.keep_times}));
  const auto count = options.count > 0 ? options.count : events.size();
  options.load.total_requests = (count + options.batch - 1) / options.batch;
  KHOJ_ASSIGN(const auto before, accepted_by(target));
  KHOJ_ASSIGN(const auto report,
              load::run_http_load(target, tell(target, events, count, options.batch), options.load));
  KHOJ_ASSIGN(const auto after, accepted_by(target));

  const double per_s = report.measured_s > 0 ? static_cast<double>(count) / report.measured_s : 0.0;
  if (options.json) {
    fmt::print(R"({{"events":{},"batch":{},"accepted":{},"events_per_s":{:.1f},"requests":{}}})"
               "\n",
               count, options.batch, after - before, per_s, load::to_json(report));
  } else {
    fmt::print("{} events, {} a request: {:.0f} events/s; the server has accepted {}\n{}", count,
               options.batch, per_s, after - before, load::to_table(report));
  }
  KHOJ_TRY(fail_on_errors(report));
  if (after - before == count) return {};
  return base::fail(base::ErrorCode::internal,
                    "{} events were acknowledged, but the server counts {} new ones", count, after - before);
}

}  // namespace

void configure_bench_events(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<EventsOptions>();
  options->load.concurrency = 64;
  app.add_option("--url", options->url, "A running server: http://127.0.0.1:8000")->required();
  app.add_option("--events", options->file, "JSONL from khoj simulate events, or a shop's own; plain or gzip")
      ->required()
      ->type_name("FILE");
  app.add_option("--count", options->count,
                 "How many events; those of the file over and over [all of it once]");
  app.add_option("--batch", options->batch, "Events a request; 1 sends a single object")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000));
  app.add_option("--concurrency", options->load.concurrency, "Connections")->capture_default_str();
  app.add_flag("!--now", options->keep_times, "Leave at_ms out: events happen when they are told");
  app.add_flag("--json", options->json, "Print JSON");
  app.footer(kFooter);
  app.callback([options, &chosen] { chosen = [options] { return bench_events(*options); }; });
}

}  // namespace khoj::apps
