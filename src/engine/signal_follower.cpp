#include "engine/signal_follower.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace khoj::engine {
namespace {

constexpr std::uint32_t kPage = 5'000;
constexpr std::int64_t kDayMs = 86'400'000;
/// So many pages are read for those who wait; who writes faster than that does not wait for the rest.
constexpr int kPagesWaitedFor = 4;
/// A log has room for 2^40 events.
constexpr std::uint64_t kMostEvents = std::uint64_t{1} << 40U;

signals::LoggedEvent logged_of(const store::StoredEvent& stored) {
  const auto& event = stored.event;
  signals::LoggedEvent logged;
  logged.seq = stored.seq;
  logged.kind = event.kind;
  logged.at_ms = event.at_ms;
  logged.item = stored.item;
  if (event.user_id) logged.user = domain::user_key(*event.user_id);
  logged.query = event.query;
  return logged;
}

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
    KHOJ_ASSIGN(applied_, find_start());
    started_ = true;
  }
  // Whoever waits from now on may have committed after the pages below were read: the next round answers them.
  auto waiters = take_waiters();
  base::Status done;
  for (int pages = 1; !stop.stop_requested(); ++pages) {
    auto page = base::sync_wait(events_->events_after(tenant_, applied_, kPage));
    if (!page) {
      done = base::fail(std::move(page).error());
      break;
    }
    const auto now_ms = base::now_ms();
    for (const auto& stored : page->rows) apply(stored, now_ms);
    if (!page->rows.empty()) applied_ = page->rows.back().seq;
    if (!page->more) break;
    if (pages == kPagesWaitedFor) {
      for (const auto& waiter : std::exchange(waiters, {})) waiter->set(false);
    }
  }
  for (const auto& waiter : waiters) waiter->set(done.has_value());
  return done;
}

/// The events of the history window begin somewhere in the log: it is found by halving, as they are in the order in which
/// they were received.
base::Result<domain::EventSeq> SignalFollower::find_start() {
  const auto since_ms = base::now_ms() - signals_->options.history_days * kDayMs;
  std::uint64_t low = 0;
  std::uint64_t high = kMostEvents;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    KHOJ_ASSIGN(const auto page,
                base::sync_wait(events_->events_after(tenant_, domain::EventSeq(middle), 1)));
    const bool older = !page.rows.empty() && page.rows.front().received_ms < since_ms;
    if (older) {
      low = page.rows.front().seq.value;
    } else {
      high = middle;
    }
  }
  return domain::EventSeq(low);
}

void SignalFollower::apply(const store::StoredEvent& stored, std::int64_t now_ms) {
  if (const auto erased = domain::erased_user(stored.event)) {
    signals_->forget(*erased);
    return;
  }
  signals_->apply(logged_of(stored), now_ms);
  const std::lock_guard lock(mutex_);
  ++status_.events;
}

base::Result<std::vector<signals::LoggedEvent>> SignalFollower::read_log() const {
  std::vector<signals::LoggedEvent> events;
  domain::EventSeq after;
  for (bool more = true; more;) {
    KHOJ_ASSIGN(const auto page, base::sync_wait(events_->events_after(tenant_, after, kPage)));
    for (const auto& stored : page.rows) events.push_back(logged_of(stored));
    if (!page.rows.empty()) after = page.rows.back().seq;
    more = page.more;
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
  return events;
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
