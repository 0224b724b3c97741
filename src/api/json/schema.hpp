// JSON Schema (2020-12, as OpenAPI 3.1 speaks it) of described types: what read.hpp accepts and write.hpp
// writes. Named types go into one table and are referred to. Used once, at the start; not thread-safe.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include "api/json/rules.hpp"
#include "api/json/write.hpp"

namespace khoj::api {

class Schemas {
 public:
  /// The schema of a value of type T under `rule`.
  template <typename T>
  [[nodiscard]] boost::json::value of(const Rule& rule = {}) {
    return of_type(static_cast<const T*>(nullptr), rule);
  }

  /// Enters a named schema, unless it is there, and returns a reference to it.
  template <typename Make>
  [[nodiscard]] boost::json::value named(std::string_view name, Make make) {
    if (!components_.contains(name)) {
      components_[name] = nullptr;  // Holds the place, so that a type may contain itself.
      boost::json::value made = make();
      components_[name] = std::move(made);
    }
    return reference(name);
  }

  /// Everything named so far, for `components.schemas`.
  [[nodiscard]] const boost::json::object& components() const noexcept { return components_; }

 private:
  static boost::json::value reference(std::string_view name);
  static boost::json::value string_schema(const Rule& rule);
  static boost::json::value number_schema(const Rule& rule, std::string_view type);
  static boost::json::value array_schema(boost::json::value items, const Rule& rule);
  static boost::json::value nullable(boost::json::value schema);
  static void describe(boost::json::value& schema, const Rule& rule, const std::string* default_json);

  boost::json::value of_type(const std::string*, const Rule& rule) { return string_schema(rule); }
  boost::json::value of_type(const std::string_view*, const Rule& rule) { return string_schema(rule); }
  boost::json::value of_type(const bool*, const Rule&) { return boost::json::object{{"type", "boolean"}}; }
  boost::json::value of_type(const double*, const Rule& rule) { return number_schema(rule, "number"); }
  template <std::integral T>
  boost::json::value of_type(const T*, const Rule& rule) {
    return number_schema(rule, "integer");
  }
  template <typename T>
  boost::json::value of_type(const std::optional<T>*, const Rule& rule) {
    return rule.omit_null ? of<T>(rule) : nullable(of<T>(rule));
  }
  template <typename T>
  boost::json::value of_type(const std::vector<T>*, const Rule& rule) {
    return array_schema(of<T>(rule), rule);
  }
  template <typename T>
  boost::json::value of_type(const std::map<std::string, T>*, const Rule& rule) {
    return boost::json::object{{"type", "object"}, {"additionalProperties", of<T>(rule)}};
  }
  template <HasCustomJson T>
  boost::json::value of_type(const T*, const Rule&) {
    return CustomJson<T>::schema(*this);
  }
  template <HasRules T>
  boost::json::value of_type(const T*, const Rule&) {
    return named(Rules<T>::name, [this] { return object_schema<T>(); });
  }

  template <HasRules T>
  boost::json::value object_schema() {
    boost::json::object properties;
    boost::json::array required;
    const T defaults{};
    boost::mp11::mp_for_each<DescribedMembers<T>>([&](auto member) {
      static constexpr Rule kRule = rule_of<T>(decltype(member)::name);
      using Field = std::remove_cvref_t<decltype(defaults.*member.pointer)>;
      boost::json::value schema = of<Field>(kRule);
      const std::string default_json = json_text(defaults.*member.pointer);
      const bool has_default = !is_answer<T>() && !kRule.required && default_json != "null";
      describe(schema, kRule, has_default ? &default_json : nullptr);
      properties[kRule.field] = std::move(schema);
      if (is_answer<T>() ? !kRule.omit_null : kRule.required) {
        required.emplace_back(boost::json::string_view(kRule.field.data(), kRule.field.size()));
      }
    });
    boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    if (is_closed<T>()) schema["additionalProperties"] = false;
    if constexpr (requires { Rules<T>::description; }) schema["description"] = text(Rules<T>::description);
    if constexpr (!shorthand_of<T>().empty()) {
      constexpr Rule kRule = rule_of<T>(shorthand_of<T>());
      return boost::json::object{{"anyOf", boost::json::array{string_schema(kRule), std::move(schema)}}};
    }
    return schema;
  }

  static boost::json::string_view text(std::string_view view) { return {view.data(), view.size()}; }

  boost::json::object components_;
};

}  // namespace khoj::api
