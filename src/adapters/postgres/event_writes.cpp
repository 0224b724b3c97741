#include "adapters/postgres/event_writes.hpp"

#include <set>
#include <utility>

#include "adapters/postgres/catalog_writes.hpp"
#include "adapters/postgres/click_state.hpp"
#include "adapters/postgres/event_log.hpp"
#include "adapters/postgres/event_partitions.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;
using base::Status;
using domain::EventKind;
using domain::Tenant;
using store::EventOutcome;

constexpr std::int64_t kDayMs = 86'400'000;

/// Sorted, so that two servers that add the same ids do not wait for each other in a circle.
constexpr Statement kAddIds{
    "INSERT INTO event_ids (tenant, event_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING RETURNING "
    "event_id"};

template <typename T>
class Append final : public AnsweredWrite<T>, public AppendWrite {
 public:
  Append(Tenant tenant, std::vector<domain::Event> events, std::vector<PackedImpression> impressions)
      : AnsweredWrite<T>(std::move(tenant), true),
        events_(std::move(events)),
        impressions_(std::move(impressions)) {}

  Status run(BlockingSession& /*session*/) override {
    return base::fail(ErrorCode::internal, "an append runs in a group");
  }
  [[nodiscard]] const std::vector<domain::Event>& events() const override { return events_; }
  [[nodiscard]] const std::vector<PackedImpression>& impressions() const override { return impressions_; }
  void leave_outcomes(EventOutcomes outcomes) override {
    if constexpr (std::is_same_v<T, EventOutcomes>) {
      this->leave(std::move(outcomes));
    } else {
      this->leave(static_cast<T>(impressions_.size()));
    }
  }

 private:
  std::vector<domain::Event> events_;
  std::vector<PackedImpression> impressions_;
};

/// One transaction of appends.
class AppendGroup {
 public:
  explicit AppendGroup(const WriteQueue::Group& writes) {
    for (const auto& write : writes) {
      // What joins on this lane is an append.
      const auto* append = appends_.emplace_back(dynamic_cast<AppendWrite*>(write.get()));
      for (const auto& event : append->events()) {
        ids_.insert(event.event_id);
        if (is_click(event)) clicks_.name(event.request_id);
      }
      for (const auto& shown : append->impressions()) {
        if (domain::is_search(shown.impression)) clicks_.name(shown.impression.request_id);
      }
    }
  }

  Status run(BlockingSession& session, std::int64_t tenant) {
    KHOJ_ASSIGN(const auto rows, session.run(questions(tenant)));
    // The log's lock is the last but two, or the last.
    std::size_t next = 1;
    std::set<std::string, std::less<>> fresh;
    if (!ids_.empty()) {
      const auto& added = rows[next++];
      for (int i = 0; i < added.count(); ++i) fresh.emplace(added.text(i, 0));
    }
    KHOJ_ASSIGN(log_, read_event_log(rows[next++]));
    if (!clicks_.empty()) KHOJ_TRY(clicks_.load(rows[next], rows[next + 1]));
    first_impression_ = log_.last_impression + 1;
    for (auto* append : appends_) apply(*append, fresh);
    KHOJ_TRY(session.run(changes(tenant)));
    return {};
  }

 private:
  static bool is_click(const domain::Event& event) {
    return event.kind == EventKind::click && !event.request_id.empty();
  }

  [[nodiscard]] Flight questions(std::int64_t tenant) const {
    Flight flight{kBegin};
    if (!ids_.empty()) {
      Array ids(Type::text);
      for (const auto id : ids_) ids.add(id);
      flight.emplace_back(kAddIds, Params().add(tenant).add(ids));
    }
    flight.emplace_back(kLockEventLog, Params().add(tenant));
    if (!clicks_.empty()) clicks_.append_to(flight, tenant);
    return flight;
  }

  void apply(AppendWrite& append, std::set<std::string, std::less<>>& fresh) {
    EventOutcomes outcomes;
    for (const auto& event : append.events()) {
      const auto found = fresh.find(event.event_id);
      outcomes.push_back(found == fresh.end() ? EventOutcome::known : EventOutcome::recorded);
      if (found == fresh.end()) continue;
      fresh.erase(found);
      events_.push_back({++log_.last_event, &event});
      if (is_click(event)) clicks_.click(counts_, event.request_id);
    }
    for (const auto& shown : append.impressions()) {
      const auto& impression = shown.impression;
      ++log_.last_impression;
      impressions_.push_back(&shown);
      if (const auto hour = storable_query_hour_of(impression))
        clicks_.search(counts_, impression.request_id, *hour, impression.total, impression.at_ms);
    }
    append.leave_outcomes(std::move(outcomes));
  }

  [[nodiscard]] Flight changes(std::int64_t tenant) const {
    Flight flight;
    if (!events_.empty()) flight.push_back(insert_events(tenant, events_, base::now_ms()));
    if (!impressions_.empty()) flight.push_back(insert_impressions(tenant, first_impression_, impressions_));
    counts_.append_to(flight, tenant);
    if (!flight.empty()) flight.push_back(save_event_log(tenant, log_));
    flight.emplace_back(kCommit);
    return flight;
  }

  std::vector<AppendWrite*> appends_;
  std::set<std::string_view> ids_;
  ClickState clicks_;
  HourCounts counts_;
  EventLogRow log_;
  std::int64_t first_impression_ = 0;
  std::vector<NumberedEvent> events_;
  std::vector<const PackedImpression*> impressions_;
};

}  // namespace

std::unique_ptr<AnsweredWrite<EventOutcomes>> make_append_events(Tenant tenant,
                                                                 std::vector<domain::Event> events) {
  return std::make_unique<Append<EventOutcomes>>(std::move(tenant), std::move(events),
                                                 std::vector<PackedImpression>());
}

std::unique_ptr<AnsweredWrite<std::uint64_t>> make_append_impressions(
    Tenant tenant, std::vector<PackedImpression> impressions) {
  return std::make_unique<Append<std::uint64_t>>(std::move(tenant), std::vector<domain::Event>(),
                                                 std::move(impressions));
}

Status EventCommit::prepare(BlockingSession& session) {
  partitions_made_ms_ = base::now_ms();
  return make_partitions_ahead(session, partitions_made_ms_);
}

Status EventCommit::commit(BlockingSession& session, const WriteQueue::Group& writes) {
  if (const auto now_ms = base::now_ms(); now_ms - partitions_made_ms_ > kDayMs) KHOJ_TRY(prepare(session));
  KHOJ_ASSIGN(const auto tenant, find_or_add_event_log(session, tenants_, writes.front()->tenant()));
  return AppendGroup(writes).run(session, tenant);
}

}  // namespace khoj::adapters::postgres
