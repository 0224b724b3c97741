#include "jobs/schedule/schedule_table.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;

constexpr std::string_view kOff = "off";

/// "a=0", "30 * * * *" → "a=0,30 * * * *".
std::vector<std::string> joined(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const auto& text : texts) {
    if (!items.empty() && text.find('=') == std::string::npos) {
      items.back() += "," + text;
    } else {
      items.push_back(text);
    }
  }
  return items;
}

std::string names_of(const std::vector<Job>& jobs) {
  std::string names;
  for (const auto& job : jobs) names += fmt::format("{}{}", names.empty() ? "" : ", ", job.name);
  return names;
}

base::Result<std::optional<Schedule>> read(std::string_view text, int utc_offset_minutes) {
  if (text == kOff) return std::nullopt;
  KHOJ_ASSIGN(auto schedule, Schedule::parse(text, utc_offset_minutes));
  return std::optional(std::move(schedule));
}

}  // namespace

base::Result<ScheduleTable> make_schedule_table(const std::vector<Job>& jobs,
                                                const std::vector<std::string>& changes,
                                                int utc_offset_minutes) {
  std::map<std::string, std::string, std::less<>> texts;
  for (const auto& change : joined(changes)) {
    const auto equals = std::min(change.find('='), change.size());
    const auto name = change.substr(0, equals);
    if (equals == change.size())
      return base::fail(ErrorCode::invalid_argument,
                        "'{}' is no schedule of a job; expected NAME=SCHEDULE or NAME=off",
                        base::truncate_utf8(change, 100));
    if (std::ranges::find(jobs, name, &Job::name) == jobs.end())
      return base::fail(ErrorCode::invalid_argument, "there is no job '{}'; there are: {}",
                        base::truncate_utf8(name, 100), names_of(jobs));
    if (!texts.emplace(name, change.substr(equals + 1)).second)
      return base::fail(ErrorCode::invalid_argument, "the job '{}' has two schedules", name);
  }
  ScheduleTable table;
  for (const auto& job : jobs) {
    const auto changed = texts.find(job.name);
    auto schedule = read(changed == texts.end() ? job.schedule : changed->second, utc_offset_minutes);
    if (!schedule) return base::fail(base::at(job.name, std::move(schedule).error()));
    table.emplace(job.name, *std::move(schedule));
  }
  return table;
}

}  // namespace khoj::jobs
