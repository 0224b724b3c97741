#include "adapters/postgres/write_lane.hpp"

#include <utility>

#include "adapters/postgres/postgres_error.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

/// How long a write may wait for a connection that is being made.
constexpr double kPatienceMs = 1'000;
/// Under load, other processes are told at most this often.
constexpr auto kTellingInterval = std::chrono::milliseconds(50);

constexpr Statement kNotify{"SELECT pg_notify($1, $2)"};
constexpr Statement kRollback{"ROLLBACK"};

void refuse_all(WriteQueue::Group& writes, const base::Error& error) {
  for (auto& write : writes) write->refuse(error);
  writes.clear();
}

/// Whether one write of a group may have spoilt it for the others.
bool is_of_one(const base::Error& error) {
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::internal;
}

}  // namespace

WriteLane::WriteLane(Target target, LaneOptions options, std::unique_ptr<GroupCommit> group, Returns& returns,
                     std::function<void()> committed)
    : target_(std::move(target)),
      options_(std::move(options)),
      group_(std::move(group)),
      returns_(returns),
      committed_(std::move(committed)),
      queue_(options_.max_queued_requests, options_.max_queued_bytes),
      thread_([this] { run(); }) {}

WriteLane::~WriteLane() { queue_.close(); }

void WriteLane::run() {
  for (auto group = queue_.take(options_.max_commit_bytes); !group.empty();
       group = queue_.take(options_.max_commit_bytes)) {
    serve(std::move(group));
  }
}

void WriteLane::serve(WriteQueue::Group group) {
  if (const auto connected = connect(group); !connected) return refuse_all(group, connected.error());
  if (group.empty()) return;
  auto done = execute(group);
  if (!done && group.size() > 1 && is_of_one(done.error())) {
    for (auto& write : group) {
      WriteQueue::Group alone;
      alone.push_back(std::move(write));
      serve(std::move(alone));
    }
    return;
  }
  if (!done) return refuse_all(group, done.error());
  for (auto& write : group) write->deliver();
  committed_();
  tell_others();
}

base::Status WriteLane::connect(WriteQueue::Group& waiting) {
  if (session_ && session_->stands()) return {};
  if (session_) base::log::warn("the connection for writes is lost", {{"database", target_.shown}});
  session_.reset();
  if (const auto returns = returns_.load(); returns != returns_seen_) {
    returns_seen_ = returns;
    backoff_.succeeded();
  }
  if (backoff_.waits()) return base::fail(is_away(last_error_));
  const base::Stopwatch waited;
  auto opened = BlockingSession::open(target_, [&] {
    if (waited.elapsed_ms() < kPatienceMs) return true;
    const auto away = is_away(base::make_error(ErrorCode::unavailable, "{} does not answer", target_.shown));
    refuse_all(waiting, away);
    auto others = queue_.take_all();
    refuse_all(others, away);
    return true;
  });
  auto ready = base::Status();
  if (opened) {
    session_.emplace(std::move(*opened));
    ready = begin_session();
  } else {
    ready = base::fail(std::move(opened).error());
  }
  if (ready) {
    backoff_.succeeded();
    returns_seen_ = ++returns_;
    return {};
  }
  session_.reset();
  last_error_ = std::move(ready).error();
  backoff_.failed();
  return base::fail(is_away(last_error_));
}

base::Status WriteLane::begin_session() {
  // An answer means that a write is on the disk, whatever the server's default is.
  KHOJ_TRY(
      session_->run({Command("SELECT set_config('synchronous_commit', 'on', false) "
                             "WHERE current_setting('synchronous_commit') = 'off'")}));
  return group_->prepare(*session_);
}

base::Status WriteLane::execute(const WriteQueue::Group& group) {
  auto done = group.front()->joins() ? guarded([&] { return group_->commit(*session_, group); })
                                     : group.front()->run(*session_);
  if (done) return done;
  // What it began is undone; where there was nothing to undo, the server says so and does nothing.
  if (session_->stands() && session_->run({kRollback})) return done;
  session_.reset();
  return done;
}

void WriteLane::tell_others() {
  if (!session_) return;
  const auto now = base::SteadyClock::now();
  if (!queue_.empty() && now - told_ < kTellingInterval) return;
  told_ = now;
  // Not in the transaction: PostgreSQL lets only one transaction that notifies commit at a time, the wait for the disk
  // included. A notice that is lost with the process is made up for by polling.
  session_->send(
      {{kNotify, Params().add(std::string_view(options_.channel)).add(std::string_view(options_.payload))}});
}

}  // namespace khoj::adapters::postgres
