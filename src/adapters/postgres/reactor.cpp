#include "adapters/postgres/reactor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace khoj::adapters::postgres {

base::Result<std::unique_ptr<Reactor>> Reactor::start() {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  const int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake;
  if (epoll < 0 || wake < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) != 0) {
    const auto reason = std::generic_category().message(errno);
    if (epoll >= 0) close(epoll);
    if (wake >= 0) close(wake);
    return base::fail(base::ErrorCode::unavailable, "cannot wait for sockets: {}", reason);
  }
  std::unique_ptr<Reactor> reactor(new Reactor(epoll, wake));
  reactor->thread_ = std::thread([raw = reactor.get()] { raw->run(); });
  return reactor;
}

Reactor::~Reactor() {
  if (thread_.joinable()) stop([] {});
  close(epoll_);
  close(wake_);
}

void Reactor::post(Action action) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    posted_.push_back(std::move(action));
  }
  const std::uint64_t one = 1;
  (void)!write(wake_, &one, sizeof one);
}

void Reactor::stop(Action last) {
  post([this, last = std::move(last)] {
    last();
    ending_ = true;
  });
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  thread_.join();
}

void Reactor::watch(int socket, bool to_read, bool to_write, Action on_ready) {
  epoll_event event{};
  event.events = (to_read ? std::uint32_t{EPOLLIN} : 0U) | (to_write ? std::uint32_t{EPOLLOUT} : 0U);
  event.data.fd = socket;
  const auto [place, added] = watches_.try_emplace(socket);
  if (added || place->second.events != event.events)
    epoll_ctl(epoll_, added ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
  place->second = Watch{event.events, std::make_shared<Action>(std::move(on_ready))};
}

void Reactor::forget(int socket) {
  if (watches_.erase(socket) != 0) epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
}

void Reactor::after(std::chrono::milliseconds delay, Action action) {
  timers_.emplace(base::SteadyClock::now() + delay, std::move(action));
}

int Reactor::milliseconds_to_next_timer() const {
  if (timers_.empty()) return -1;
  const auto left = timers_.begin()->first - base::SteadyClock::now();
  const auto left_ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<std::int64_t>(left_ms, 0, 1'000'000));
}

void Reactor::run() {
  std::array<epoll_event, 32> events{};
  while (!ending_) {
    const int count = epoll_wait(epoll_, events.data(), events.size(), milliseconds_to_next_timer());
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == wake_) {
        std::uint64_t drained = 0;
        (void)!read(wake_, &drained, sizeof drained);
        continue;
      }
      const auto found = watches_.find(socket);
      if (found == watches_.end()) continue;  // Forgotten by one of those before it.
      const auto on_ready = found->second.on_ready;
      (*on_ready)();
    }
    run_posted();
    run_timers();
  }
}

void Reactor::run_posted() {
  std::vector<Action> actions;
  {
    const std::lock_guard lock(mutex_);
    actions.swap(posted_);
  }
  for (const auto& action : actions) action();
}

void Reactor::run_timers() {
  const auto now = base::SteadyClock::now();
  while (!ending_ && !timers_.empty() && timers_.begin()->first <= now) {
    const auto action = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    action();
  }
}

}  // namespace khoj::adapters::postgres
