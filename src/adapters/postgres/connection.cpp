#include "adapters/postgres/connection.hpp"

#include <utility>

#include <libpq-fe.h>

#include "adapters/postgres/postgres_error.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

void log_server_notice(void* /*unused*/, const char* words) {
  base::log::debug("PostgreSQL says", {{"words", words}});
}

/// What libpq wants of one statement's parameters.
struct Pointers {
  explicit Pointers(const Params& params) {
    for (std::size_t i = 0; i < params.size(); ++i) {
      values.push_back(params.value(i).data());
      lengths.push_back(static_cast<int>(params.value(i).size()));
    }
    formats.assign(params.size(), 1);
  }
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace

void Connection::Close::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

Connection::~Connection() = default;

base::Result<std::unique_ptr<Connection>> Connection::start(const Target& target) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : target.keywords) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  std::unique_ptr<Connection> made(
      new Connection(PQconnectStartParams(keywords.data(), values.data(), 0), target.shown));
  auto* raw = made->connection_.get();
  if (raw == nullptr || PQstatus(raw) == CONNECTION_BAD)
    return base::fail(connection_error(raw, target.shown));
  PQsetNoticeProcessor(raw, log_server_notice, nullptr);
  return made;
}

base::Result<bool> Connection::advance() {
  auto* raw = connection_.get();
  switch (PQconnectPoll(raw)) {
    case PGRES_POLLING_READING: wants_ = Wants::read; return false;
    case PGRES_POLLING_WRITING: wants_ = Wants::write; return false;
    case PGRES_POLLING_OK: break;
    default: return base::fail(connection_error(raw, shown_));
  }
  if (PQserverVersion(raw) < 150'000) {
    return base::fail(base::ErrorCode::failed_precondition,
                      "the PostgreSQL server at {} is version {}; expected 15 or newer", shown_,
                      PQserverVersion(raw) / 10'000);
  }
  if (PQsetnonblocking(raw, 1) != 0 || PQenterPipelineMode(raw) != 1) return base::fail(lost());
  return true;
}

int Connection::socket() const noexcept { return PQsocket(connection_.get()); }

base::Error Connection::lost() const { return connection_error(connection_.get(), shown_); }

base::Status Connection::prepare(const Command& command) {
  const auto [place, added] = names_.try_emplace(command.statement);
  if (!added) return {};
  // A number of its own each time: a statement whose preparing failed may be prepared again.
  place->second = fmt::format("k{}", ++prepared_count_);
  const auto& types = command.params.types();
  if (PQsendPrepare(connection_.get(), place->second.c_str(), command.statement->sql,
                    static_cast<int>(types.size()), types.data()) != 1) {
    return base::fail(lost());
  }
  return end_flight(
      Entry{.done = {}, .prepared = command.statement, .expected = 1, .rows = {}, .status = {}, .sent = {}});
}

base::Status Connection::send_command(const Command& command) {
  const Pointers pointers(command.params);
  const auto count = static_cast<int>(command.params.size());
  const bool sent =
      command.statement != nullptr
          ? PQsendQueryPrepared(connection_.get(), names_[command.statement].c_str(), count,
                                pointers.values.data(), pointers.lengths.data(), pointers.formats.data(), 1)
          : PQsendQueryParams(connection_.get(), command.sql.c_str(), count, command.params.types().data(),
                              pointers.values.data(), pointers.lengths.data(), pointers.formats.data(), 1);
  return sent ? base::Status() : base::Status(base::fail(lost()));
}

base::Status Connection::end_flight(Entry entry) {
  entry.sent = base::SteadyClock::now();
  if (PQpipelineSync(connection_.get()) != 1) return base::fail(lost());
  entries_.push_back(std::move(entry));
  return {};
}

void Connection::send(const Flight& flight, const Done& done) {
  base::Status sent;
  for (const auto& command : flight) {
    if (sent && command.statement != nullptr) sent = prepare(command);
  }
  for (const auto& command : flight) {
    if (sent) sent = send_command(command);
  }
  Entry entry{
      .done = done, .prepared = nullptr, .expected = flight.size(), .rows = {}, .status = {}, .sent = {}};
  if (sent) sent = end_flight(std::move(entry));
  if (!sent) {
    worn_out_ = true;
    done(base::fail(std::move(sent).error()));
    return;
  }
  // A failure to write shows when the socket is read, with the server's last words.
  (void)flush();
}

base::Status Connection::flush() {
  const int left = PQflush(connection_.get());
  wants_to_write_ = left == 1;
  return left < 0 ? base::Status(base::fail(lost())) : base::Status();
}

base::Status Connection::on_ready() {
  auto* raw = connection_.get();
  const bool consumed = PQconsumeInput(raw) == 1;
  if (consumed && wants_to_write_) (void)flush();
  int idle_rounds = 0;
  while (!entries_.empty() && idle_rounds < 2 && PQisBusy(raw) == 0) {
    auto* result = PQgetResult(raw);
    idle_rounds = result == nullptr ? idle_rounds + 1 : 0;
    if (result != nullptr) take(result);
  }
  if (!consumed || PQstatus(raw) == CONNECTION_BAD) {
    worn_out_ = true;
    return base::fail(lost());
  }
  while (auto* notice = PQnotifies(raw)) {
    if (on_notice_) on_notice_(notice->extra);
    PQfreemem(notice);
  }
  return {};
}

void Connection::take(pg_result* result) {
  Rows rows(result);
  auto& entry = entries_.front();
  switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC: finish_front(); return;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK: entry.rows.push_back(std::move(rows)); return;
    case PGRES_PIPELINE_ABORTED: return;
    default: break;
  }
  if (entry.status) entry.status = base::fail(error_from(result));
  worn_out_ = worn_out_ || ends_connection(result);
}

void Connection::finish_front() {
  auto entry = std::move(entries_.front());
  entries_.pop_front();
  if (entry.prepared != nullptr) {
    if (entry.status) return;
    names_.erase(entry.prepared);
    // The statement's own flight fails now, and says less about why.
    base::log::warn("a statement could not be prepared", {{"error", entry.status.error().describe()}});
    return;
  }
  if (entry.status && entry.rows.size() != entry.expected) {
    entry.status = base::fail(base::ErrorCode::unavailable, "the connection to the database broke");
  }
  if (entry.status) {
    entry.done(std::move(entry.rows));
  } else {
    entry.done(base::fail(std::move(entry.status).error()));
  }
}

void Connection::fail_all(const base::Error& error) {
  worn_out_ = true;
  auto entries = std::exchange(entries_, {});
  for (auto& entry : entries) {
    if (!entry.done) continue;
    // What the server said of this very flight is more than that the connection ended after it.
    entry.done(entry.status ? base::fail(error) : base::fail(std::move(entry.status).error()));
  }
}

}  // namespace khoj::adapters::postgres
