// Curation rules as JSON: engine::CurationRule, described once for reading, writing and the documentation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "engine/curation_rule.hpp"

namespace khoj::engine {
BOOST_DESCRIBE_STRUCT(CurationPin, (), (product_id, position))
BOOST_DESCRIBE_STRUCT(CurationBoost, (), (filter, weight))
BOOST_DESCRIBE_STRUCT(CurationDecay, (), (field, origin, half_distance, weight))
BOOST_DESCRIBE_STRUCT(CurationRule, (),
                      (description, enabled, queries, match, category, from_ms, until_ms, pins, hides, boosts,
                       decays))
}  // namespace khoj::engine

namespace khoj::api {
namespace native {

struct CurationAnswer {
  std::string name;
  std::uint64_t version = 0;
  engine::CurationRule rule;
};
BOOST_DESCRIBE_STRUCT(CurationAnswer, (), (name, version, rule))

struct CurationList {
  std::vector<CurationAnswer> items;
};
BOOST_DESCRIBE_STRUCT(CurationList, (), (items))

}  // namespace native

template <>
struct Rules<engine::CurationPin> {
  static constexpr std::string_view name = "CurationPin";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {
      {.field = "product_id", .required = true, .min_length = 1, .max_length = 128},
      {.field = "position", .description = "From 1, counted over all pages.", .min = 1, .max = 1000}};
};

template <>
struct Rules<engine::CurationBoost> {
  static constexpr std::string_view name = "CurationBoost";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {
      {.field = "filter",
       .description = "Which products, in the filter language: 'brand:boat AND price < 2000'.",
       .required = true,
       .min_length = 1,
       .max_length = 8000},
      {.field = "weight",
       .description =
           "Added to their score; below 0 pushes them down. A word of the query counts 2, all other "
           "features together 1.",
       .required = true,
       .min = -10,
       .max = 10}};
};

template <>
struct Rules<engine::CurationDecay> {
  static constexpr std::string_view name = "CurationDecay";
  static constexpr std::string_view description =
      "Adds weight · 2^(−|value − origin| / half_distance) to a product's score.";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {
      {.field = "field",
       .description = "A number or a time.",
       .required = true,
       .min_length = 1,
       .max_length = 256},
      {.field = "origin",
       .description = "Where the lift is greatest. For a time it may be absent: the moment of the request."},
      {.field = "half_distance",
       .description = "Where half of the lift is left, in the field's unit; in days for a time.",
       .required = true},
      {.field = "weight", .required = true, .min = -10, .max = 10}};
};

template <>
struct Rules<engine::CurationRule> {
  static constexpr std::string_view name = "CurationRule";
  static constexpr std::string_view description =
      "For which requests, and what happens there. A PUT replaces all of it; what is absent takes its "
      "default.";
  static constexpr bool closed = true;
  static constexpr std::string_view kMatches[] = {"exact", "contains"};
  static constexpr Rule table[] = {
      {.field = "description", .description = "For the people who read the list.", .max_length = 1000},
      {.field = "enabled", .description = "false: kept, and without effect."},
      {.field = "queries",
       .description = "For these queries; empty: for every query, and for pages without one.",
       .min_length = 1,
       .max_length = 200,
       .max_items = 100},
      {.field = "match",
       .description = "exact: the query is one of them. contains: the words of one stand in it.",
       .one_of = kMatches},
      {.field = "category",
       .description = "Only where the request is filtered by this category; empty: anywhere.",
       .max_length = 256},
      {.field = "from_ms",
       .description = "From this moment on, in milliseconds since 1970; null: from ever."},
      {.field = "until_ms", .description = "Until just before this moment; null: for ever."},
      {.field = "pins",
       .description = "Products with their places. One that the request's filter keeps out is not shown.",
       .max_items = 100},
      {.field = "hides",
       .description = "Products that are not shown.",
       .min_length = 1,
       .max_length = 128,
       .max_items = 1000},
      {.field = "boosts", .description = "Lifts for what a filter holds.", .max_items = 32},
      {.field = "decays", .description = "Lifts for what is near a value, or new.", .max_items = 32}};
};

template <>
struct Rules<native::CurationAnswer> {
  static constexpr std::string_view name = "Curation";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "name", .description = "Of 1 to 64 of the characters a-z, 0-9, _ and -."},
      {.field = "version", .description = "From 1, rising with every change."}};
};

template <>
struct Rules<native::CurationList> {
  static constexpr std::string_view name = "CurationList";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "items", .description = "In the order of their names."}};
};

}  // namespace khoj::api
