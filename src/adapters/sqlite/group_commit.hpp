// The heart of the writer: many requests, one transaction, one wait for the disk. And the checkpoint that
// brings the write-ahead log back into the database file. Single-threaded; the Database's writer thread calls
// it.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/request.hpp"

namespace khoj::adapters::sqlite {

class GroupCommit {
 public:
  /// @param checkpoint_pages how many pages the write-ahead log may hold before it is brought into the
  /// database.
  GroupCommit(Connection connection, std::size_t checkpoint_pages);

  /// Runs `requests` in one transaction, each under a savepoint of its own, commits durably and answers them
  /// all. A request that fails leaves nothing behind and does not disturb the others; when the transaction
  /// itself fails (no lock, disk full), every request gets that error and nothing is changed.
  /// @return whether anything was committed.
  bool run(std::vector<std::unique_ptr<Request>> requests);

  /// Brings the log into the database file when it has grown large. Failures are logged and tried again next
  /// time.
  void checkpoint_if_due();

 private:
  base::Status run_one(Request& request, bool alone);

  std::unique_ptr<std::size_t> wal_pages_;  ///< On the heap because SQLite holds its address.
  Connection connection_;
  std::size_t checkpoint_pages_;
};

}  // namespace khoj::adapters::sqlite
