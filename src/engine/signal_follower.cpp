#include "engine/signal_follower.hpp"

#include <exception>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "engine/logged_events.hpp"

namespace khoj::engine {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
/// So many pages are read for those who wait; who writes faster than that does not wait for the rest.
constexpr int kPagesWaitedFor = 4;

}  // namespace

SignalFollower::SignalFollower(domain::Tenant tenant, std::int64_t poll_interval_ms,
                               std::shared_ptr<store::EventStore> events,
                               std::shared_ptr<signals::LiveSignals> signals)
    : tenant_(std::move(tenant)),
      poll_interval_ms_(poll_interval_ms),
      events_(std::move(events)),
      signals_(std::move(signals)) {
  events_->on_commit([bell = bell_] { bell->ring(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

SignalFollower::~SignalFollower() {
  thread_.request_stop();
  bell_->ring();
  thread_.join();
}

base::Task<bool> SignalFollower::caught_up() {
  const auto waiter = std::make_shared<base::OneShot<bool>>();
  {
    const std::lock_guard lock(mutex_);
    if (!status_.ready || ended_) co_return status_.ready;
    waiters_.push_back(waiter);
  }
  bell_->ring();
  co_return co_await *waiter;
}

SignalStatus SignalFollower::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

std::vector<SignalFollower::Waiter> SignalFollower::take_waiters() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiters_, {});
}

void SignalFollower::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    base::Status done;
    try {
      done = round(stop);
    } catch (
        const std::exception& thrown) {  // Memory may fail to be had: that ends the round, not the program.
      done = base::fail(base::ErrorCode::internal, "{}", thrown.what());
    }
    note(done);
    signals_->advance(base::now_ms());
    bell_->wait(poll_interval_ms_, stop);
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  for (const auto& waiter : take_waiters()) waiter->set(false);
}

base::Status SignalFollower::round(const std::stop_token& stop) {
  if (!started_) {
    const auto since_ms = base::now_ms() - signals_->options.history_days * kDayMs;
    KHOJ_ASSIGN(applied_, find_events_since(*events_, tenant_, since_ms));
    started_ = true;
  }
  // Whoever waits from now on may have committed after the pages below were read: the next round answers them.
  auto waiters = take_waiters();
  base::Status done;
  for (int pages = 1; !stop.stop_requested(); ++pages) {
    auto page = read_logged_page(*events_, tenant_, applied_);
    if (!page) {
      done = base::fail(std::move(page).error());
      break;
    }
    const auto now_ms = base::now_ms();
    for (std::size_t i = 0; i < page->rows.size(); ++i) apply(page->rows[i].event, page->events[i], now_ms);
    count(page->rows.size());
    if (!page->rows.empty()) applied_ = page->rows.back().seq;
    if (!page->more) break;
    if (pages == kPagesWaitedFor) {
      for (const auto& waiter : std::exchange(waiters, {})) waiter->set(false);
    }
  }
  for (const auto& waiter : waiters) waiter->set(done.has_value());
  return done;
}

void SignalFollower::apply(const domain::Event& event, const signals::LoggedEvent& logged,
                           std::int64_t now_ms) {
  if (const auto erased = domain::erased_user(event)) {
    signals_->forget(*erased);
  } else {
    signals_->apply(logged, now_ms);
  }
}

void SignalFollower::count(std::size_t events) {
  const std::lock_guard lock(mutex_);
  status_.events += events;
}

void SignalFollower::note(const base::Status& done) {
  const std::lock_guard lock(mutex_);
  if (done && !status_.ready) {
    status_.ready = true;
    signals_->profiles.set_whole();
    base::log::info("signals are up to date",
                    {{"events", status_.events}, {"users", signals_->profiles.size()}});
  }
  if (!done && status_.last_error.empty())
    base::log::error("the event log cannot be followed", {{"error", done.error().describe()}});
  status_.applied = applied_;
  status_.last_error = done ? std::string() : done.error().describe();
}

}  // namespace khoj::engine
