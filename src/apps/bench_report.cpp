#include "apps/bench_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace khoj::apps {

void add_load_options(CLI::App& app, LoadSettings& settings) {
  auto& load = settings.load;
  app.add_option("--concurrency", load.concurrency, "Connections, or threads in process")
      ->capture_default_str();
  app.add_option("--duration", load.duration_s, "Seconds to measure")->capture_default_str();
  app.add_option("--warm-up", load.warm_up_s, "Seconds before that")->capture_default_str();
  app.add_option("--rate", load.rate, "Open loop: requests due per second; 0 is a closed loop")
      ->capture_default_str();
  app.add_option("--seed", load.seed, "Of everything that is drawn: arrival times, and what is asked for")
      ->capture_default_str();
  app.add_flag("--json", settings.json, "Print JSON");
}

void print_report(const LoadSettings& settings, const load::LoadReport& report) {
  fmt::print("{}\n", settings.json ? load::to_json(report) : load::to_table(report));
}

base::Status fail_on_errors(const load::LoadReport& report) {
  if (report.completed > 0 && report.failed() == 0) return {};
  return base::fail(base::ErrorCode::unavailable, "{} of {} requests failed", report.failed(),
                    report.failed() + report.completed);
}

}  // namespace khoj::apps
