// Waiting for the operator's word to end: SIGTERM or SIGINT. Make one before any thread is started, so that
// every thread inherits the block and the signals come to wait() alone.
#pragma once

#include <csignal>
#include <ctime>

#include <pthread.h>

namespace khoj::api {

class TerminationSignals {
 public:
  TerminationSignals() noexcept {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  /// Blocks until a signal comes, and returns its number.
  int wait() const noexcept {
    int signal = 0;
    sigwait(&signals_, &signal);
    return signal;
  }

  /// The same for at most `ms` milliseconds: whether one came.
  [[nodiscard]] bool wait_for(long ms) const noexcept {
    const timespec limit{ms / 1'000, ms % 1'000 * 1'000'000};
    return sigtimedwait(&signals_, nullptr, &limit) > 0;
  }

  /// From now on the signals end the process at once, as they do by default: a second Ctrl-C means it.
  void release() const noexcept { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }

 private:
  sigset_t signals_{};
};

}  // namespace khoj::api
