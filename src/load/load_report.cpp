#include "load/load_report.hpp"

#include <array>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace khoj::load {
namespace {

struct NamedQuantile {
  const char* json_name;
  const char* label;
  double quantile;
};

constexpr std::array kQuantiles = {
    NamedQuantile{"p50", "p50", 0.5},       NamedQuantile{"p90", "p90", 0.9},
    NamedQuantile{"p95", "p95", 0.95},      NamedQuantile{"p99", "p99", 0.99},
    NamedQuantile{"p99_9", "p99.9", 0.999},
};

double to_ms(double nanoseconds) { return nanoseconds / 1e6; }

}  // namespace

void LoadReport::add_error(std::string_view kind) {
  const auto found = errors.find(kind);
  if (found != errors.end()) {
    ++found->second;
  } else {
    errors.emplace(kind, 1);
  }
}

void LoadReport::merge(const LoadReport& other) {
  completed += other.completed;
  bytes_received += other.bytes_received;
  for (const auto& [kind, count] : other.errors) errors[kind] += count;
  latency.merge(other.latency);
}

std::uint64_t LoadReport::failed() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& [kind, count] : errors) sum += count;
  return sum;
}

double LoadReport::throughput_per_s() const noexcept {
  return measured_s > 0 ? static_cast<double>(completed) / measured_s : 0.0;
}

std::string to_json(const LoadReport& report) {
  std::string out = "{";
  const auto write = [&out](std::string_view name, const auto& value) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\":{}", out.ends_with('{') ? "" : ",", name, value);
  };
  write("target", boost::json::serialize(boost::json::string(report.target)));
  write("loop", report.options.rate > 0 ? "\"open\"" : "\"closed\"");
  write("concurrency", report.options.concurrency);
  if (report.options.rate > 0) write("rate_per_s", report.options.rate);
  write("warm_up_s", report.options.warm_up_s);
  write("measured_s", report.measured_s);
  write("completed", report.completed);
  write("failed", report.failed());
  write("errors", "{");
  for (const auto& [kind, count] : report.errors) write(kind, count);
  out += '}';
  write("throughput_per_s", report.throughput_per_s());
  write("bytes_received", report.bytes_received);
  write("latency_ms", "{");
  write("mean", to_ms(report.latency.mean()));
  write("min", to_ms(static_cast<double>(report.latency.min())));
  for (const auto& [json_name, label, quantile] : kQuantiles) {
    write(json_name, to_ms(static_cast<double>(report.latency.at_quantile(quantile))));
  }
  write("max", to_ms(static_cast<double>(report.latency.max())));
  return out += "}}";
}

std::string to_table(const LoadReport& report) {
  std::string out;
  const auto write = [&out]<typename... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
  };
  const auto& options = report.options;
  if (options.rate > 0) {
    write("{}: open loop, {:.0f} arrivals/s over {} at a time\n", report.target, options.rate,
          options.concurrency);
  } else {
    write("{}: closed loop, {} at a time\n", report.target, options.concurrency);
  }
  write("  completed   {:>12} in {:.2f} s\n", report.completed, report.measured_s);
  write("  throughput  {:>12.1f} /s\n", report.throughput_per_s());
  if (report.bytes_received > 0) {
    write("  received    {:>12.1f} MB\n", static_cast<double>(report.bytes_received) / 1e6);
  }
  write("  failed      {:>12}\n", report.failed());
  for (const auto& [kind, count] : report.errors) write("    {:<20} {}\n", kind, count);
  write("  latency ms\n    mean  {:>12.3f}\n", to_ms(report.latency.mean()));
  for (const auto& [json_name, label, quantile] : kQuantiles) {
    write("    {:<5} {:>12.3f}\n", label, to_ms(static_cast<double>(report.latency.at_quantile(quantile))));
  }
  write("    max   {:>12.3f}\n", to_ms(static_cast<double>(report.latency.max())));
  return out;
}

}  // namespace khoj::load
