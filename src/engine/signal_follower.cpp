#include "engine/signal_follower.hpp"

#include <algorithm>
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
/// So long an answer takes at most until it is in the log, and so many events wait for that.
constexpr std::int64_t kLatestMs = 30'000;
constexpr std::size_t kMostLate = 10'000;
constexpr std::size_t kAskedAtOnce = 500;

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
    keep_late(*page, now_ms);
    if (!page->rows.empty()) applied_ = page->rows.back().seq;
    if (!page->more) break;
    if (pages == kPagesWaitedFor) {
      for (const auto& waiter : std::exchange(waiters, {})) waiter->set(false);
    }
  }
  if (done) done = ask_for_late(base::now_ms());
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

/// Answers that may be half-typed queries wait some seconds before they are written. Who is known by name has said what they
/// searched; of the others it is asked for until it is there.
void SignalFollower::keep_late(const LoggedPage& page, std::int64_t now_ms) {
  for (const auto place : page.unanswered) {
    const auto& [seq, received_ms, item, event] = page.rows[place];
    if (event.user_id || received_ms < now_ms - kLatestMs || late_.size() == kMostLate) continue;
    late_.push_back({{event.request_id, *item}, event.kind, std::min(event.at_ms, now_ms), received_ms});
  }
}

base::Status SignalFollower::ask_for_late(std::int64_t now_ms) {
  std::erase_if(late_, [&](const Late& late) { return late.received_ms < now_ms - kLatestMs; });
  if (late_.empty()) return {};
  std::vector<store::ShownItem> shown;
  for (std::size_t i = 0; i < std::min(late_.size(), kAskedAtOnce); ++i) shown.push_back(late_[i].shown);
  KHOJ_ASSIGN(const auto queries, base::sync_wait(events_->searched_in(tenant_, std::move(shown))));
  for (const auto& query : queries) {
    auto one = std::move(late_.front());
    late_.pop_front();
    if (query.empty()) {
      late_.push_back(std::move(one));
    } else {
      signals_->follow(query, one.shown.item, one.kind, one.at_ms);
    }
  }
  return {};
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
