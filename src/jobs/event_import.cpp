#include "jobs/event_import.hpp"

#include <algorithm>
#include <future>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "io/jsonl_reader.hpp"
#include "io/text_file.hpp"
#include "jobs/reject_file.hpp"
#include "store/event_json.hpp"

namespace khoj::jobs {
namespace {

using base::Result;
using base::Status;

constexpr std::size_t kBatchEvents = 5'000;
constexpr double kProgressIntervalMs = 100;

/// Appends one batch at a time on another thread, so that the next one is parsed meanwhile.
class EventAppender {
 public:
  EventAppender(store::EventLog& log, domain::Tenant tenant) : log_(log), tenant_(std::move(tenant)) {}

  Status submit(std::vector<domain::Event> events, EventImportProgress& done) {
    KHOJ_TRY(wait(done));
    if (events.empty()) return {};
    pending_ = std::async(std::launch::async, [this, events = std::move(events)]() mutable {
      return base::sync_wait(log_.append_events(tenant_, std::move(events)));
    });
    return {};
  }

  Status wait(EventImportProgress& done) {
    if (!pending_.valid()) return {};
    KHOJ_ASSIGN(const auto outcomes, pending_.get());
    const auto recorded = std::count(outcomes.begin(), outcomes.end(), store::EventOutcome::recorded);
    done.recorded += static_cast<std::uint64_t>(recorded);
    done.known += outcomes.size() - static_cast<std::uint64_t>(recorded);
    return {};
  }

 private:
  store::EventLog& log_;
  domain::Tenant tenant_;
  std::future<Result<std::vector<store::EventOutcome>>> pending_;
};

RejectedRow rejected(std::uint64_t line, std::string_view raw, std::string column, std::string reason) {
  return {line, std::move(column), std::move(reason), std::string(raw.substr(0, kMaxRawBytes))};
}

}  // namespace

Result<EventImportProgress> import_events(const EventImportOptions& options, store::EventLog& log,
                                          const std::function<void(const EventImportProgress&)>& progress) {
  KHOJ_ASSIGN(const auto text, io::TextFile::open(options.file, {}));
  KHOJ_ASSIGN(const auto rejects, RejectFile::create(options.reject_file));
  io::JsonlReader lines(*text);
  EventAppender appender(log, options.tenant);
  EventImportProgress done;
  done.bytes_total = text->size();
  std::vector<domain::Event> batch;
  base::Stopwatch since_report;
  for (;;) {
    KHOJ_ASSIGN(const auto outcome, lines.next());
    if (outcome == io::ReadOutcome::end) break;
    ++done.lines;
    if (outcome == io::ReadOutcome::fault) {
      ++done.rejected;
      KHOJ_TRY(rejects->add(rejected(lines.fault().line, lines.fault().raw, "", lines.fault().reason)));
      continue;
    }
    const auto& [line, json] = lines.record();
    auto event = store::event_from_json(json, base::now_ms());
    if (!event) {
      ++done.rejected;
      KHOJ_TRY(rejects->add(rejected(line, json, event.error().context, event.error().message)));
      continue;
    }
    batch.push_back(*std::move(event));
    if (batch.size() < kBatchEvents) continue;
    KHOJ_TRY(appender.submit(std::exchange(batch, {}), done));
    if (!progress || since_report.elapsed_ms() < kProgressIntervalMs) continue;
    done.bytes_done = text->position();
    progress(done);
    since_report = {};
  }
  KHOJ_TRY(appender.submit(std::move(batch), done));
  KHOJ_TRY(appender.wait(done));
  KHOJ_TRY(rejects->close());
  done.bytes_done = text->position();
  if (progress) progress(done);
  return done;
}

}  // namespace khoj::jobs
