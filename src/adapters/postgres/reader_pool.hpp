// The connections for reads. A read takes a connection that is free, else a new one while there are fewer than allowed,
// else stands behind another one in its pipeline; beyond that, reads wait, and beyond a bound they are refused. A read
// whose connection breaks is tried once more on another. Everything happens on the reactor's thread, but room() and
// ahead_of_time().
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <list>
#include <memory>

#include "adapters/postgres/async_connection.hpp"
#include "adapters/postgres/write_lane.hpp"

namespace khoj::adapters::postgres {

struct Read {
  Command command;
  std::function<void(base::Result<Rows>)> done;
  int attempts = 0;
  base::SteadyClock::time_point asked_at = base::SteadyClock::now();
};

class ReaderPool {
 public:
  ReaderPool(Reactor& reactor, const Target& target, std::size_t most_connections, std::size_t most_waiting,
             Returns& returns);

  /// Takes a place for one more read, from any thread. @return false when too many wait; otherwise submit() follows.
  bool take_place() noexcept;

  void submit(Read read);
  /// Begins to look for what takes too long.
  void begin();
  /// Answers everything that waits, and takes nothing any more.
  void close();

 private:
  void dispatch();
  AsyncConnection* choose();
  void send(AsyncConnection& connection, Read read);
  void answer(Read& read, base::Result<Rows> result);
  void on_down(const base::Error& why);
  void tick();

  Reactor& reactor_;
  const Target& target_;
  const std::size_t most_connections_;
  const std::size_t most_waiting_;
  Returns& returns_;
  std::uint64_t returns_seen_ = 0;
  std::atomic<std::size_t> places_{0};
  std::deque<Read> waiting_;
  std::list<AsyncConnection> connections_;
  base::Error last_error_;
  bool closed_ = false;
};

}  // namespace khoj::adapters::postgres
