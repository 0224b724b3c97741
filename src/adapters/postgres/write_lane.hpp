// A writer: one thread with one connection that commits what has gathered, many writes in one transaction, and answers
// them when they are durable. When the database is away, writes are refused within a second, and each that comes later
// at once, until an attempt to connect succeeds: nothing waits for it, nothing is answered that does not hold.
// push() is thread-safe. The destructor finishes what is queued and joins the thread.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "adapters/postgres/backoff.hpp"
#include "adapters/postgres/write_queue.hpp"

namespace khoj::adapters::postgres {

/// Runs writes that share a transaction, its COMMIT included, and leaves their answers in them.
class GroupCommit {
 public:
  virtual ~GroupCommit() = default;
  /// @param writes of one tenant, all joining. An error means that nothing of them may stay.
  virtual base::Status commit(BlockingSession& session, const WriteQueue::Group& writes) = 0;
  /// Called with each new connection, before its first write.
  virtual base::Status prepare(BlockingSession& /*session*/) { return {}; }
};

/// How often any connection of this database has come back: who sees it grow need not wait any longer.
using Returns = std::atomic<std::uint64_t>;

struct LaneOptions {
  std::size_t max_queued_requests = 0;
  std::size_t max_queued_bytes = 0;
  std::size_t max_commit_bytes = 0;
  std::string channel;  ///< Where commits are told to other processes.
  std::string payload;
};

class WriteLane {
 public:
  /// @param committed is called from the lane's thread after each commit; it must return at once.
  WriteLane(Target target, LaneOptions options, std::unique_ptr<GroupCommit> group, Returns& returns,
            std::function<void()> committed);
  ~WriteLane();
  WriteLane(const WriteLane&) = delete;
  WriteLane& operator=(const WriteLane&) = delete;

  /// Errors: resource_exhausted, unavailable. The write is then dropped unanswered.
  base::Status push(std::unique_ptr<Write> write, std::size_t bytes) {
    return queue_.push(std::move(write), bytes);
  }

 private:
  void run();
  void serve(WriteQueue::Group group);
  /// Connects where there is no connection. @param waiting refused when that takes long.
  base::Status connect(WriteQueue::Group& waiting);
  base::Status begin_session();
  base::Status execute(const WriteQueue::Group& group);
  void tell_others();

  const Target target_;
  const LaneOptions options_;
  const std::unique_ptr<GroupCommit> group_;
  Returns& returns_;
  const std::function<void()> committed_;
  WriteQueue queue_;

  // Of the lane's thread.
  std::optional<BlockingSession> session_;
  Backoff backoff_;
  base::Error last_error_;
  std::uint64_t returns_seen_ = 0;
  base::SteadyClock::time_point told_;

  std::jthread thread_;
};

}  // namespace khoj::adapters::postgres
