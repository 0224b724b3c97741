// A progress bar on standard error: redrawn in place on a terminal, a line every few seconds elsewhere. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace khoj::apps {

class ProgressBar {
 public:
  /// @param label what is being done: "importing".
  explicit ProgressBar(std::string label);
  ~ProgressBar() { finish(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Shows that `done` of `total` are through (a total of 0 is unknown), with `note` behind, e.g. "12,000 rows".
  void update(std::uint64_t done, std::uint64_t total, std::string_view note);

  /// Ends the line. Nothing is shown afterwards.
  void finish();

 private:
  std::string label_;
  bool terminal_;
  bool drawn_ = false;
  bool finished_ = false;
  base::Stopwatch started_;
  double last_drawn_ms_ = -1e9;
};

}  // namespace khoj::apps
