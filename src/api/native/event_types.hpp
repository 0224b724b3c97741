// What POST /api/v1/events takes and gives: the types, described once for reading, writing and the documentation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "api/native/batch_body.hpp"
#include "domain/event.hpp"

namespace khoj::api {
namespace native {

struct EventBody {
  std::string event_id;
  std::string type;
  std::optional<std::string> request_id;
  std::optional<std::string> product_id;
  std::optional<std::string> query;
  std::optional<std::uint32_t> position;
  std::optional<std::string> user_id;
  std::optional<double> value;
  std::uint32_t quantity = 1;
  std::optional<std::int64_t> at_ms;
};
BOOST_DESCRIBE_STRUCT(EventBody, (),
                      (event_id, type, request_id, product_id, query, position, user_id, value, quantity,
                       at_ms))

struct EventItem {
  std::optional<std::string> event_id;
  std::string status;
  std::optional<ItemError> error;
};
BOOST_DESCRIBE_STRUCT(EventItem, (), (event_id, status, error))

struct EventAnswer {
  std::vector<EventItem> items;
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t rejected = 0;
};
BOOST_DESCRIBE_STRUCT(EventAnswer, (), (items, accepted, duplicates, rejected))

inline constexpr Pattern kRequestId{"^[A-Za-z0-9_-]{8,64}$", domain::is_request_id};

}  // namespace native

template <>
struct Rules<native::EventBody> {
  static constexpr std::string_view name = "Event";
  static constexpr Rule table[] = {
      {.field = "event_id",
       .description = "The client's own id of the event: sent again, it is not counted again.",
       .required = true,
       .min_length = 1,
       .max_length = domain::kMaxEventIdBytes},
      {.field = "type",
       .description =
           "What happened: the product was in sight (impression), clicked, its page opened (view), put "
           "into the cart, bought …; or a query was sent (search).",
       .required = true,
       .one_of = domain::kEventKindNames},
      {.field = "request_id",
       .description = "The X-Request-Id of the answer that showed the product, where there was one.",
       .pattern = &native::kRequestId},
      {.field = "product_id",
       .description = "Required of every type but search.",
       .min_length = 1,
       .max_length = 128},
      {.field = "query",
       .description = "What was searched; only of the type search.",
       .min_length = 1,
       .max_length = domain::kMaxEventQueryBytes},
      {.field = "position",
       .description = "Where the product stood in the whole list, from 0; on a second page of 24 from 24.",
       .min = 0,
       .max = domain::kMaxPosition},
      {.field = "user_id",
       .description = "The shopper, where they are known by name; never a session.",
       .min_length = 1,
       .max_length = domain::kMaxUserIdBytes},
      {.field = "value", .description = "In rupees: what a purchase was worth.", .min = 0, .max = 1e10},
      {.field = "quantity", .description = "How many pieces.", .min = 1, .max = domain::kMaxQuantity},
      {.field = "at_ms",
       .description = "When, in milliseconds since 1970; at most a day ahead. Absent: now.",
       .min = 1}};
};

template <>
struct Rules<native::EventItem> {
  static constexpr std::string_view name = "EventItem";
  static constexpr bool answer = true;
  static constexpr std::string_view kStatuses[] = {"accepted", "duplicate", "rejected"};
  static constexpr Rule table[] = {
      {.field = "event_id", .description = "Null when a rejected event has none that can be read."},
      {.field = "status", .one_of = kStatuses},
      {.field = "error", .description = "Why it was rejected.", .omit_null = true}};
};

template <>
struct Rules<native::EventAnswer> {
  static constexpr std::string_view name = "EventAnswer";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "items", .description = "One for each event, in the order of the request."},
      {.field = "accepted", .description = "New ones: they are durable now."},
      {.field = "duplicates", .description = "Known by their event_id: they were durable before."}};
};

}  // namespace khoj::api
