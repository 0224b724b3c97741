#include "jobs/schedule/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/utf8.hpp"

namespace khoj::jobs {
namespace {

namespace chr = std::chrono;
using base::ErrorCode;

constexpr std::size_t kMaxTextBytes = 1'000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kLastMs = 253'402'214'400'000;  ///< The last day of the year 9999.
constexpr int kMaxOffsetMinutes = 14 * 60;
/// The 29th of February on one day of the week comes every 28 years, and after 40 where a century has none.
constexpr int kMaxDaysAhead = 41 * 366;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Named {
  std::string_view name;
  std::string_view fields;
};
constexpr Named kNamed[] = {{"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
                            {"@weekly", "0 0 * * 0"},  {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
                            {"@annually", "0 0 1 1 *"}};

/// The words of `text` between blanks.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBlanks = " \t";
  for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(kBlanks, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

/// One of the five: its range, and the names that its values may have.
struct Schedule::Field {
  std::string_view name;
  unsigned min;
  unsigned max;
  std::span<const std::string_view> names;  ///< Of `min` and those that follow.

  [[nodiscard]] base::Error wrong(std::string_view found) const {
    const auto named =
        names.empty() ? std::string() : fmt::format(" or {} to {}", names.front(), names.back());
    return {ErrorCode::invalid_argument,
            fmt::format("expected *, {} to {}{}, a range, a step or a list of these, found '{}'", min, max,
                        named, base::truncate_utf8(found, 40)),
            std::string(name)};
  }

  [[nodiscard]] std::optional<unsigned> value(std::string_view text) const {
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && number >= min && number <= max) return number;
    const auto found = std::ranges::find(names, lower_case(text));
    if (found == names.end()) return std::nullopt;
    return min + static_cast<unsigned>(found - names.begin());
  }

  /// One item of the list: *, a, a-b, with or without /step.
  base::Status add(std::string_view item, Values& values) const {
    const auto slash = item.find('/');
    const std::string_view range = item.substr(0, slash);
    const auto dash = range.find('-');
    auto first = range == "*" ? std::optional(min) : value(range.substr(0, dash));
    auto last = range == "*"                     ? std::optional(max)
                : dash == std::string_view::npos ? first
                                                 : value(range.substr(dash + 1));
    if (!first || !last || *first > *last) return base::fail(wrong(item));
    unsigned step = 1;
    if (slash != std::string_view::npos) {
      const auto text = item.substr(slash + 1);
      const char* const end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data(), end, step);
      const bool is_range = range == "*" || dash != std::string_view::npos;
      if (error != std::errc() || stop != end || step == 0 || step > 60 || !is_range)
        return base::fail(wrong(item));
    }
    for (unsigned v = *first; v <= *last; v += step) values.set(v);
    return {};
  }

  [[nodiscard]] base::Result<Values> parse(std::string_view text) const {
    Values values;
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find(',', begin), text.size());
      KHOJ_TRY(add(text.substr(begin, end - begin), values));
      begin = end + 1;
    }
    return values;
  }
};

const Schedule::Field Schedule::kFields[5] = {{"minute", 0, 59, {}},
                                              {"hour", 0, 23, {}},
                                              {"day of month", 1, 31, {}},
                                              {"month", 1, 12, kMonths},
                                              {"day of week", 0, 7, kWeekdays}};

base::Result<Schedule> Schedule::parse(std::string_view text, int utc_offset_minutes) {
  if (utc_offset_minutes < -kMaxOffsetMinutes || utc_offset_minutes > kMaxOffsetMinutes)
    return base::fail(ErrorCode::invalid_argument,
                      "expected a distance from UTC of -840 to 840 minutes, found {}", utc_offset_minutes);
  auto words = text.size() <= kMaxTextBytes ? words_of(text) : std::vector<std::string_view>();
  const auto named = std::ranges::find(kNamed, words.size() == 1 ? lower_case(words[0]) : "", &Named::name);
  if (named != std::end(kNamed)) words = words_of(named->fields);
  if (words.size() != std::size(kFields))
    return base::fail(
        ErrorCode::invalid_argument,
        "expected five fields (minute, hour, day of month, month, day of week) or one of @hourly, "
        "@daily, @weekly, @monthly, @yearly, found '{}'",
        base::truncate_utf8(text, 60));
  Schedule schedule;
  Values* const values[] = {&schedule.minutes_, &schedule.hours_, &schedule.days_, &schedule.months_,
                            &schedule.weekdays_};
  for (std::size_t i = 0; i < words.size(); ++i) {
    KHOJ_ASSIGN(*values[i], kFields[i].parse(words[i]));
  }
  if (schedule.weekdays_.test(7)) schedule.weekdays_.set(0);
  schedule.any_day_ = words[2].starts_with('*');
  schedule.any_weekday_ = words[4].starts_with('*');
  schedule.utc_offset_minutes_ = utc_offset_minutes;
  schedule.text_ = text;
  if (!schedule.ever_comes())
    return base::fail(base::Error{ErrorCode::invalid_argument,
                                  fmt::format("no month that is asked for has such a day: '{}'", text),
                                  "day of month"});
  return schedule;
}

bool Schedule::has_day(unsigned day, unsigned weekday) const noexcept {
  const bool day_fits = days_.test(day);
  const bool weekday_fits = weekdays_.test(weekday);
  return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

bool Schedule::ever_comes() const noexcept {
  if (!any_day_ && !any_weekday_) return true;  // The day of the week is enough.
  constexpr std::array<unsigned, 12> kLongest = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month <= kLongest.size(); ++month) {
    if (!months_.test(month)) continue;
    for (unsigned day = 1; day <= kLongest[month - 1]; ++day)
      if (days_.test(day)) return true;
  }
  return false;
}

std::int64_t Schedule::next_after(std::int64_t unix_ms) const noexcept {
  const std::int64_t offset_ms = utc_offset_minutes_ * kMinuteMs;
  const std::int64_t after = std::clamp<std::int64_t>(unix_ms, 0, kLastMs);
  const std::int64_t local_ms = (after / kMinuteMs + 1) * kMinuteMs + offset_ms;
  auto day = chr::floor<chr::days>(chr::sys_time<chr::milliseconds>(chr::milliseconds(local_ms)));
  auto minute =
      static_cast<unsigned>((local_ms - chr::milliseconds(day.time_since_epoch()).count()) / kMinuteMs);
  for (int looked_at = 0; looked_at < kMaxDaysAhead; ++looked_at, day += chr::days(1), minute = 0) {
    const chr::year_month_day date(day);
    if (!months_.test(static_cast<unsigned>(date.month())) ||
        !has_day(static_cast<unsigned>(date.day()), chr::weekday(day).c_encoding()))
      continue;
    for (; minute < kDayMs / kMinuteMs; ++minute) {
      if (hours_.test(minute / 60) && minutes_.test(minute % 60))
        return chr::milliseconds(day.time_since_epoch()).count() + minute * kMinuteMs - offset_ms;
    }
  }
  return std::numeric_limits<std::int64_t>::max();  // ever_comes() has made sure that this is not reached.
}

}  // namespace khoj::jobs
