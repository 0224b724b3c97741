#include "base/log.hpp"

#include <chrono>

#include <fmt/chrono.h>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/utf8.hpp"

namespace khoj::base::log {
namespace {

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto made = std::make_shared<spdlog::logger>("khoj", std::move(sink));
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) noexcept {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    case Level::off: return spdlog::level::off;
  }
  return spdlog::level::info;
}

void append_value(std::string& out, const Value& value) {
  std::visit(
      [&out](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::string>) {
          out += '"';
          append_json_escaped(out, held);
          out += '"';
        } else {
          fmt::format_to(std::back_inserter(out), "{}", held);
        }
      },
      value.get());
}

/// A line for which there is no memory is lost: what is logged matters less than who logs it.
void write(Level level, std::string_view name, std::string_view event, Fields fields) noexcept try {
  auto& sink = logger();
  if (!sink.should_log(to_spdlog(level))) return;
  const auto now = std::chrono::system_clock::now();
  const auto millis =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::string line = fmt::format(R"({{"time":"{:%FT%T}.{:03}Z","level":"{}","event":")",
                                 fmt::gmtime(std::chrono::system_clock::to_time_t(now)), millis, name);
  append_json_escaped(line, event);
  line += '"';
  for (const auto& field : fields) {
    line += ",\"";
    append_json_escaped(line, field.name);
    line += "\":";
    append_value(line, field.value);
  }
  line += '}';
  sink.log(to_spdlog(level), line);
} catch (...) {  // NOLINT(bugprone-empty-catch)
}

}  // namespace

void set_level(Level level) noexcept { logger().set_level(to_spdlog(level)); }

Result<Level> parse_level(std::string_view name) {
  if (name == "debug") return Level::debug;
  if (name == "info") return Level::info;
  if (name == "warn") return Level::warn;
  if (name == "error") return Level::error;
  if (name == "off") return Level::off;
  return fail(ErrorCode::invalid_argument, "'{}' is no log level; expected debug, info, warn, error or off",
              name);
}

void debug(std::string_view event, Fields fields) { write(Level::debug, "debug", event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, "info", event, fields); }
void warn(std::string_view event, Fields fields) { write(Level::warn, "warn", event, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, "error", event, fields); }
void flush() { logger().flush(); }

void append_json_escaped(std::string& out, std::string_view text) {
  const std::string cleaned = is_valid_utf8(text) ? std::string() : replace_invalid_utf8(text);
  if (!cleaned.empty()) text = cleaned;
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}",
                         static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
          out += c;
        }
    }
  }
}

}  // namespace khoj::base::log
