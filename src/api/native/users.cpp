#include "api/native/users.hpp"

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "domain/event.hpp"
#include "domain/money.hpp"

namespace khoj::api {
namespace native {

struct KeptEvent {
  std::string event_id;
  std::string type;
  std::optional<std::string> request_id;
  std::optional<std::string> product_id;
  std::optional<std::string> query;
  std::optional<std::uint32_t> position;
  std::optional<double> value;
  std::uint32_t quantity = 1;
  std::int64_t at_ms = 0;
  std::int64_t received_ms = 0;
};
BOOST_DESCRIBE_STRUCT(KeptEvent, (),
                      (event_id, type, request_id, product_id, query, position, value, quantity, at_ms,
                       received_ms))

struct UserData {
  std::string user_id;
  std::vector<KeptEvent> events;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(UserData, (), (user_id, events, next_cursor))

struct ErasedUser {
  std::string user_id;
  std::uint64_t events_erased = 0;
};
BOOST_DESCRIBE_STRUCT(ErasedUser, (), (user_id, events_erased))

}  // namespace native

template <>
struct Rules<native::KeptEvent> {
  static constexpr std::string_view name = "KeptEvent";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "request_id", .omit_null = true},
      {.field = "product_id", .omit_null = true},
      {.field = "query", .omit_null = true},
      {.field = "position", .omit_null = true},
      {.field = "value", .description = "In rupees.", .omit_null = true},
      {.field = "at_ms", .description = "When it happened, in milliseconds since 1970."},
      {.field = "received_ms", .description = "When we were told."}};
};

template <>
struct Rules<native::UserData> {
  static constexpr std::string_view name = "UserData";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "events", .description = "Newest first; empty when nothing is kept."},
      {.field = "next_cursor", .description = "Give it back as cursor for the next page; null on the last."}};
};

template <>
struct Rules<native::ErasedUser> {
  static constexpr std::string_view name = "ErasedUser";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "events_erased", .description = "0: nothing was kept."}};
};

namespace native {
namespace {

constexpr std::int64_t kDefaultPage = 1'000;
constexpr std::int64_t kMaxPage = 10'000;

std::optional<std::string> unless_empty(std::string&& text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

KeptEvent kept(store::StoredEvent&& stored) {
  auto& event = stored.event;
  KeptEvent out;
  out.event_id = std::move(event.event_id);
  out.type = domain::to_string(event.kind);
  out.request_id = unless_empty(std::move(event.request_id));
  out.product_id = unless_empty(std::move(event.product_id));
  out.query = unless_empty(std::move(event.query));
  out.position = event.position;
  if (event.value_paise) out.value = domain::rupees_from_paise(*event.value_paise);
  out.quantity = event.quantity;
  out.at_ms = event.at_ms;
  out.received_ms = stored.received_ms;
  return out;
}

base::Task<Response> get_user_data(Services& services, const Request& request) {
  Violations violations;
  store::UserEventsRequest asked;
  asked.user_id = std::string(request.parameter("id"));
  asked.limit =
      static_cast<std::uint32_t>(query_integer(request, "limit", kDefaultPage, 1, kMaxPage, violations));
  asked.cursor = request.query("cursor").value_or("");
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  UserData answer{asked.user_id, {}, {}};
  auto page = co_await services.backend.feedback().user_events(std::move(asked));
  if (!page) co_return error_response(page.error(), request.request_id());
  answer.events.reserve(page->events.size());
  for (auto& stored : page->events) answer.events.push_back(kept(std::move(stored)));
  answer.next_cursor = std::move(page->next_cursor);
  co_return json_response(answer);
}

base::Task<Response> delete_user_data(Services& services, const Request& request) {
  ErasedUser answer{std::string(request.parameter("id")), 0};
  const auto erased = co_await services.backend.feedback().erase_user(answer.user_id);
  if (!erased) co_return error_response(erased.error(), request.request_id());
  answer.events_erased = *erased;
  co_return json_response(answer);
}

}  // namespace

std::vector<Endpoint> users_endpoints() {
  const Parameter id{.name = "id", .in = Parameter::In::path, .description = "The user_id, case-sensitive."};
  return {
      {.method = Method::get,
       .path = "/api/v1/users/{id}/data",
       .name = "export_user",
       .tag = "events",
       .summary = "Everything that is kept about one user",
       .parameters = {id,
                      {.name = "limit",
                       .type = "integer",
                       .description = "Events on a page.",
                       .min = 1,
                       .max = kMaxPage,
                       .default_value = kDefaultPage},
                      {.name = "cursor", .description = "next_cursor of the page before."}},
       .response = schema_of<UserData>,
       .errors = {422, 503},
       .guarded = true,
       .handler = get_user_data},
      {.method = Method::del,
       .path = "/api/v1/users/{id}/data",
       .name = "erase_user",
       .tag = "events",
       .summary = "Erase one user",
       .description =
           "Removes the user's events from the log, and the user from what was learnt for them. Counts that "
           "name nobody (searches by the hour, what is trending) stay.",
       .parameters = {id},
       .response = schema_of<ErasedUser>,
       .errors = {503},
       .writing = true,
       .handler = delete_user_data}};
}

}  // namespace native
}  // namespace khoj::api
