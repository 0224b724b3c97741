#include "adapters/postgres/event_partitions.hpp"

#include <chrono>
#include <set>

#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

constexpr int kMonthsAhead = 3;
/// Dropping waits for readers of that partition, and new readers wait behind it: not for long.
constexpr std::int64_t kDropTimeoutMs = 1'000;

constexpr Statement kPartitions{
    "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = 'events'::regclass ORDER BY 1"};
constexpr Statement kIsHypertable{"SELECT relkind <> 'p' FROM pg_class WHERE oid = 'events'::regclass"};

std::int64_t milliseconds_of(std::chrono::year_month month) {
  const auto days = std::chrono::sys_days(month / std::chrono::day(1)).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(days).count();
}

base::Result<std::set<std::string>> partitions(BlockingSession& session) {
  KHOJ_ASSIGN(const auto rows, session.run({kPartitions}));
  std::set<std::string> names;
  for (int i = 0; i < rows[0].count(); ++i) names.emplace(rows[0].text(i, 0));
  return names;
}

/// Where another server has made it in the meantime, there is nothing to do.
void make_partition(BlockingSession& session, const MonthPartition& month) {
  const auto made = session.run(
      {Command(fmt::format("CREATE TABLE IF NOT EXISTS {} PARTITION OF events FOR VALUES FROM ({}) TO ({})",
                           month.name, month.begin_ms, month.end_ms))});
  if (made) return;
  base::log::warn("a partition of events could not be made; its events go to events_rest",
                  {{"partition", month.name}, {"error", made.error().describe()}});
}

/// The month of a partition's name; begin_ms == end_ms when it names none.
MonthPartition month_named(const std::string& name) {
  int year = 0;
  unsigned month = 0;
  char rest = 0;
  if (std::sscanf(name.c_str(), "events_%4d_%2u%c", &year, &month, &rest) != 2 || month < 1 || month > 12)
    return {};
  return month_of(milliseconds_of(std::chrono::year(year) / std::chrono::month(month)));
}

}  // namespace

MonthPartition month_of(std::int64_t ms, int ahead) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
  const std::chrono::year_month_day date(day);
  const auto month = date.year() / date.month() + std::chrono::months(ahead);
  return {
      fmt::format("events_{:04}_{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month())),
      milliseconds_of(month), milliseconds_of(month + std::chrono::months(1))};
}

base::Result<bool> is_hypertable(BlockingSession& session) {
  KHOJ_ASSIGN(const auto rows, session.run({kIsHypertable}));
  return !rows[0].empty() && rows[0].integer(0, 0) != 0;
}

base::Status make_partitions_ahead(BlockingSession& session, std::int64_t now_ms) {
  KHOJ_ASSIGN(const bool hypertable, is_hypertable(session));
  if (hypertable) return {};
  KHOJ_ASSIGN(const auto there, partitions(session));
  for (int ahead = 0; ahead <= kMonthsAhead; ++ahead) {
    const auto month = month_of(now_ms, ahead);
    if (!there.contains(month.name)) make_partition(session, month);
  }
  return {};
}

base::Status drop_old_partitions(BlockingSession& session, std::int64_t before_ms) {
  KHOJ_ASSIGN(const bool hypertable, is_hypertable(session));
  if (hypertable) {
    KHOJ_TRY(session.run(
        {Command("SELECT drop_chunks('events', older_than => $1::bigint)", Params().add(before_ms))}));
    return {};
  }
  KHOJ_ASSIGN(const auto names, partitions(session));
  for (const auto& name : names) {
    const auto month = month_named(name);
    if (month.begin_ms == month.end_ms || month.end_ms > before_ms) continue;
    KHOJ_ASSIGN(const auto live, session.run({Command(fmt::format(
                                     "SELECT EXISTS (SELECT FROM {} AS e JOIN event_logs AS l USING (tenant) "
                                     "WHERE e.seq > l.removed_event)",
                                     name))}));
    if (live[0].integer(0, 0) != 0) continue;
    KHOJ_TRY(
        session.run({Command("BEGIN"), Command(fmt::format("SET LOCAL lock_timeout = {}", kDropTimeoutMs)),
                     Command(fmt::format("DROP TABLE {}", name)), Command("COMMIT")}));
    base::log::info("a partition of old events was dropped", {{"partition", name}});
  }
  return {};
}

}  // namespace khoj::adapters::postgres
