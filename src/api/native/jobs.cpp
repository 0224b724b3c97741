#include "api/native/jobs.hpp"

#include <map>
#include <optional>

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/rules.hpp"
#include "api/json/schema_of.hpp"

namespace khoj::api {
namespace native {

struct JobProgressAnswer {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(JobProgressAnswer, (), (done, total, note))

struct JobRunAnswer {
  std::uint64_t run = 0;
  std::string result;
  std::string runner;
  std::int64_t started_ms = 0;
  std::optional<std::int64_t> ended_ms;
  std::optional<double> seconds;
  std::string message;
  std::map<std::string, double> metrics;
};
BOOST_DESCRIBE_STRUCT(JobRunAnswer, (),
                      (run, result, runner, started_ms, ended_ms, seconds, message, metrics))

struct JobAnswer {
  std::string name;
  std::string description;
  std::string schedule;
  std::string state;
  std::optional<std::int64_t> next_ms;
  std::optional<JobProgressAnswer> progress;
  std::optional<std::string> problem;
  std::optional<JobRunAnswer> last_run;
  std::optional<std::int64_t> succeeded_ms;
  std::uint64_t runs = 0;
  std::uint64_t failures = 0;
};
BOOST_DESCRIBE_STRUCT(JobAnswer, (),
                      (name, description, schedule, state, next_ms, progress, problem, last_run, succeeded_ms,
                       runs, failures))

struct JobList {
  std::vector<JobAnswer> items;
};
BOOST_DESCRIBE_STRUCT(JobList, (), (items))

}  // namespace native

template <>
struct Rules<native::JobProgressAnswer> {
  static constexpr std::string_view name = "JobProgress";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "done", .description = "How much is through."},
                                   {.field = "total", .description = "Of how much; 0: not known."},
                                   {.field = "note", .description = "In words."}};
};

template <>
struct Rules<native::JobRunAnswer> {
  static constexpr std::string_view name = "JobRun";
  static constexpr bool answer = true;
  static constexpr std::string_view kResults[] = {"running", "succeeded", "failed", "cancelled",
                                                  "interrupted"};
  static constexpr Rule table[] = {
      {.field = "run", .description = "Its number, from 1."},
      {.field = "result",
       .description = "interrupted: its server stopped. running: it runs, or its server was killed.",
       .one_of = kResults},
      {.field = "runner", .description = "Machine, process and a random number."},
      {.field = "started_ms", .description = "Milliseconds since 1970, by the database's clock."},
      {.field = "ended_ms", .description = "null: not yet."},
      {.field = "seconds", .description = "How long it took; null: it has not ended."},
      {.field = "message", .description = "What came of it, or its error."},
      {.field = "metrics", .description = "Figures of the run."}};
};

template <>
struct Rules<native::JobAnswer> {
  static constexpr std::string_view name = "Job";
  static constexpr bool answer = true;
  static constexpr std::string_view kStates[] = {"idle", "waiting", "running", "elsewhere"};
  static constexpr Rule table[] = {
      {.field = "schedule", .description = "As cron writes it, or 'off'."},
      {.field = "state",
       .description = "waiting: asked for, its turn comes. elsewhere: another server runs it.",
       .one_of = kStates},
      {.field = "next_ms", .description = "When it is due; null: only when somebody asks."},
      {.field = "progress", .description = "While it runs here."},
      {.field = "problem", .description = "Why it could not be begun lately; null: it could."},
      {.field = "last_run", .description = "The latest run, on any server; null: it has never run."},
      {.field = "succeeded_ms", .description = "When a run last ended well; null: never."},
      {.field = "runs", .description = "How many have begun, on all servers."},
      {.field = "failures", .description = "How many of them failed."}};
};

template <>
struct Rules<native::JobList> {
  static constexpr std::string_view name = "JobList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "All jobs that this server can run."}};
};

