// A Schedule says when something is due, as cron does: five fields, or a name such as @daily (docs/jobs.md). It counts in
// local time of a fixed distance from UTC, without daylight saving, as India's is: every minute comes once.
// A value; thread-safe.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::jobs {

class Schedule {
 public:
  /// Reads "minute hour day-of-month month day-of-week", each *, a number, a range a-b, either of the last with a step /n
  /// (or * with one), or a list of these with commas; months and days of the week also by their first three letters,
  /// Sunday being 0 or 7. Or @hourly, @daily (@midnight), @weekly, @monthly, @yearly (@annually).
  /// As in Vixie's cron, when neither field of a day begins with *, a day that fits one of them is enough.
  /// @param utc_offset_minutes of the time that it counts in, -840 to 840: 330 is India's.
  /// Errors: invalid_argument, with the field as context ("hour"), also for days that never come.
  static base::Result<Schedule> parse(std::string_view text, int utc_offset_minutes);

  /// The first full minute after `unix_ms` that it names. Times before 1970 and after the year 9999 count as these.
  /// Cost: a few operations a day in between; microseconds for the 29th of February.
  [[nodiscard]] std::int64_t next_after(std::int64_t unix_ms) const noexcept;

  /// As it was written.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  struct Field;
  static const Field kFields[5];

  [[nodiscard]] bool has_day(unsigned day, unsigned weekday) const noexcept;
  [[nodiscard]] bool ever_comes() const noexcept;

  using Values = std::bitset<60>;
  Values minutes_, hours_, days_, months_, weekdays_;
  bool any_day_ = false;      ///< The field of the day begins with *.
  bool any_weekday_ = false;  ///< The same for the day of the week.
  int utc_offset_minutes_ = 0;
  std::string text_;
};

}  // namespace khoj::jobs
