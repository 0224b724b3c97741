// What POST /api/v1/autosuggest takes and gives: the types, described once for reading, writing and the documentation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/k0/search_types.hpp"
#include "engine/suggest_request.hpp"

namespace khoj::engine {
BOOST_DESCRIBE_STRUCT(Suggestion, (), (text, score))
BOOST_DESCRIBE_STRUCT(SuggestionGroups, (), (queries, categories, brands, products))
}  // namespace khoj::engine

namespace khoj::api {
namespace k0 {

struct AutosuggestBody {
  std::string query;
  std::optional<std::uint32_t> max;
  std::optional<std::string> session_id;
  std::optional<std::string> pincode;
  bool groups = false;
};
BOOST_DESCRIBE_STRUCT(AutosuggestBody, (), (query, max, session_id, pincode, groups))

struct AutosuggestAnswer {
  std::vector<engine::Suggestion> suggestions;
  std::vector<engine::Chip> chips;
  std::string normalized_query;
  std::string session_id;
  double processing_time_ms = 0.0;
  std::string request_id;
  std::optional<engine::SuggestionGroups> groups;
};
BOOST_DESCRIBE_STRUCT(AutosuggestAnswer, (),
                      (suggestions, chips, normalized_query, session_id, processing_time_ms, request_id,
                       groups))

}  // namespace k0

template <>
struct Rules<engine::Suggestion> {
  static constexpr std::string_view name = "Suggestion";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "text", .description = "What to search for."},
      {.field = "score", .description = "0 to 1, falling from one suggestion to the next."}};
};

template <>
struct Rules<engine::SuggestionGroups> {
  static constexpr std::string_view name = "SuggestionGroups";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "queries",
       .description = "What others have asked for, and brands and colours with their category."},
      {.field = "categories"},
      {.field = "brands"},
      {.field = "products", .description = "Names of products."}};
};

template <>
struct Rules<k0::AutosuggestBody> {
  static constexpr std::string_view name = "AutosuggestRequest";
  static constexpr Rule table[] = {
      {.field = "query",
       .description = "What the shopper has typed so far.",
       .required = true,
       .trim = true,
       .min_length = 1,
       .max_length = 100,
       .example = "\"smart wa\""},
      {.field = "max",
       .description = "How many suggestions at most; as configured (8) when absent.",
       .min = 1,
       .max = 20},
      {.field = "session_id",
       .description = "The shopper's session; one is made up when absent.",
       .min_length = 1,
       .max_length = 128},
      {.field = "pincode", .description = "Where to deliver to.", .pattern = &k0::kPincode},
      {.field = "groups", .description = "Also group suggestions by kind."}};
};

template <>
struct Rules<k0::AutosuggestAnswer> {
  static constexpr std::string_view name = "AutosuggestResponse";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "suggestions",
       .description = "Best first; each finds something, and none is the query itself."},
      {.field = "chips",
       .description = "The price that the text names, then filters that fit what the best suggestion finds."},
      {.field = "normalized_query", .description = "The words as they were read."},
      {.field = "session_id", .description = "The request's, or a new one."},
      {.field = "request_id", .description = "Names this answer when a click is reported."},
      {.field = "groups", .description = "When the request asked for them.", .omit_null = true}};
};

}  // namespace khoj::api
