// What a benchmark found, and how it is written: as JSON for programs, as a table for people.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "load/latency_histogram.hpp"
#include "load/load_options.hpp"

namespace khoj::load {

struct LoadReport {
  std::string target;  ///< "http://127.0.0.1:8000" or "in-process".
  LoadOptions options;
  double measured_s = 0.0;      ///< The time over which the figures below were taken.
  std::uint64_t completed = 0;  ///< Answered as they should be; `latency` holds exactly these.
  std::uint64_t bytes_received = 0;
  std::map<std::string, std::uint64_t, std::less<>> errors;  ///< By kind: "connect", "timeout", "http_503" …
  /// Closed loop: from sending to the whole answer. Open loop: from the moment at which the request was due,
  /// whether or not there was a free connection then, so a stalled server is charged for all who waited.
  LatencyHistogram latency;

  void add_error(std::string_view kind);
  /// Adds what another thread measured over the same time.
  void merge(const LoadReport& other);
  [[nodiscard]] std::uint64_t failed() const noexcept;
  [[nodiscard]] double throughput_per_s() const noexcept;
};

/// One JSON object; its members are described in docs/benchmarking.md.
[[nodiscard]] std::string to_json(const LoadReport& report);
/// A few aligned lines.
[[nodiscard]] std::string to_table(const LoadReport& report);

}  // namespace khoj::load
