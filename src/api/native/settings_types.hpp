// The search settings and their versions as JSON, described once for reading, writing and the documentation.
#pragma once

#include <string_view>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "engine/search_settings.hpp"
#include "store/settings_store.hpp"

namespace khoj::engine {
BOOST_DESCRIBE_STRUCT(SearchableField, (), (name, weight))
BOOST_DESCRIBE_STRUCT(Synonym, (), (from, to))
BOOST_DESCRIBE_STRUCT(FilterableField, (), (name, type))
BOOST_DESCRIBE_STRUCT(SearchSettings, (),
                      (version, searchable, filterable, synonyms, stop_words, out_of_stock))
}  // namespace khoj::engine

namespace khoj::store {
BOOST_DESCRIBE_STRUCT(SettingsVersion, (), (version, created_ms))
}  // namespace khoj::store

namespace khoj::api {
namespace native {

struct SettingsVersionList {
  std::vector<store::SettingsVersion> items;
};
BOOST_DESCRIBE_STRUCT(SettingsVersionList, (), (items))

struct RestoreBody {
  std::uint64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RestoreBody, (), (version))

}  // namespace native

template <>
struct Rules<store::SettingsVersion> {
  static constexpr std::string_view name = "SettingsVersion";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "version", .description = "From 1."},
                                   {.field = "created_ms", .description = "Milliseconds since 1970."}};
};

template <>
struct Rules<native::SettingsVersionList> {
  static constexpr std::string_view name = "SettingsVersionList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "Newest first."}};
};

template <>
struct Rules<native::RestoreBody> {
  static constexpr std::string_view name = "RestoreSettings";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {
      {.field = "version", .description = "The version to go back to.", .required = true, .min = 1}};
};

template <>
struct Rules<engine::SearchableField> {
  static constexpr std::string_view name = "SearchableField";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {
      {.field = "name",
       .description = "title, brand, category, description, attributes, or attributes.<name>.",
       .required = true,
       .min_length = 1,
       .max_length = 256},
      {.field = "weight",
       .description = "How much a match here counts: more than 0, at most 100.",
       .min = 0,
       .max = 100}};
};

template <>
struct Rules<engine::FilterableField> {
  static constexpr std::string_view name = "FilterableField";
  static constexpr bool closed = true;
  static constexpr std::string_view kTypes[] = {"keyword", "number", "geo"};
  static constexpr Rule table[] = {
      {.field = "name",
       .description = "attributes.<name>.",
       .required = true,
       .min_length = 1,
       .max_length = 256},
      {.field = "type",
       .description = "keyword, number, or geo for places such as \"12.97,77.59\".",
       .one_of = kTypes}};
};

template <>
struct Rules<engine::Synonym> {
  static constexpr std::string_view name = "Synonym";
  static constexpr std::string_view description =
      "Without 'from', all of 'to' mean the same. With it, a query for 'from' also finds 'to'.";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {{.field = "from", .max_length = 256},
                                   {.field = "to", .required = true, .min_length = 1, .max_length = 256}};
};

template <>
struct Rules<engine::SearchSettings> {
  static constexpr std::string_view name = "SearchSettings";
  static constexpr std::string_view description =
      "A PUT replaces all of it; what is absent takes its default.";
  static constexpr bool closed = true;
  static constexpr std::string_view kOutOfStock[] = {"demote", "hide", "keep"};
  static constexpr Rule table[] = {
      {.field = "version", .description = "Given by the server; ignored in requests. 0: the defaults."},
      {.field = "searchable", .description = "The fields that are searched, and their weights."},
      {.field = "filterable",
       .description = "Attributes to filter, count and sort by, besides price, rating, brand and the like.",
       .max_items = 64},
      {.field = "synonyms", .description = "Words that stand for each other."},
      {.field = "stop_words",
       .description = "Words that need not match, besides those of the languages.",
       .min_length = 1,
       .max_length = 256},
      {.field = "out_of_stock",
       .description = "What happens to products that are out of stock.",
       .one_of = kOutOfStock}};
};

}  // namespace khoj::api
