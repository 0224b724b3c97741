#include "adapters/postgres/reader_pool.hpp"

#include <algorithm>
#include <utility>

#include "adapters/postgres/postgres_error.hpp"
#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

/// How many reads one connection has under way. Deeper, a slow one would hold up too many.
constexpr std::size_t kPipelineDepth = 4;
constexpr int kAttempts = 2;
constexpr auto kTick = std::chrono::milliseconds(100);
/// How long a read waits while no connection stands.
constexpr auto kPatience = std::chrono::milliseconds(1'000);
/// Added to the server's own timeout, which should come first.
constexpr std::int64_t kGraceMs = 5'000;

}  // namespace

ReaderPool::ReaderPool(Reactor& reactor, const Target& target, std::size_t most_connections,
                       std::size_t most_waiting, Returns& returns)
    : reactor_(reactor),
      target_(target),
      most_connections_(std::max<std::size_t>(1, most_connections)),
      most_waiting_(most_waiting),
      returns_(returns) {
  const AsyncConnection::Events events{.up =
                                           [this](AsyncConnection&) {
                                             returns_seen_ = ++returns_;
                                             dispatch();
                                           },
                                       .down = [this](const base::Error& why) { on_down(why); },
                                       .notice = {}};
  for (std::size_t i = 0; i < most_connections_; ++i) connections_.emplace_back(reactor_, target_, events);
}

bool ReaderPool::take_place() noexcept {
  if (places_.fetch_add(1) < most_waiting_) return true;
  --places_;
  return false;
}

void ReaderPool::answer(Read& read, base::Result<Rows> result) {
  --places_;
  read.done(std::move(result));
}

void ReaderPool::submit(Read read) {
  if (closed_) return answer(read, base::fail(ErrorCode::unavailable, "the database is being closed"));
  waiting_.push_back(std::move(read));
  dispatch();
}

AsyncConnection* ReaderPool::choose() {
  AsyncConnection* least = nullptr;
  AsyncConnection* unopened = nullptr;
  bool opening = false;
  for (auto& connection : connections_) {
    if (!connection.is_up()) {
      opening = opening || connection.is_opening();
      if (!connection.is_opening() && !connection.pauses() && unopened == nullptr) unopened = &connection;
    } else if (least == nullptr || connection.in_flight() < least->in_flight()) {
      least = &connection;
    }
  }
  if (least != nullptr && least->in_flight() == 0) return least;
  if (unopened != nullptr && !opening) unopened->open(false);
  return least != nullptr && least->in_flight() < kPipelineDepth ? least : nullptr;
}

void ReaderPool::dispatch() {
  if (const auto returns = returns_.load(); returns != returns_seen_) {
    returns_seen_ = returns;
    for (auto& connection : connections_) connection.forget_pause();
  }
  while (!waiting_.empty()) {
    auto* connection = choose();
    if (connection == nullptr) break;
    auto read = std::move(waiting_.front());
    waiting_.pop_front();
    send(*connection, std::move(read));
  }
  const bool hopeless = std::none_of(connections_.begin(), connections_.end(), [](const auto& connection) {
    return connection.is_up() || connection.is_opening();
  });
  if (!hopeless) return;
  for (auto waiting = std::exchange(waiting_, {}); auto& read : waiting)
    answer(read, base::fail(is_away(last_error_)));
}

void ReaderPool::send(AsyncConnection& connection, Read read) {
  ++read.attempts;
  const Flight flight{read.command};
  const auto kept = std::make_shared<Read>(std::move(read));
  connection.send(flight, [this, kept](Connection::Answer got) {
    const bool lost = !got && got.error().code == ErrorCode::unavailable;
    const bool again = lost && kept->attempts < kAttempts && !closed_ &&
                       base::SteadyClock::now() - kept->asked_at < kPatience;
    if (again) {
      waiting_.push_front(std::move(*kept));
    } else {
      answer(*kept, got ? base::Result<Rows>(std::move(got->front())) : base::fail(std::move(got).error()));
    }
    // Not from within the connection that has just answered.
    if (!waiting_.empty()) reactor_.after(std::chrono::milliseconds(0), [this] { dispatch(); });
  });
}

void ReaderPool::on_down(const base::Error& why) {
  last_error_ = why;
  if (!waiting_.empty()) reactor_.after(std::chrono::milliseconds(0), [this] { dispatch(); });
}

void ReaderPool::begin() { tick(); }

void ReaderPool::tick() {
  if (closed_) return;
  const auto now = base::SteadyClock::now();
  const auto longest = std::chrono::milliseconds(target_.statement_timeout_ms + kGraceMs);
  for (auto& connection : connections_) connection.check(now - longest);
  const bool none_up =
      std::none_of(connections_.begin(), connections_.end(), [](const auto& one) { return one.is_up(); });
  while (none_up && !waiting_.empty() && now - waiting_.front().asked_at > kPatience) {
    auto read = std::move(waiting_.front());
    waiting_.pop_front();
    answer(read, base::fail(
                     is_away(base::make_error(ErrorCode::unavailable, "{} does not answer", target_.shown))));
  }
  reactor_.after(kTick, [this] { tick(); });
}

void ReaderPool::close() {
  closed_ = true;
  const auto why = base::make_error(ErrorCode::unavailable, "the database is being closed");
  for (auto& connection : connections_) connection.close(why);
  for (auto waiting = std::exchange(waiting_, {}); auto& read : waiting) answer(read, base::fail(why));
}

}  // namespace khoj::adapters::postgres
