#include "jobs/schedule/schedule.hpp"

#include <chrono>
#include <ctime>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "jobs/schedule/due_time.hpp"
#include "jobs/schedule/schedule_table.hpp"
#include "support/wait.hpp"

namespace khoj::jobs {
namespace {

using testing::value_of;

constexpr int kIndia = 330;

/// "2026-11-22 02:30:05" at this distance from UTC, in milliseconds.
std::int64_t at(const char* text, int offset_minutes = 0) {
  std::tm tm{};
  if (strptime(text, "%Y-%m-%d %H:%M:%S", &tm) == nullptr) throw std::runtime_error(text);
  return (timegm(&tm) - offset_minutes * 60LL) * 1'000;
}

std::string shown(std::int64_t ms, int offset_minutes = 0) {
  const std::time_t seconds = ms / 1'000 + offset_minutes * 60LL;
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  char text[32];
  strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
  return text;
}

TEST(Schedules, NameTheNextTime) {
  struct Case {
    const char* schedule;
    const char* after;
    const char* next;
  };
  for (const Case& c : {
           Case{"* * * * *", "2026-11-22 02:30:05", "2026-11-22 02:31:00"},
           Case{"* * * * *", "2026-11-22 02:30:00", "2026-11-22 02:31:00"},
           Case{"*/15 * * * *", "2026-11-22 02:46:00", "2026-11-22 03:00:00"},
           Case{"5-20/15 * * * *", "2026-11-22 02:06:00", "2026-11-22 02:20:00"},
           Case{"0,30 9-17 * * *", "2026-11-22 17:30:00", "2026-11-23 09:00:00"},
           Case{"30 2 * * *", "2026-12-31 02:30:00", "2027-01-01 02:30:00"},
           Case{"0 0 1 * *", "2026-01-31 12:00:00", "2026-02-01 00:00:00"},
           Case{"0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00"},
           Case{"0 0 30 * *", "2026-01-30 00:00:00", "2026-03-30 00:00:00"},
           Case{"0 12 29 2 *", "2026-01-01 00:00:00", "2028-02-29 12:00:00"},
           Case{"0 12 29 2 *", "2096-02-29 12:00:00", "2104-02-29 12:00:00"},
           Case{"0 12 29 feb */7", "2028-03-01 00:00:00", "2032-02-29 12:00:00"},
           Case{"0 12 29 feb */7", "2088-03-01 00:00:00", "2128-02-29 12:00:00"},
           Case{"0 9 * * mon-fri", "2026-11-20 09:00:00", "2026-11-23 09:00:00"},
           Case{"0 9 * * 5-7", "2026-11-22 09:00:00", "2026-11-27 09:00:00"},
           Case{"0 9 * * 0", "2026-11-22 08:00:00", "2026-11-22 09:00:00"},
           Case{"0 9 * * 7", "2026-11-22 08:00:00", "2026-11-22 09:00:00"},
           Case{"0 0 1 * mon", "2026-11-23 00:00:00", "2026-11-30 00:00:00"},  // Either of the two days.
           Case{"0 0 1 * mon", "2026-11-30 00:00:00", "2026-12-01 00:00:00"},
           Case{"0 0 */2 * mon", "2026-11-22 00:00:00", "2026-11-23 00:00:00"},  // Both.
           Case{"0 0 */2 * mon", "2026-11-23 00:00:00", "2026-12-07 00:00:00"},
           Case{"  0\t0  1  JAN  *  ", "2026-11-22 00:00:00", "2027-01-01 00:00:00"},
           Case{"0 0 1 mar,sep *", "2026-03-01 00:00:00", "2026-09-01 00:00:00"},
           Case{"@hourly", "2026-11-22 23:59:59", "2026-11-23 00:00:00"},
           Case{"@daily", "2026-02-28 23:00:00", "2026-03-01 00:00:00"},
           Case{"@midnight", "2028-02-28 23:00:00", "2028-02-29 00:00:00"},
           Case{"@weekly", "2026-11-22 00:00:00", "2026-11-29 00:00:00"},
           Case{"@monthly", "2026-12-01 00:00:00", "2027-01-01 00:00:00"},
           Case{"@Yearly", "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
       }) {
    const auto schedule = value_of(Schedule::parse(c.schedule, 0));
    EXPECT_EQ(shown(schedule.next_after(at(c.after))), c.next) << c.schedule << " after " << c.after;
    EXPECT_EQ(schedule.text(), c.schedule);
    // The same, as India's clocks show it.
    const auto india = value_of(Schedule::parse(c.schedule, kIndia));
    EXPECT_EQ(shown(india.next_after(at(c.after, kIndia)), kIndia), c.next) << c.schedule;
  }
}

TEST(Schedules, CountInTheTimeThatTheyAreGiven) {
  const auto daily = value_of(Schedule::parse("30 2 * * *", kIndia));
  EXPECT_EQ(shown(daily.next_after(at("2026-11-21 20:59:59"))), "2026-11-21 21:00:00");
  EXPECT_EQ(shown(daily.next_after(at("2026-11-21 21:00:00"))), "2026-11-22 21:00:00");
  const auto new_york = value_of(Schedule::parse("0 0 1 1 *", -300));
  EXPECT_EQ(shown(new_york.next_after(at("2026-12-31 23:00:00"))), "2027-01-01 05:00:00");
}

TEST(Schedules, StandBesideAPlainReference) {
  base::Rng rng(7);
  const auto number = [&](unsigned low, unsigned high) { return std::to_string(rng.between(low, high)); };
  const auto field = [&](unsigned min, unsigned max) -> std::string {
    switch (rng.below(4)) {
      case 0: return "*";
      case 1: return "*/" + number(1, 9);
      case 2: return number(min, max) + "," + number(min, max);
      default: return number(min, (min + max) / 2) + "-" + number((min + max) / 2, max);
    }
  };
  const auto has = [](const std::string& text, unsigned min, unsigned max, unsigned value) {
    if (text == "*") return true;
    if (text.starts_with("*/")) return (value - min) % static_cast<unsigned>(std::stoi(text.substr(2))) == 0;
    if (const auto comma = text.find(','); comma != std::string::npos)
      return value == std::stoul(text) || value == std::stoul(text.substr(comma + 1));
    const auto dash = text.find('-');
    return value >= std::stoul(text) && value <= std::stoul(text.substr(dash + 1)) && value <= max;
  };
  for (int round = 0; round < 60; ++round) {
    const std::string f[5] = {field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)};
    const auto text = fmt::format("{} {} {} {} {}", f[0], f[1], f[2], f[3], f[4]);
    const auto schedule = Schedule::parse(text, 0);
    if (!schedule) continue;  // A day that no month has.
    const std::int64_t after =
        at("2027-01-01 00:00:00") + rng.between(0, 700) * 86'400'000 + rng.between(0, 86'399'999);
    std::int64_t expected = after / 60'000 * 60'000;
    for (int step = 0; step < 800'000; ++step) {
      expected += 60'000;
      const std::time_t seconds = expected / 1'000;
      std::tm tm{};
      gmtime_r(&seconds, &tm);
      const bool day = has(f[2], 1, 31, static_cast<unsigned>(tm.tm_mday));
      const bool weekday = has(f[4], 0, 6, static_cast<unsigned>(tm.tm_wday));
      const bool either = f[2][0] != '*' && f[4][0] != '*';
      if (has(f[0], 0, 59, static_cast<unsigned>(tm.tm_min)) &&
          has(f[1], 0, 23, static_cast<unsigned>(tm.tm_hour)) &&
          has(f[3], 1, 12, static_cast<unsigned>(tm.tm_mon + 1)) &&
          (either ? day || weekday : day && weekday))
        break;
    }
    if (expected - after > 790'000LL * 60'000) continue;  // Too far for the reference.
    EXPECT_EQ(shown(schedule->next_after(after)), shown(expected)) << text << " after " << shown(after);
  }
}

TEST(Schedules, AreRefusedWithTheFieldThatIsWrong) {
  struct Case {
    const char* schedule;
    const char* field;
  };
  for (const Case& c : {Case{"60 * * * *", "minute"},
                        Case{"-1 * * * *", "minute"},
                        Case{"1- * * * *", "minute"},
                        Case{"1,,2 * * * *", "minute"},
                        Case{", * * * *", "minute"},
                        Case{"*/0 * * * *", "minute"},
                        Case{"*/61 * * * *", "minute"},
                        Case{"5/10 * * * *", "minute"},
                        Case{"30-10 * * * *", "minute"},
                        Case{"+1 * * * *", "minute"},
                        Case{"99999999999999999999 * * * *", "minute"},
                        Case{"** * * * *", "minute"},
                        Case{"0 24 * * *", "hour"},
                        Case{"0 x * * *", "hour"},
                        Case{"0 0 0 * *", "day of month"},
                        Case{"0 0 32 * *", "day of month"},
                        Case{"0 0 30 2 *", "day of month"},
                        Case{"0 0 31 4,6,9,11 *", "day of month"},
                        Case{"0 0 * 13 *", "month"},
                        Case{"0 0 * janu *", "month"},
                        Case{"0 0 * 0 *", "month"},
                        Case{"0 0 * * 8", "day of week"},
                        Case{"0 0 * * mo", "day of week"},
                        Case{"", ""},
                        Case{"* * * *", ""},
                        Case{"* * * * * *", ""},
                        Case{"@fortnightly", ""},
                        Case{"@daily @daily", ""}}) {
    const auto error = Schedule::parse(c.schedule, 0).error();
    EXPECT_EQ(error.code, base::ErrorCode::invalid_argument) << c.schedule;
    EXPECT_EQ(error.context, c.field) << c.schedule << ": " << error.describe();
  }
  EXPECT_TRUE(Schedule::parse("0 0 30 2 mon", 0).has_value()) << "The day of the week is enough.";
  EXPECT_FALSE(Schedule::parse("@daily", 900).has_value());
  EXPECT_FALSE(Schedule::parse(std::string(2'000, '*'), 0).has_value());
}

TEST(Schedules, TakeAnyTime) {
  const auto yearly = value_of(Schedule::parse("0 0 29 2 *", kIndia));
  EXPECT_EQ(shown(yearly.next_after(std::numeric_limits<std::int64_t>::min()), kIndia),
            "1972-02-29 00:00:00");
  EXPECT_GT(yearly.next_after(std::numeric_limits<std::int64_t>::max()), at("9999-01-01 00:00:00"));
}

TEST(DueTimes, MakeMissedRunsUpOnce) {
  const std::optional hourly = value_of(Schedule::parse("@hourly", 0));
  const auto now = at("2026-11-22 12:30:00");
  store::JobRecord record;
  record.known_since_ms = at("2026-11-22 12:10:00");
  EXPECT_EQ(due_ms(std::nullopt, record, now), std::nullopt);
  EXPECT_EQ(shown(*due_ms(hourly, record, now)), "2026-11-22 13:00:00")
      << "Never run: from when it was known.";
  record.known_since_ms = at("2026-11-20 00:00:00");
  EXPECT_LE(*due_ms(hourly, record, now), now) << "The server was down at every full hour.";
  record.runs = 5;
  record.result = store::JobResult::succeeded;
  record.started_ms = at("2026-11-22 06:00:01");
  EXPECT_EQ(shown(*due_ms(hourly, record, now)), "2026-11-22 07:00:00") << "Six were missed; one is made up.";
  record.started_ms = at("2026-11-22 12:29:00");
  EXPECT_EQ(shown(*due_ms(hourly, record, now)), "2026-11-22 13:00:00");
  record.started_ms = at("2031-01-01 00:00:00");
  EXPECT_EQ(shown(*due_ms(hourly, record, now)), "2026-11-22 13:00:00") << "The clock had been wrong.";
}

TEST(DueTimes, WhatWasInterruptedIsMadeUpOnce) {
  const std::optional daily = value_of(Schedule::parse("@daily", 0));
  const auto now = at("2026-11-22 12:30:00");
  store::JobRecord record;
  record.runs = 1;
  record.started_ms = at("2026-11-22 12:00:00");
  record.result = store::JobResult::interrupted;
  record.unended = 1;
  EXPECT_LE(*due_ms(daily, record, now), now);
  record.unended = 2;
  EXPECT_EQ(shown(*due_ms(daily, record, now)), "2026-11-23 00:00:00");
  EXPECT_EQ(due_ms(std::nullopt, record, now), std::nullopt);
}

TEST(ScheduleTables, TakeChangesFromTheConfiguration) {
  const std::vector<Job> jobs = {
      {"trending", "", "@hourly", {}}, {"content", "", "@daily", {}}, {"fit", "", "off", {}}};
  auto table = value_of(make_schedule_table(jobs, {}, kIndia));
  EXPECT_EQ(table.at("trending")->text(), "@hourly");
  EXPECT_FALSE(table.at("fit").has_value());
  // As an environment variable has it: the comma of the schedule parted it.
  table =
      value_of(make_schedule_table(jobs, {"trending=0", "30 * * * *", "content=off", "fit=@weekly"}, kIndia));
  EXPECT_EQ(table.at("trending")->text(), "0,30 * * * *");
  EXPECT_FALSE(table.at("content").has_value());
  EXPECT_EQ(table.at("fit")->text(), "@weekly");
  const auto refused = [&](const std::vector<std::string>& changes) {
    return make_schedule_table(jobs, changes, kIndia).error().describe();
  };
  EXPECT_NE(refused({"trendy=@daily"}).find("there are: trending, content, fit"), std::string::npos);
  EXPECT_NE(refused({"trending"}).find("expected NAME=SCHEDULE"), std::string::npos);
  EXPECT_NE(refused({"trending=@daily", "trending=off"}).find("two schedules"), std::string::npos);
  EXPECT_NE(refused({"content=0 25 * * *"}).find("content.hour"), std::string::npos)
      << refused({"content=0 25 * * *"});
}

}  // namespace
}  // namespace khoj::jobs
