// A Connection on the Reactor that comes back by itself: it connects, is watched, and when it breaks it connects again
// after a pause. Everything happens on the reactor's thread.
#pragma once

#include <functional>
#include <memory>

#include "adapters/postgres/backoff.hpp"
#include "adapters/postgres/connection.hpp"
#include "adapters/postgres/reactor.hpp"

namespace khoj::adapters::postgres {

class AsyncConnection {
 public:
  struct Events {
    std::function<void(AsyncConnection&)> up;              ///< Connected: flights may be sent.
    std::function<void(const base::Error&)> down;          ///< An attempt failed, or the connection broke.
    std::function<void(std::string_view payload)> notice;  ///< May be empty.
  };

  AsyncConnection(Reactor& reactor, const Target& target, Events events)
      : reactor_(reactor), target_(target), events_(std::move(events)) {}
  ~AsyncConnection() {
    close(base::make_error(base::ErrorCode::unavailable, "the database is being closed"));
  }
  AsyncConnection(const AsyncConnection&) = delete;
  AsyncConnection& operator=(const AsyncConnection&) = delete;

  /// Connects now, unless it is or does already. @param keep whether to go on after failures, with pauses; otherwise a
  /// failure is final until open() is called again, which the pause then refuses.
  void open(bool keep);
  [[nodiscard]] bool is_up() const noexcept { return up_; }
  [[nodiscard]] bool is_opening() const noexcept { return connection_ != nullptr && !up_; }
  /// Whether open() would wait: the last attempt has just failed.
  [[nodiscard]] bool pauses() const noexcept { return backoff_.waits(); }
  void forget_pause() noexcept { backoff_.succeeded(); }
  [[nodiscard]] std::size_t in_flight() const noexcept { return connection_ ? connection_->in_flight() : 0; }

  /// REQUIRES: is_up(). `done` is called later, or from here when the connection turns out to be broken.
  void send(const Flight& flight, const Connection::Done& done);

  /// Breaks off what takes too long: an attempt to connect, or a flight that was sent before `oldest_allowed`.
  void check(base::SteadyClock::time_point oldest_allowed);

  /// Ends it; flights that are under way fail with `why`. No event is called.
  void close(const base::Error& why);

 private:
  void on_ready();
  void rewatch();
  void breaks(const base::Error& why);

  Reactor& reactor_;
  const Target& target_;
  const Events events_;
  std::unique_ptr<Connection> connection_;
  bool up_ = false;
  bool keep_ = false;
  int watched_ = -1;
  base::SteadyClock::time_point opened_at_;
  Backoff backoff_;
  /// Timers of the reactor outlive this object: they look whether it is there.
  std::shared_ptr<AsyncConnection*> self_ = std::make_shared<AsyncConnection*>(this);
};

}  // namespace khoj::adapters::postgres