namespace native {
namespace {

std::optional<std::int64_t> time_of(std::int64_t ms) { return ms == 0 ? std::nullopt : std::optional(ms); }

std::optional<JobRunAnswer> last_run_of(const store::JobRecord& record) {
  if (record.runs == 0) return std::nullopt;
  JobRunAnswer run{.run = record.runs,
                   .result = std::string(to_string(record.result)),
                   .runner = record.runner,
                   .started_ms = record.started_ms,
                   .ended_ms = time_of(record.ended_ms),
                   .seconds = {},
                   .message = record.message,
                   .metrics = {record.metrics.begin(), record.metrics.end()}};
  if (run.ended_ms) run.seconds = static_cast<double>(record.ended_ms - record.started_ms) / 1e3;
  return run;
}

JobAnswer answer_of(const jobs::JobStatus& status) {
  JobAnswer answer;
  answer.name = status.name;
  answer.description = status.description;
  answer.schedule = status.schedule;
  answer.state = to_string(status.state);
  answer.next_ms = time_of(status.next_ms);
  if (status.state == jobs::JobState::running)
    answer.progress = {status.progress.done, status.progress.total, status.progress.note};
  if (!status.problem.empty()) answer.problem = status.problem;
  answer.last_run = last_run_of(status.record);
  answer.succeeded_ms = time_of(status.record.succeeded_ms);
  answer.runs = status.record.runs;
  answer.failures = status.record.failures;
  return answer;
}

/// How the job stands after what was asked, or why nothing was done.
Response accepted(Services& services, const Request& request, const base::Status& done) {
  if (!done) return error_response(done.error(), request.request_id());
  for (const auto& job : services.backend.operations().jobs())
    if (job.name == request.parameter("name")) return json_response(answer_of(job), 202);
  return error_response(base::make_error(base::ErrorCode::not_found, "the job is gone"),
                        request.request_id());
}

base::Task<Response> list_jobs(Services& services, const Request&) {
  JobList list;
  for (const auto& job : services.backend.operations().jobs()) list.items.push_back(answer_of(job));
  co_return json_response(list);
}

base::Task<Response> run_job(Services& services, const Request& request) {
  const auto asked = services.backend.operations().run_job(request.parameter("name"));
  co_return accepted(services, request, asked);
}

base::Task<Response> cancel_job(Services& services, const Request& request) {
  const auto asked = services.backend.operations().cancel_job(request.parameter("name"));
  co_return accepted(services, request, asked);
}

}  // namespace

std::vector<Endpoint> jobs_endpoints() {
  const Parameter name{.name = "name", .in = Parameter::In::path, .description = "The job's name."};
  return {{.method = Method::get,
           .path = "/api/v1/jobs",
           .name = "list_jobs",
           .tag = "operations",
           .summary = "What runs by the clock, and how it went",
           .description = "What other servers on the same database do shows here within seconds.",
           .response = schema_of<JobList>,
           .guarded = true,
           .handler = list_jobs},
          {.method = Method::post,
           .path = "/api/v1/jobs/{name}/run",
           .name = "run_job",
           .tag = "operations",
           .summary = "Run a job now",
           .description = "It begins when the job before it has ended. Follow it with GET /api/v1/jobs. 409: "
                          "it is running or "
                          "waiting already, here or on another server.",
           .parameters = {name},
           .response = schema_of<JobAnswer>,
           .success = 202,
           .errors = {404, 409},
           .writing = true,
           .handler = run_job},
          {.method = Method::post,
           .path = "/api/v1/jobs/{name}/cancel",
           .name = "cancel_job",
           .tag = "operations",
           .summary = "Ask a job to stop",
           .description =
               "A waiting one is forgotten, a running one ends as soon as it looks. 409: it is not running "
               "on this server.",
           .parameters = {name},
           .response = schema_of<JobAnswer>,
           .success = 202,
           .errors = {404, 409},
           .writing = true,
           .handler = cancel_job}};
}

}  // namespace native
}  // namespace khoj::api
