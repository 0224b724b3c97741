#include "api/t2/interactions.hpp"

#include <boost/describe/class.hpp>
#include <fmt/chrono.h>

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/request_id.hpp"
#include "api/t2/inputs.hpp"
#include "base/clock.hpp"
#include "domain/event.hpp"

namespace khoj::api {
namespace t2 {

constexpr std::string_view kClick = "product_click";
constexpr std::string_view kSearch = "search_query";
constexpr std::string_view kEventTypes[] = {kClick, kSearch};

struct InteractionBody {
  std::string user_id;
  std::string event_type;
  std::optional<std::string> product_id;
  std::optional<std::string> query;
};
BOOST_DESCRIBE_STRUCT(InteractionBody, (), (user_id, event_type, product_id, query))

struct Interaction {
  std::string event_type;
  std::optional<std::string> product_id;
  std::optional<std::string> query;
  std::string timestamp;
};
BOOST_DESCRIBE_STRUCT(Interaction, (), (event_type, product_id, query, timestamp))

}  // namespace t2

template <>
struct Rules<t2::InteractionBody> {
  static constexpr std::string_view name = "Interaction";
  static constexpr Rule table[] = {
      {.field = "user_id", .description = "Case-sensitive.", .required = true, .pattern = &t2::kUserId},
      {.field = "event_type", .required = true, .one_of = t2::kEventTypes},
      {.field = "product_id", .description = "What was clicked.", .pattern = &t2::kProductId},
      {.field = "query",
       .description = "What was searched.",
       .trim = true,
       .max_length = t2::kMaxQueryCharacters}};
};

template <>
struct Rules<t2::Interaction> {
  static constexpr std::string_view name = "RecordedInteraction";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "event_type", .one_of = t2::kEventTypes},
                                   {.field = "timestamp", .description = "ISO 8601, UTC."}};
};

namespace t2 {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kDefaultDays = 30;
constexpr std::int64_t kMaxDays = 3'650;
constexpr std::uint32_t kHistoryPage = 10'000;
/// What one answer holds at most; the rest is to be had from /api/v1/users/{id}/data, page by page.
constexpr std::size_t kMaxInteractions = 10'000;

domain::Event to_event(InteractionBody&& body) {
  domain::Event event;
  event.event_id = "t2-" + new_request_id();
  event.user_id = std::move(body.user_id);
  event.at_ms = base::now_ms();
  if (body.event_type == kClick) {
    event.kind = domain::EventKind::click;
    event.product_id = *std::move(body.product_id);
  } else {
    event.kind = domain::EventKind::search;
    event.query = *std::move(body.query);
  }
  return event;
}

base::Task<Response> post_interaction(Services& services, const Request& request) {
  auto body = read_body<InteractionBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  const bool click = body->event_type == kClick;
  if (click && !body->product_id) co_return bad_request(request, "A product_click needs a product_id.");
  if (!click && body->query.value_or("").empty())
    co_return bad_request(request, "A search_query needs a query.");
  std::vector<domain::Event> events;
  events.push_back(to_event(std::move(*body)));
  const auto outcomes = co_await services.backend.feedback().record(std::move(events));
  if (!outcomes) co_return error_response(outcomes.error(), request.request_id());
  co_return Response{};
}

/// "2026-01-31T08:15:00.250Z"
std::string iso_time(std::int64_t at_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at_ms)};
  return fmt::format("{:%Y-%m-%dT%H:%M}:{:06.3f}Z", fmt::gmtime(static_cast<std::time_t>(at_ms / 1'000)),
                     static_cast<double>(at_ms % 60'000) / 1e3);
}

std::optional<Interaction> to_interaction(store::StoredEvent&& stored) {
  auto& event = stored.event;
  if (event.kind == domain::EventKind::click)
    return Interaction{std::string(kClick), std::move(event.product_id), {}, iso_time(event.at_ms)};
  if (event.kind == domain::EventKind::search)
    return Interaction{std::string(kSearch), {}, std::move(event.query), iso_time(event.at_ms)};
  return std::nullopt;
}

base::Task<Response> get_interactions(Services& services, const Request& request) {
  const auto user = request.parameter("user_id");
  if (!is_user_id(user)) co_return bad_request(request, "user_id must be 1 to 50 letters and digits.");
  Violations violations;
  const auto days = clamped_integer(request, "days", kDefaultDays, 1, kMaxDays, violations);
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  store::UserEventsRequest asked{std::string(user), base::now_ms() - days * kDayMs, kHistoryPage, {}};
  std::vector<Interaction> answer;
  while (answer.size() < kMaxInteractions) {
    auto page = co_await services.backend.feedback().user_events(asked);
    if (!page) co_return error_response(page.error(), request.request_id());
    for (auto& stored : page->events) {
      if (auto interaction = to_interaction(std::move(stored));
          interaction && answer.size() < kMaxInteractions)
        answer.push_back(*std::move(interaction));
    }
    if (!page->next_cursor) break;
    asked.cursor = *std::move(page->next_cursor);
  }
  co_return json_response(answer);
}

struct Path {
  std::string_view post;
  std::string_view get;
  std::string_view post_name;
  std::string_view get_name;
};

/// The documented one, and its other forms.
constexpr Path kPaths[] = {
    {"/api/v1/interactions/interactions", "/api/v1/interactions/interactions/{user_id}", "tell_interaction",
     "read_interactions"},
    {"/api/v1/interactions", "/api/v1/interactions/{user_id}", "tell_interaction_v1", "read_interactions_v1"},
    {"/interactions", "/interactions/{user_id}", "tell_interaction_short", "read_interactions_short"},
};

}  // namespace

std::vector<Endpoint> interactions_endpoints() {
  std::vector<Endpoint> endpoints;
  for (const auto& path : kPaths) {
    const bool documented = &path == &kPaths[0];
    endpoints.push_back(
        {.method = Method::post,
         .path = path.post,
         .name = path.post_name,
         .tag = "events",
         .summary = "Tell that a product was clicked or a query searched",
         .description = "An empty answer means that it is durable, and known to the next request.",
         .request = schema_of<InteractionBody>,
         .produces = {},
         .errors = {400, 503},
         .documented = documented,
         .handler = post_interaction});
    endpoints.push_back({.method = Method::get,
                         .path = path.get,
                         .name = path.get_name,
                         .tag = "events",
                         .summary = "One user's clicks and searches, newest first",
                         .parameters = {{.name = "user_id", .in = Parameter::In::path},
                                        {.name = "days",
                                         .type = "integer",
                                         .description = "How far back; clamped to 1 to 3650.",
                                         .default_value = kDefaultDays}},
                         .response = schema_of<std::vector<Interaction>>,
                         .errors = {400, 422, 503},
                         .guarded = true,
                         .documented = documented,
                         .handler = get_interactions});
  }
  return endpoints;
}

}  // namespace t2
}  // namespace khoj::api
