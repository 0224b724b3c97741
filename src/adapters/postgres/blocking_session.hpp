// A Connection that waits: for threads of the adapter's own, which write, and for what happens once when a database is
// opened. Belongs to one thread.
#pragma once

#include <functional>
#include <memory>

#include "adapters/postgres/connection.hpp"

namespace khoj::adapters::postgres {

class BlockingSession {
 public:
  /// Connects. @param while_waiting called every 50 ms or so; when it says false, the attempt is given up.
  /// Errors: as Connection::advance; unavailable (the connect timeout).
  static base::Result<BlockingSession> open(const Target& target,
                                            const std::function<bool()>& while_waiting = {});

  /// Runs the flight and waits for its end. Errors: the first statement's that failed; unavailable when nothing came
  /// within `timeout_ms`: the connection is then of no use any more.
  Connection::Answer run(const Flight& flight, std::int64_t timeout_ms);
  /// The same with the target's statement timeout and some grace, so that the server's own timeout comes first.
  Connection::Answer run(const Flight& flight) { return run(flight, timeout_ms_); }

  /// Sends the flight and waits for nothing; its outcome is nobody's concern.
  void send(const Flight& flight);

  /// Looks, without waiting, whether the connection still stands.
  [[nodiscard]] bool stands();

 private:
  BlockingSession(std::unique_ptr<Connection> connection, std::int64_t timeout_ms)
      : connection_(std::move(connection)), timeout_ms_(timeout_ms) {}

  std::unique_ptr<Connection> connection_;
  std::int64_t timeout_ms_;
};

}  // namespace khoj::adapters::postgres
