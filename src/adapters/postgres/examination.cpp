#include "adapters/postgres/examination.hpp"

namespace khoj::adapters::postgres {
namespace {

constexpr Statement kFacts{
    "SELECT current_setting('server_version'), current_schema()::text, current_setting('fsync'), "
    "current_setting('full_page_writes'), current_setting('synchronous_commit'), "
    "(SELECT relkind = 'p' FROM pg_class WHERE oid = 'events'::regclass), "
    "(SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass), pg_is_in_recovery(), "
    "(SELECT max(version) FROM khoj_migrations)"};

std::string durability(std::string_view fsync, std::string_view full_page_writes) {
  if (fsync == "on" && full_page_writes == "on")
    return "durability: fsync and full_page_writes are on, as they should be";
  return fmt::format(
      "durability: NOT SAFE, fsync is {} and full_page_writes is {}: a power failure may lose what was "
      "acknowledged, or damage the database; set both to on",
      fsync, full_page_writes);
}

std::string synchronous_commit(std::string_view value) {
  if (value != "off") return fmt::format("durability: synchronous_commit is {}, as it should be", value);
  return "durability: synchronous_commit is off on the server; our writes set it to on, those of others may "
         "be lost";
}

}  // namespace

base::Task<base::Result<std::vector<std::string>>> examine(std::shared_ptr<Database> database) {
  KHOJ_CO_ASSIGN(const auto rows, co_await database->read(Command(kFacts)));
  if (rows.empty())
    co_return base::fail(base::ErrorCode::internal, "the database tells nothing about itself");
  std::vector<std::string> lines;
  lines.push_back(fmt::format("server version {}, schema \"{}\" at version {}", rows.text(0, 0),
                              rows.text(0, 1), rows.integer(0, 8)));
  lines.push_back(
      rows.integer(0, 5) != 0
          ? fmt::format("events: {} partitions, one for each month and one for the rest", rows.integer(0, 6))
          : std::string("events: a hypertable of TimescaleDB"));
  lines.push_back(durability(rows.text(0, 2), rows.text(0, 3)));
  lines.push_back(synchronous_commit(rows.text(0, 4)));
  if (rows.integer(0, 7) != 0) lines.emplace_back("this server is a standby: it takes no writes");
  co_return lines;
}

}  // namespace khoj::adapters::postgres
