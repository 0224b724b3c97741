#include "api/native/events.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/native/event_types.hpp"
#include "base/clock.hpp"
#include "domain/money.hpp"

namespace khoj::api::native {
namespace {

constexpr std::size_t kMaxBatchEvents = 1'000;
constexpr std::string_view kAccepted = "accepted";
constexpr std::string_view kDuplicate = "duplicate";
constexpr std::string_view kRejected = "rejected";

base::Result<domain::Event> to_event(EventBody&& body, std::int64_t now_ms) {
  domain::Event event;
  KHOJ_ASSIGN(event.kind, domain::parse_event_kind(body.type));
  event.event_id = std::move(body.event_id);
  event.request_id = std::move(body.request_id).value_or("");
  event.product_id = std::move(body.product_id).value_or("");
  event.query = std::move(body.query).value_or("");
  event.position = body.position;
  event.user_id = std::move(body.user_id);
  if (body.value) {
    KHOJ_ASSIGN(event.value_paise, domain::paise_from_rupees(*body.value));
  }
  event.quantity = body.quantity;
  event.at_ms = body.at_ms.value_or(now_ms);
  KHOJ_TRY(domain::validate(event, now_ms));
  return event;
}

/// An event out of its JSON, or everything that is wrong with it.
tl::expected<domain::Event, Violations> read_event(std::string_view json, std::int64_t now_ms) {
  auto body = read_body<EventBody>(json);
  if (!body) return tl::unexpected(std::move(body).error());
  auto event = to_event(std::move(*body), now_ms);
  if (event) return std::move(*event);
  Violations violations;
  violations.add({parse_field_path("body", event.error().context), event.error().message, "value_error"});
  return tl::unexpected(std::move(violations));
}

EventItem rejected_item(std::string_view json, const Violations& violations) {
  const auto& first = violations.items().front();
  return {readable_text(json, "event_id", domain::kMaxEventIdBytes), std::string(kRejected),
          ItemError{first.field(), first.message}};
}

base::Task<Response> post_events(Services& services, const Request& request) {
  const auto batch = split_batch(request.header("Content-Type"), request.body(), kMaxBatchEvents, "events");
  if (!batch) co_return error_response(batch.error(), request.request_id());
  EventAnswer answer;
  answer.items.reserve(batch->items.size());
  std::vector<domain::Event> events;
  std::vector<std::size_t> places;  // Of each event among the items.
  const auto now_ms = base::now_ms();
  for (const auto json : batch->items) {
    auto event = read_event(json, now_ms);
    if (!event && batch->single) co_return validation_response(event.error(), request.request_id());
    if (!event) {
      ++answer.rejected;
      answer.items.push_back(rejected_item(json, event.error()));
      continue;
    }
    places.push_back(answer.items.size());
    answer.items.push_back({event->event_id, {}, std::nullopt});
    events.push_back(std::move(*event));
  }
  if (events.empty()) co_return json_response(answer);
  const auto outcomes = co_await services.backend.feedback().record(std::move(events));
  if (!outcomes) co_return error_response(outcomes.error(), request.request_id());
  for (std::size_t i = 0; i < outcomes->size(); ++i) {
    const bool fresh = (*outcomes)[i] == store::EventOutcome::recorded;
    answer.items[places[i]].status = fresh ? kAccepted : kDuplicate;
    ++(fresh ? answer.accepted : answer.duplicates);
  }
  co_return json_response(answer);
}

/// One event, or a list of them.
void batch_schema(Schemas& schemas, boost::json::value& out) {
  boost::json::value event;
  schema_of<EventBody>(schemas, event);
  boost::json::object list{{"type", "array"}, {"items", event}, {"maxItems", kMaxBatchEvents}};
  out = boost::json::object{{"anyOf", boost::json::array{std::move(event), std::move(list)}}};
}

}  // namespace

std::vector<Endpoint> events_endpoints() {
  return {
      {.method = Method::post,
       .path = "/api/v1/events",
       .name = "write_events",
       .tag = "events",
       .summary = "Tell what shoppers did",
       .description =
           "One object, an array, or NDJSON (application/x-ndjson), at most 1,000 events. An answer means "
           "that "
           "what was accepted is durable. An event_id that is known is a duplicate and changes nothing, so "
           "that "
           "a request without an answer may be sent again. Shops' pages send events: no key is asked for.",
       .request = batch_schema,
       .response = schema_of<EventAnswer>,
       .also_consumes = kNdjson,
       .errors = {503},
       .handler = post_events}};
}

}  // namespace khoj::api::native
