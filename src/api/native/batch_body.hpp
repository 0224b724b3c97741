// What the routes that take many things in one body share: one object, an array, or NDJSON, cut into the text of each;
// and how an item that was refused is answered. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "base/result.hpp"

namespace khoj::api {
namespace native {

inline constexpr std::string_view kNdjson = "application/x-ndjson";

struct BatchBody {
  std::vector<std::string_view> items;  ///< The JSON of each, in the body's order.
  bool single = false;  ///< One object, neither an array nor lines: what is wrong with it is 422.
};

/// @param content_type of the body; NDJSON by its name, otherwise an array when it begins with '['.
/// @param what the items are, for errors: "products".
/// Errors: invalid_argument (nothing in it, more than `max_items`, an array that cannot be taken apart).
base::Result<BatchBody> split_batch(std::string_view content_type, std::string_view body,
                                    std::size_t max_items, std::string_view what);

/// A text member of something that is not valid as a whole, if it can be made out: so that its owner finds it again.
[[nodiscard]] std::optional<std::string> readable_text(std::string_view json, std::string_view member,
                                                       std::size_t max_bytes);

struct ItemError {
  std::string field;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ItemError, (), (field, message))

}  // namespace native

template <>
struct Rules<native::ItemError> {
  static constexpr std::string_view name = "ItemError";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "field", .description = "The place in the item; empty: the whole of it."}};
};

}  // namespace khoj::api
