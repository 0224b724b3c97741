// A thread that waits for many sockets and timers at once (epoll), and does what is posted to it. All connections for
// reads, and the one for notices, live on it. post() is thread-safe; everything else is for its own thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace khoj::adapters::postgres {

class Reactor {
 public:
  using Action = std::function<void()>;

  /// Errors: unavailable (no file descriptors left).
  static base::Result<std::unique_ptr<Reactor>> start();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor();

  /// Does `action` soon. What is posted after stop() is dropped.
  void post(Action action);

  /// Does `last` on the reactor's thread, then ends it. Call it once, from another thread.
  void stop(Action last);

  /// Calls `on_ready` whenever the socket is ready for what is watched; a second call changes it. `on_ready` may forget
  /// any socket.
  void watch(int socket, bool to_read, bool to_write, Action on_ready);
  void forget(int socket);

  /// Does `action` once, after this time.
  void after(std::chrono::milliseconds delay, Action action);

 private:
  Reactor(int epoll, int wake) : epoll_(epoll), wake_(wake) {}

  void run();
  void run_posted();
  void run_timers();
  [[nodiscard]] int milliseconds_to_next_timer() const;

  const int epoll_;
  const int wake_;
  std::mutex mutex_;
  std::vector<Action> posted_;
  bool stopped_ = false;

  // Of its own thread.
  struct Watch {
    std::uint32_t events = 0;
    std::shared_ptr<Action> on_ready;
  };
  std::unordered_map<int, Watch> watches_;
  std::multimap<base::SteadyClock::time_point, Action> timers_;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace khoj::adapters::postgres
