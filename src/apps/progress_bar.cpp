#include "apps/progress_bar.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace khoj::apps {
namespace {

constexpr double kTerminalIntervalMs = 100.0;
constexpr double kLineIntervalMs = 5'000.0;
constexpr int kBarWidth = 28;

std::string draw_bar(double share) {
  const int full = static_cast<int>(share * kBarWidth);
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < full ? "█" : "░";
  return bar;
}

}  // namespace

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)), terminal_(isatty(STDERR_FILENO) == 1) {
  if (!terminal_) last_drawn_ms_ = 0;
}

void ProgressBar::update(std::uint64_t done, std::uint64_t total, std::string_view note) {
  const double now = started_.elapsed_ms();
  if (finished_ || now - last_drawn_ms_ < (terminal_ ? kTerminalIntervalMs : kLineIntervalMs)) return;
  last_drawn_ms_ = now;
  const double share =
      total == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const std::string left =
      share > 0.01 ? fmt::format(", {:.0f} s left", now / 1000.0 * (1.0 - share) / share) : "";
  if (terminal_) {
    const std::string bar = total == 0 ? "" : fmt::format("{} {:3.0f}%  ", draw_bar(share), share * 100.0);
    fmt::print(stderr, "\r\x1b[K{} {}{}{}", label_, bar, note, left);
    drawn_ = true;
  } else {
    fmt::print(stderr, "{} {}{}{}\n", label_, total == 0 ? "" : fmt::format("{:.0f}%  ", share * 100.0), note,
               left);
  }
  std::fflush(stderr);
}

void ProgressBar::finish() {
  if (drawn_ && !finished_) fmt::print(stderr, "\r\x1b[K");
  finished_ = true;
}

}  // namespace khoj::apps
