// Reads JSON into described types (rules.hpp): every value is checked against its type and rule, and
// everything that is wrong is reported with its place, not only the first. Strict JSON of bounded depth;
// strict types ("24" is no number); null means absent; unknown members are ignored unless the type is closed.
// Thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <tl/expected.hpp>

#include "api/json/rules.hpp"
#include "api/json/violations.hpp"

namespace khoj::api {
namespace detail {

/// Parses a document. nullopt after having said in `violations` why not.
std::optional<boost::json::value> parse_document(std::string_view text, boost::json::storage_ptr storage,
                                                 const Path& path, Violations& violations);

void read_value(const boost::json::value& json, const Path& path, const Rule& rule, bool& out,
                Violations& violations);
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, double& out,
                Violations& violations);
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, std::string& out,
                Violations& violations);
/// nullopt after having said why. The rule's limits are narrowed to [lowest, highest].
std::optional<std::int64_t> read_integer(const boost::json::value& json, const Path& path, const Rule& rule,
                                         std::int64_t lowest, std::int64_t highest, Violations& violations);
void report_missing(const Path& path, Violations& violations);
void report_unknown(const Path& path, Violations& violations);
/// The object, or nullptr after having said that it is none.
const boost::json::object* read_object(const boost::json::value& json, const Path& path,
                                       Violations& violations);
/// The array, or nullptr after having said that it is none, or too long.
const boost::json::array* read_array(const boost::json::value& json, const Path& path, const Rule& rule,
                                     Violations& violations);

template <std::integral T>
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, T& out,
                Violations& violations) {
  constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  constexpr auto kTop = std::numeric_limits<T>::max();
  const auto read =
      read_integer(json, path, rule, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                   std::cmp_greater(kTop, kHighest) ? kHighest : static_cast<std::int64_t>(kTop), violations);
  if (read) out = static_cast<T>(*read);
}

template <HasRules T>
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, T& out,
                Violations& violations);

template <typename T>
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, std::optional<T>& out,
                Violations& violations) {
  read_value(json, path, rule, out.emplace(), violations);
}

template <typename T>
void read_value(const boost::json::value& json, const Path& path, const Rule& rule, std::vector<T>& out,
                Violations& violations) {
  const auto* array = read_array(json, path, rule, violations);
  if (array == nullptr) return;
  out.clear();
  out.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    read_value((*array)[i], path.item(i), rule, out.emplace_back(), violations);
  }
}

template <HasRules T>
void read_value(const boost::json::value& json, const Path& path, const Rule&, T& out,
                Violations& violations) {
  using Members = DescribedMembers<T>;
  if constexpr (!shorthand_of<T>().empty()) {
    if (json.is_string()) {
      boost::mp11::mp_for_each<Members>([&](auto member) {
        static constexpr Rule kRule = rule_of<T>(decltype(member)::name);
        if constexpr (kRule.field == shorthand_of<T>())
          read_value(json, path, kRule, out.*member.pointer, violations);
      });
      return;
    }
  }
  const auto* object = read_object(json, path, violations);
  if (object == nullptr) return;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    static constexpr Rule kRule = rule_of<T>(decltype(member)::name);
    const auto found = object->find(kRule.field);
    if (found == object->end() || found->value().is_null()) {
      if (kRule.required) report_missing(path.member(kRule.field), violations);
      return;
    }
    read_value(found->value(), path.member(kRule.field), kRule, out.*member.pointer, violations);
  });
  if constexpr (is_closed<T>()) {
    for (const auto& pair : *object) {
      bool known = false;
      boost::mp11::mp_for_each<Members>([&](auto member) { known = known || pair.key() == member.name; });
      if (!known) report_unknown(path.member({pair.key().data(), pair.key().size()}), violations);
    }
  }
}

}  // namespace detail

/// Reads a request's body.
template <HasRules T>
[[nodiscard]] tl::expected<T, Violations> read_body(std::string_view text) {
  unsigned char buffer[4096];
  boost::json::monotonic_resource resource(buffer);
  Violations violations;
  const Path body{nullptr, "body", 0, false};
  T out;
  if (const auto document = detail::parse_document(text, &resource, body, violations)) {
    detail::read_value(*document, body, Rule{}, out, violations);
  }
  if (!violations.empty()) return tl::unexpected(std::move(violations));
  return out;
}

}  // namespace khoj::api
