#include "store/job_store.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <simdjson.h>

#include "base/utf8.hpp"
#include "store/json_text.hpp"
#include "store/parsed_json.hpp"

namespace khoj::store {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::array<std::string_view, 6> kResults = {"none",   "running",   "succeeded",
                                                      "failed", "cancelled", "interrupted"};

}  // namespace

std::string_view to_string(JobResult result) noexcept { return kResults[static_cast<std::size_t>(result)]; }

base::Result<JobResult> parse_job_result(std::string_view name) {
  const auto found = std::ranges::find(kResults, name);
  if (found != kResults.end()) return static_cast<JobResult>(found - kResults.begin());
  return base::fail(ErrorCode::corruption, "'{}' is no result of a job", base::truncate_utf8(name, 100));
}

std::string to_json(const JobMetrics& metrics) {
  std::string out = "{";
  for (const auto& [name, value] : metrics) {
    if (out.size() > 1) out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_number(out, value);
  }
  return out + "}";
}

base::Result<JobMetrics> job_metrics_from_json(std::string_view json) {
  JobMetrics metrics;
  const auto bad = [] {
    return base::fail(ErrorCode::corruption, "a job's metrics are no JSON object of numbers");
  };
  if (json.empty()) return bad();
  const auto read = read_json(json, [&metrics](simdjson::dom::element root) -> base::Status {
    simdjson::dom::object object;
    if (root.get(object) != simdjson::SUCCESS) return base::fail(ErrorCode::corruption, "no object");
    for (const auto member : object) {
      double value = 0;
      if (member.value.get(value) != simdjson::SUCCESS) return base::fail(ErrorCode::corruption, "no number");
      metrics.insert_or_assign(std::string(member.key), value);
    }
    return {};
  });
  if (!read) return bad();
  return metrics;
}

void begin_run(JobRecord& record, std::string runner, std::int64_t now_ms) {
  if (record.result == JobResult::running) ++record.failures;
  ++record.runs;
  ++record.unended;
  record.result = JobResult::running;
  record.runner = std::move(runner);
  record.started_ms = now_ms;
  record.ended_ms = 0;
  record.message.clear();
  record.metrics.clear();
}

base::Status finish_run(JobRecord& record, std::uint64_t run, JobEnd end, std::int64_t now_ms) {
  if (record.runs != run || record.result != JobResult::running)
    return base::fail(ErrorCode::failed_precondition, "run {} of '{}' is not the one that is running", run,
                      record.name);
  if (end.result != JobResult::interrupted) record.unended = 0;
  if (end.result == JobResult::failed) ++record.failures;
  if (end.result == JobResult::succeeded) record.succeeded_ms = now_ms;
  record.result = end.result;
  record.ended_ms = now_ms;
  record.message = std::move(end.message);
  record.metrics = std::move(end.metrics);
  return {};
}

base::Status check_job_name(std::string_view name, std::string_view parameter) {
  if (!name.empty() && name.size() <= kMaxNameBytes && base::is_valid_utf8(name)) return {};
  return base::fail(
      base::Error{ErrorCode::invalid_argument, "expected 1 to 200 bytes of UTF-8", std::string(parameter)});
}

base::Status validate(const JobEnd& end) {
  const auto wrong = [](const char* parameter, const char* expected) {
    return base::fail(base::Error{ErrorCode::invalid_argument, expected, parameter});
  };
  if (end.result == JobResult::none || end.result == JobResult::running)
    return wrong("result", "expected how the run ended");
  if (end.message.size() > kMaxJobMessageBytes || !base::is_valid_utf8(end.message))
    return wrong("message", "expected at most 10,000 bytes of UTF-8");
  for (const auto& [name, value] : end.metrics) {
    if (name.empty() || !base::is_valid_utf8(name)) return wrong("metrics", "expected names of UTF-8");
    if (!std::isfinite(value)) return wrong("metrics", "expected finite numbers");
  }
  return {};
}

}  // namespace khoj::store
