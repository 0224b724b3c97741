#include "apps/bench_event_file.hpp"

#include <iterator>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/clock.hpp"
#include "io/jsonl_reader.hpp"
#include "io/text_file.hpp"

namespace khoj::apps {
namespace {

using base::ErrorCode;

std::string text_of(const boost::json::object& object, std::string_view member) {
  const auto* value = object.if_contains({member.data(), member.size()});
  return value != nullptr && value->is_string() ? std::string(value->as_string().c_str()) : std::string();
}

base::Result<BenchEvent> read_event(std::string_view json, bool keep_times) {
  boost::system::error_code error;
  auto document = boost::json::parse({json.data(), json.size()}, error);
  if (error || !document.is_object())
    return base::fail(ErrorCode::invalid_argument, "an event is a JSON object a line");
  auto& object = document.as_object();
  object.erase("event_id");
  if (!keep_times) object.erase("at_ms");
  if (object.empty()) return base::fail(ErrorCode::invalid_argument, "an event has a type");
  auto members = boost::json::serialize(object);
  members.front() = ',';
  return BenchEvent{std::move(members), text_of(object, "user_id"), text_of(object, "product_id"),
                    text_of(object, "query")};
}

}  // namespace

base::Result<std::vector<BenchEvent>> read_bench_events(const std::filesystem::path& file,
                                                        const EventFileOptions& options) {
  KHOJ_ASSIGN(const auto text, io::TextFile::open(file));
  io::JsonlReader reader(*text);
  std::vector<BenchEvent> events;
  while (options.at_most == 0 || events.size() < options.at_most) {
    KHOJ_ASSIGN(const auto outcome, reader.next());
    if (outcome == io::ReadOutcome::end) break;
    if (outcome == io::ReadOutcome::fault)
      return base::fail(ErrorCode::invalid_argument, "{}:{}: {}", file.string(), reader.fault().line,
                        reader.fault().reason);
    auto event = read_event(reader.record().text, options.keep_times);
    if (!event)
      return base::fail(
          base::at(fmt::format("{}:{}", file.string(), reader.record().line), std::move(event).error()));
    events.push_back(*std::move(event));
  }
  if (events.empty())
    return base::fail(ErrorCode::invalid_argument,
                      "there are no events in '{}'; khoj simulate events writes some", file.string());
  return events;
}

void append_event(std::string& out, const BenchEvent& event, std::string_view run, std::uint64_t number) {
  fmt::format_to(std::back_inserter(out), R"({{"event_id":"{}-{}")", run, number);
  out += event.members;
}

std::string new_run_name() { return fmt::format("bench-{:x}", base::now_ms()); }

}  // namespace khoj::apps
