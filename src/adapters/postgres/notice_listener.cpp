#include "adapters/postgres/notice_listener.hpp"

#include "base/log.hpp"

namespace khoj::adapters::postgres {
namespace {

/// A listening connection is silent for long; a question now and then shows whether it still stands.
constexpr auto kTick = std::chrono::seconds(1);
constexpr auto kSilence = std::chrono::seconds(10);

}  // namespace

NoticeListener::NoticeListener(Reactor& reactor, const Target& target, std::string channel,
                               std::function<void(std::string_view)> heard)
    : reactor_(reactor),
      channel_(std::move(channel)),
      heard_(std::move(heard)),
      connection_(reactor, target,
                  {.up =
                       [this](AsyncConnection& up) {
                         up.send({Command(fmt::format("LISTEN \"{}\"", channel_))},
                                 [this](const Connection::Answer& answer) {
                                   if (answer && !closed_) heard_({});
                                 });
                       },
                   .down =
                       [](const base::Error& why) {
                         base::log::debug("no notices of other processes for now",
                                          {{"error", why.describe()}});
                       },
                   .notice = [this](std::string_view payload) { heard_(payload); }}) {}

void NoticeListener::begin() {
  connection_.open(true);
  tick();
}

void NoticeListener::tick() {
  if (closed_) return;
  if (connection_.is_up() && connection_.in_flight() == 0)
    connection_.send({Command("SELECT 1")}, [](const Connection::Answer&) {});
  connection_.check(base::SteadyClock::now() - kSilence);
  reactor_.after(kTick, [this] { tick(); });
}

void NoticeListener::close() {
  closed_ = true;
  connection_.close(base::make_error(base::ErrorCode::unavailable, "the database is being closed"));
}

}  // namespace khoj::adapters::postgres
