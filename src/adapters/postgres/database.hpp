// A PostgreSQL database that several stores share: connections for reads on one I/O thread (ReaderPool), two writers with
// group commit (WriteLane), one listener for what other processes commit. Requests come back as Tasks on the executor
// that they were awaited on; none occupies a thread while it waits. Thread-safe. Stores keep it alive by shared_ptr; its
// destructor finishes what is queued. It must not end before the Tasks that were started on it have been answered.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/postgres/notice_listener.hpp"
#include "adapters/postgres/reader_pool.hpp"
#include "adapters/postgres/write_lane.hpp"
#include "base/task.hpp"

namespace khoj::adapters::postgres {

/// The two writers: a long import does not hold up events.
enum class Lane : std::uint8_t { catalog, events };

class Database {
 public:
  /// Connects and brings the schema up to date. @param url as parse_target.
  /// Errors: invalid_argument (the URL), unavailable, permission_denied, failed_precondition (newer schema, foreign
  /// tables, old server, not UTF-8).
  static base::Result<std::shared_ptr<Database>> open(std::string_view url,
                                                      const DatabaseOptions& options = {});

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// Runs one statement outside of a transaction: it sees one moment of the database.
  /// Errors: resource_exhausted (too many wait), unavailable.
  base::Task<base::Result<Rows>> read(Command command);

  /// Queues the write and completes when it is durable. @param bytes about how much memory it holds while it waits.
  /// Errors: those of the write; resource_exhausted (queue full), unavailable.
  template <typename T>
  base::Task<base::Result<T>> write(Lane lane, std::size_t bytes, std::unique_ptr<AnsweredWrite<T>> write) {
    const auto answer = write->answer();
    KHOJ_CO_TRY(lane_of(lane).push(std::move(write), bytes));
    co_return co_await *answer;
  }

  /// Adds a listener that is called after commits of this lane, by this process or another, from a thread of the
  /// Database; it must return at once.
  void on_commit(Lane lane, std::function<void()> listener);

  /// The server, without a password: "host:5432/database".
  [[nodiscard]] const std::string& shown() const noexcept { return target_.shown; }

 private:
  explicit Database(Target target) : target_(std::move(target)) {}

  void start(const DatabaseOptions& options, const std::string& channel);
  WriteLane& lane_of(Lane lane) noexcept { return *lanes_[static_cast<std::size_t>(lane)]; }
  void tell(Lane lane);
  void on_notice(std::string_view payload);

  const Target target_;
  Returns returns_{0};
  std::string origin_;  ///< Of our own notices, which need not be heard.
  std::mutex listeners_mutex_;
  std::array<std::vector<std::function<void()>>, 2> listeners_;
  std::unique_ptr<Reactor> reactor_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<NoticeListener> notices_;
  std::array<std::unique_ptr<WriteLane>, 2> lanes_;
};

}  // namespace khoj::adapters::postgres
