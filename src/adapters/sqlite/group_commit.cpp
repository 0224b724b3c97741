#include "adapters/sqlite/group_commit.hpp"

#include <utility>

#include <sqlite3.h>

#include "adapters/sqlite/sqlite_error.hpp"
#include "base/log.hpp"

namespace khoj::adapters::sqlite {
namespace {

int remember_wal_pages(void* wal_pages, sqlite3*, const char*, int pages) {
  *static_cast<std::size_t*>(wal_pages) = static_cast<std::size_t>(pages);
  return SQLITE_OK;
}

base::Status run_statement(Connection& connection, std::string_view sql) {
  KHOJ_ASSIGN(auto statement, connection.prepare(sql));
  return statement.run();
}

void roll_back(Connection& connection) {
  if (!connection.in_transaction()) return;
  if (const auto status = run_statement(connection, "ROLLBACK"); !status) {
    base::log::error("database rollback failed", {{"error", status.error().describe()}});
  }
}

}  // namespace

GroupCommit::GroupCommit(Connection connection, std::size_t checkpoint_pages)
    : wal_pages_(std::make_unique<std::size_t>(0)),
      connection_(std::move(connection)),
      checkpoint_pages_(checkpoint_pages) {
  sqlite3_wal_hook(connection_.handle(), remember_wal_pages, wal_pages_.get());
}

base::Status GroupCommit::run_one(Request& request, bool alone) {
  // Alone in its transaction, a request needs no savepoint: its failure takes the transaction along. A
  // savepoint makes SQLite keep a copy of every page that changes under it.
  if (alone) return request.run(connection_);
  KHOJ_TRY(run_statement(connection_, "SAVEPOINT request"));
  auto status = request.run(connection_);
  if (!connection_.in_transaction()) return status;
  auto closed = status ? base::Status() : run_statement(connection_, "ROLLBACK TO request");
  if (closed) closed = run_statement(connection_, "RELEASE request");
  if (closed) return status;
  // What the request did can neither stay nor be undone by itself.
  roll_back(connection_);
  return closed;
}

bool GroupCommit::run(std::vector<std::unique_ptr<Request>> requests) {
  const bool alone = requests.size() == 1;
  std::vector<base::Status> outcomes(requests.size());
  bool any = false;
  base::Status group = run_statement(connection_, "BEGIN IMMEDIATE");
  for (std::size_t i = 0; group && i < requests.size(); ++i) {
    outcomes[i] = run_one(*requests[i], alone);
    any = any || outcomes[i];
    // On a full disk and the like SQLite gives up the whole transaction.
    if (!connection_.in_transaction()) group = outcomes[i];
  }
  const bool committing = group && any;
  if (committing) group = run_statement(connection_, "COMMIT");
  if (!committing || !group) roll_back(connection_);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    requests[i]->answer(!outcomes[i] || group ? std::move(outcomes[i]) : group);
  }
  return committing && group;
}

void GroupCommit::checkpoint_if_due() {
  if (*wal_pages_ < checkpoint_pages_) return;
  // PASSIVE waits for nobody. Readers that never pause together could let the log grow without end; far above
  // the limit it is worth waiting for them.
  const int mode =
      *wal_pages_ < 8 * checkpoint_pages_ ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_RESTART;
  const int code = sqlite3_wal_checkpoint_v2(connection_.handle(), nullptr, mode, nullptr, nullptr);
  if (code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY) return;
  base::log::warn("database checkpoint failed",
                  {{"error", error_from(connection_.handle(), code).describe()}});
}

}  // namespace khoj::adapters::sqlite
