#include "store/event_json.hpp"

#include <limits>

#include <simdjson.h>

#include "base/hash.hpp"
#include "domain/money.hpp"
#include "store/json_text.hpp"
#include "store/parsed_json.hpp"

namespace khoj::store {
namespace {

using base::Status;
using simdjson::dom::element;
using simdjson::dom::object;

tl::unexpected<base::Error> bad(std::string_view member, std::string message) {
  return base::fail(base::Error{base::ErrorCode::invalid_argument, std::move(message), std::string(member)});
}

/// The member, unless it is absent or null.
bool find(const object& event, std::string_view member, element& found) {
  return event.at_key(member).get(found) == simdjson::SUCCESS && !found.is_null();
}

Status read_text(const object& event, std::string_view member, std::string& into) {
  element value;
  if (!find(event, member, value)) return {};
  std::string_view text;
  if (value.get(text)) return bad(member, "expected a string");
  into.assign(text);
  return {};
}

template <typename Integer>
Status read_integer(const object& event, std::string_view member, std::optional<Integer>& into) {
  element value;
  if (!find(event, member, value)) return {};
  std::int64_t integer = 0;
  if (value.get(integer) || !std::in_range<Integer>(integer)) {
    return bad(member, fmt::format("expected a whole number from {} to {}",
                                   std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max()));
  }
  into = static_cast<Integer>(integer);
  return {};
}

Status read_value(const object& event, std::optional<std::int64_t>& into) {
  element value;
  if (!find(event, "value", value)) return {};
  double rupees = 0;
  if (value.get(rupees)) return bad("value", "expected a number of rupees");
  auto paise = domain::paise_from_rupees(rupees);
  if (!paise) return base::fail(base::at("value", std::move(paise).error()));
  into = *paise;
  return {};
}

Status read_kind(const object& event, domain::EventKind& into) {
  std::string type;
  KHOJ_TRY(read_text(event, "type", type));
  if (type.empty()) return bad("type", "is required");
  auto kind = domain::parse_event_kind(type);
  if (!kind) return base::fail(base::at("type", std::move(kind).error()));
  into = *kind;
  return {};
}

Status read_event(element root, domain::Event& event) {
  object members;
  if (root.get(members))
    return base::fail(base::ErrorCode::invalid_argument, "expected an event as a JSON object");
  KHOJ_TRY(read_text(members, "event_id", event.event_id));
  KHOJ_TRY(read_kind(members, event.kind));
  KHOJ_TRY(read_text(members, "request_id", event.request_id));
  KHOJ_TRY(read_text(members, "product_id", event.product_id));
  KHOJ_TRY(read_text(members, "query", event.query));
  KHOJ_TRY(read_integer(members, "position", event.position));
  std::string user;
  KHOJ_TRY(read_text(members, "user_id", user));
  if (!user.empty()) event.user_id = std::move(user);
  KHOJ_TRY(read_value(members, event.value_paise));
  std::optional<std::uint32_t> quantity;
  KHOJ_TRY(read_integer(members, "quantity", quantity));
  event.quantity = quantity.value_or(1);
  std::optional<std::int64_t> at_ms;
  KHOJ_TRY(read_integer(members, "at_ms", at_ms));
  if (!at_ms) return bad("at_ms", "is required: when it happened, in milliseconds since 1970");
  event.at_ms = *at_ms;
  return {};
}

std::string id_of_text(std::string_view json) {
  return fmt::format("line:{:016x}{:016x}", base::hash64(json, 1), base::hash64(json, 2));
}

void append_text(std::string& out, std::string_view member, std::string_view text) {
  if (text.empty()) return;
  out += ",\"";
  out += member;
  out += "\":";
  append_json_string(out, text);
}

void append_integer(std::string& out, std::string_view member, std::int64_t number) {
  out += ",\"";
  out += member;
  out += "\":";
  append_json_integer(out, number);
}

}  // namespace

base::Result<domain::Event> event_from_json(std::string_view json, std::int64_t now_ms) {
  domain::Event event;
  KHOJ_TRY(read_json(json, [&](element root) { return read_event(root, event); }));
  if (event.event_id.empty()) event.event_id = id_of_text(json);
  KHOJ_TRY(domain::validate(event, now_ms));
  return event;
}

void append_event_json(std::string& out, const domain::Event& event) {
  out += R"({"event_id":)";
  append_json_string(out, event.event_id);
  append_text(out, "type", to_string(event.kind));
  append_text(out, "request_id", event.request_id);
  append_text(out, "product_id", event.product_id);
  append_text(out, "query", event.query);
  if (event.position) append_integer(out, "position", *event.position);
  append_text(out, "user_id", event.user_id.value_or(""));
  if (event.value_paise) {
    out += R"(,"value":)";
    append_json_rupees(out, *event.value_paise);
  }
  if (event.quantity != 1) append_integer(out, "quantity", event.quantity);
  append_integer(out, "at_ms", event.at_ms);
  out += '}';
}

}  // namespace khoj::store
