// What the benchmarks over HTTP have in common: the options of a load, how its report is printed, and when it counts as
// failed. Not thread-safe.
#pragma once

#include "base/result.hpp"
#include "load/load_options.hpp"
#include "load/load_report.hpp"

namespace CLI {
class App;
}

namespace khoj::apps {

struct LoadSettings {
  load::LoadOptions load;
  bool json = false;  ///< Print one JSON object instead of a table.
};

/// --concurrency, --duration, --warm-up, --rate, --seed and --json.
void add_load_options(CLI::App& app, LoadSettings& settings);

void print_report(const LoadSettings& settings, const load::LoadReport& report);

/// Errors: unavailable, when a request failed or none was answered.
base::Status fail_on_errors(const load::LoadReport& report);

}  // namespace khoj::apps
