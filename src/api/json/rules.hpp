// What a described type says about its members beyond their C++ types: limits, patterns, defaults, words for
// the documentation. A type is described once, and reading (read.hpp), writing (write.hpp) and its JSON
// Schema (schema.hpp) follow from it:
//
//   struct SearchBody { std::string query; std::int64_t max = 24; };
//   BOOST_DESCRIBE_STRUCT(SearchBody, (), (query, max))
//   template <> struct Rules<SearchBody> {
//     static constexpr std::string_view name = "SearchRequest";
//     static constexpr Rule table[] = {
//         {.field = "query", .description = "What the shopper types.", .required = true, .max_length = 200},
//         {.field = "max", .description = "How many results at most.", .min = 1, .max = 100}};
//   };
//
// A member without a row has no limits. Defaults are those of a default-constructed object. Compile-time
// data.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <boost/describe/members.hpp>

namespace khoj::api {

/// A pattern that strings must match: its text for the schema (ECMA 262), and the check that runs.
struct Pattern {
  std::string_view text;
  bool (*matches)(std::string_view) = nullptr;
};

struct Rule {
  std::string_view field = {};
  std::string_view description = {};
  bool required = false;
  bool trim = false;  ///< Take blanks from both ends of the string before looking at it.
  std::optional<double> min = {};
  std::optional<double> max = {};
  std::size_t min_length = 0;  ///< In characters; of each item, when the member is a list.
  std::size_t max_length = std::numeric_limits<std::size_t>::max();
  std::size_t max_items = std::numeric_limits<std::size_t>::max();
  const Pattern* pattern = nullptr;
  std::span<const std::string_view> one_of = {};
  bool omit_null = false;         ///< An empty optional is not written at all.
  std::string_view example = {};  ///< As JSON.
};

/// Specialise it: `name` (in the OpenAPI document) and `table`; optionally `description`, `closed` (unknown
/// members are refused), `answer` (the type is only written: members are always there) and `shorthand` (the member that a
/// plain string in the object's place stands for) and `Base` (the described base class, whose rows hold here too).
template <typename T>
struct Rules;

template <typename T>
concept HasRules = requires { Rules<T>::name; };

/// All described members, those of base classes first.
template <typename T>
using DescribedMembers =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <typename T>
[[nodiscard]] consteval Rule rule_of(std::string_view field) {
  for (const Rule& rule : Rules<T>::table) {
    if (rule.field == field) return rule;
  }
  if constexpr (requires { typename Rules<T>::Base; }) return rule_of<typename Rules<T>::Base>(field);
  return Rule{.field = field};
}

template <typename T>
[[nodiscard]] consteval bool is_closed() {
  if constexpr (requires { Rules<T>::closed; }) return Rules<T>::closed;
  return false;
}

/// Empty when there is none.
template <typename T>
[[nodiscard]] consteval std::string_view shorthand_of() {
  if constexpr (requires { Rules<T>::shorthand; }) return Rules<T>::shorthand;
  return {};
}

template <typename T>
[[nodiscard]] consteval bool is_answer() {
  if constexpr (requires { Rules<T>::answer; }) return Rules<T>::answer;
  return false;
}

}  // namespace khoj::api
