// A connection that hears what other processes have committed (LISTEN). While it is down nothing is lost but time: who
// follows the database looks by itself now and then, and is told once when the connection is back. Everything happens on
// the reactor's thread.
#pragma once

#include <functional>
#include <string>

#include "adapters/postgres/async_connection.hpp"

namespace khoj::adapters::postgres {

class NoticeListener {
 public:
  /// @param heard gets a notice's payload; empty when notices may have been missed.
  NoticeListener(Reactor& reactor, const Target& target, std::string channel,
                 std::function<void(std::string_view payload)> heard);

  void begin();
  void close();

 private:
  void tick();

  Reactor& reactor_;
  const std::string channel_;
  const std::function<void(std::string_view)> heard_;
  AsyncConnection connection_;
  bool closed_ = false;
};

}  // namespace khoj::adapters::postgres
