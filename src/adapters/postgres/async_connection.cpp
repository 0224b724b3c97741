#include "adapters/postgres/async_connection.hpp"

#include <utility>

namespace khoj::adapters::postgres {

using base::ErrorCode;

void AsyncConnection::open(bool keep) {
  keep_ = keep;
  if (connection_ != nullptr || backoff_.waits()) return;
  opened_at_ = base::SteadyClock::now();
  auto started = Connection::start(target_);
  if (!started) return breaks(started.error());
  connection_ = std::move(*started);
  if (events_.notice) connection_->on_notice(events_.notice);
  rewatch();
}

void AsyncConnection::rewatch() {
  const int socket = connection_->socket();
  // While it connects, libpq goes from one address to the next, and from one socket to another.
  if (watched_ >= 0 && watched_ != socket) reactor_.forget(watched_);
  watched_ = socket;
  const bool to_write =
      up_ ? connection_->wants_to_write() : connection_->wants() == Connection::Wants::write;
  const bool to_read = up_ || !to_write;
  reactor_.watch(socket, to_read, to_write, [this] { on_ready(); });
}

void AsyncConnection::on_ready() {
  if (!up_) {
    const auto connected = connection_->advance();
    if (!connected) return breaks(connected.error());
    up_ = *connected;
    rewatch();
    if (!up_) return;
    backoff_.succeeded();
    return events_.up(*this);
  }
  const auto status = connection_->on_ready();
  if (!status) return breaks(status.error());
  if (connection_->worn_out())
    return breaks(base::make_error(ErrorCode::unavailable, "the connection was ended"));
  rewatch();
}

void AsyncConnection::send(const Flight& flight, const Connection::Done& done) {
  connection_->send(flight, done);
  if (connection_->wants_to_write()) rewatch();
  if (!connection_->worn_out()) return;
  reactor_.after(std::chrono::milliseconds(0), [self = std::weak_ptr(self_)] {
    const auto alive = self.lock();
    if (alive && (*alive)->up_ && (*alive)->connection_->worn_out())
      (*alive)->breaks(base::make_error(ErrorCode::unavailable, "the connection to the database broke"));
  });
}

void AsyncConnection::check(base::SteadyClock::time_point oldest_allowed) {
  if (connection_ == nullptr) return;
  const auto connect_timeout = std::chrono::milliseconds(target_.connect_timeout_ms);
  if (!up_ && base::SteadyClock::now() - opened_at_ > connect_timeout) {
    breaks(base::make_error(ErrorCode::unavailable, "cannot reach PostgreSQL at {}: no answer within {} ms",
                            target_.shown, target_.connect_timeout_ms));
  } else if (up_ && connection_->in_flight() > 0 && connection_->oldest() < oldest_allowed) {
    breaks(base::make_error(ErrorCode::unavailable, "the database did not answer in time"));
  }
}

void AsyncConnection::close(const base::Error& why) {
  if (watched_ >= 0) reactor_.forget(watched_);
  watched_ = -1;
  up_ = false;
  const auto connection = std::exchange(connection_, nullptr);
  if (connection) connection->fail_all(why);
}

void AsyncConnection::breaks(const base::Error& why) {
  const bool was_up = up_;
  close(why);
  // What stood is tried again at once: it may have been idle for long.
  const auto pause = was_up ? std::chrono::milliseconds(0) : backoff_.failed() + std::chrono::milliseconds(1);
  if (keep_) {
    reactor_.after(pause, [self = std::weak_ptr(self_)] {
      if (const auto alive = self.lock()) (*alive)->open(true);
    });
  }
  events_.down(why);
}

}  // namespace khoj::adapters::postgres
