#include "adapters/postgres/blocking_session.hpp"

#include <algorithm>
#include <optional>

#include <poll.h>

namespace khoj::adapters::postgres {
namespace {

using base::ErrorCode;

constexpr std::int64_t kGraceMs = 5'000;

/// @return whether the socket became ready in time.
bool wait_for(int socket, bool to_write, int timeout_ms) {
  pollfd watched{socket, static_cast<short>(to_write ? POLLIN | POLLOUT : POLLIN), 0};
  return poll(&watched, 1, timeout_ms) > 0;
}

}  // namespace

base::Result<BlockingSession> BlockingSession::open(const Target& target,
                                                    const std::function<bool()>& while_waiting) {
  const base::Stopwatch waited;
  KHOJ_ASSIGN(auto connection, Connection::start(target));
  while (true) {
    const bool to_write = connection->wants() == Connection::Wants::write;
    pollfd watched{connection->socket(), static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
    const bool ready = poll(&watched, 1, 50) > 0;
    if (ready) {
      KHOJ_ASSIGN(const bool connected, connection->advance());
      if (connected) return BlockingSession(std::move(connection), target.statement_timeout_ms + kGraceMs);
    }
    if (waited.elapsed_ms() > static_cast<double>(target.connect_timeout_ms)) {
      return base::fail(ErrorCode::unavailable, "cannot reach PostgreSQL at {}: no answer within {} ms",
                        target.shown, target.connect_timeout_ms);
    }
    if (!ready && while_waiting && !while_waiting())
      return base::fail(ErrorCode::unavailable, "cannot reach PostgreSQL at {}: given up", target.shown);
  }
}

Connection::Answer BlockingSession::run(const Flight& flight, std::int64_t timeout_ms) {
  std::optional<Connection::Answer> answer;
  const base::Stopwatch waited;
  connection_->send(flight, [&answer](Connection::Answer got) { answer = std::move(got); });
  while (!answer) {
    const auto left_ms = static_cast<double>(timeout_ms) - waited.elapsed_ms();
    const bool ready = left_ms > 0 && wait_for(connection_->socket(), connection_->wants_to_write(),
                                               static_cast<int>(std::min(left_ms + 1, 1e9)));
    if (!ready && left_ms <= 0) {
      connection_->fail_all(
          base::make_error(ErrorCode::unavailable, "the database did not answer within {} ms", timeout_ms));
    } else if (ready) {
      if (const auto status = connection_->on_ready(); !status) connection_->fail_all(status.error());
    }
  }
  return std::move(*answer);
}

void BlockingSession::send(const Flight& flight) {
  connection_->send(flight, [](const Connection::Answer&) {});
}

bool BlockingSession::stands() {
  if (connection_->worn_out()) return false;
  while (wait_for(connection_->socket(), false, 0)) {
    if (!connection_->on_ready()) return false;
    // Only the end of a connection stays readable for ever; a few rounds take up whatever else came.
    if (connection_->worn_out()) return false;
  }
  return true;
}

}  // namespace khoj::adapters::postgres
