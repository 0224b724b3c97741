// The SignalFollower is the thread that keeps the signals up to date: it follows the event log, whoever writes to it, from
// the first event of the history window on. Its methods are thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/task.hpp"
#include "domain/tenant.hpp"
#include "engine/bell.hpp"
#include "engine/logged_events.hpp"
#include "signals/live_signals.hpp"
#include "store/event_store.hpp"

namespace khoj::engine {

/// How following stands, for /health and the metrics.
struct SignalStatus {
  bool ready = false;        ///< The log was read to its end once since the start.
  std::uint64_t events = 0;  ///< Taken into account since the start.
  domain::EventSeq applied;  ///< The newest of them.
  std::string last_error;    ///< Why following stands still; empty when it does not.
};

class SignalFollower {
 public:
  SignalFollower(domain::Tenant tenant, std::int64_t poll_interval_ms,
                 std::shared_ptr<store::EventStore> events, std::shared_ptr<signals::LiveSignals> signals);
  ~SignalFollower();
  SignalFollower(const SignalFollower&) = delete;
  SignalFollower& operator=(const SignalFollower&) = delete;

  /// Completes when everything that was committed before the call has been taken into account; at once while the log is
  /// still being read from its beginning, and when it cannot be read.
  base::Task<bool> caught_up();

  [[nodiscard]] SignalStatus status() const;

 private:
  /// An event that came sooner than the answer that it names was written to the log.
  struct Late {
    store::ShownItem shown;
    domain::EventKind kind = domain::EventKind::click;
    std::int64_t at_ms = 0;
    std::int64_t received_ms = 0;
  };
  using Waiter = std::shared_ptr<base::OneShot<bool>>;

  void run(const std::stop_token& stop);
  base::Status round(const std::stop_token& stop);
  void apply(const domain::Event& event, const signals::LoggedEvent& logged, std::int64_t now_ms);
  void keep_late(const LoggedPage& page, std::int64_t now_ms);
  base::Status ask_for_late(std::int64_t now_ms);
  void count(std::size_t events);
  void note(const base::Status& done);
  std::vector<Waiter> take_waiters();

  const domain::Tenant tenant_;
  const std::int64_t poll_interval_ms_;
  const std::shared_ptr<store::EventStore> events_;
  const std::shared_ptr<signals::LiveSignals> signals_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();

  mutable std::mutex mutex_;
  SignalStatus status_;
  std::vector<Waiter> waiters_;
  bool ended_ = false;

  // The thread's own.
  bool started_ = false;
  domain::EventSeq applied_;
  std::deque<Late> late_;  ///< The one that was asked for longest ago first.
  std::jthread thread_;    ///< Last, so that it ends before what it uses.
};

}  // namespace khoj::engine
