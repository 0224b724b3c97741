// What shoppers type into a simulated shop: one to four words about a product that is there, a few of them
// misspelt, some with filters. Popular products are asked for again and again in the same words. Query i is a
// pure function of (catalogue, options, i). docs/simulation.md says what holds of them. Immutable;
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/catalog_simulator.hpp"

namespace khoj::simulate {

struct QuerySimulatorOptions {
  std::uint64_t queries = 10'000;
  std::uint64_t seed = 1;
  std::uint64_t filtered_permille = 200;  ///< How many of a thousand queries carry chips.
  std::uint64_t typo_permille = 150;      ///< How many have one typing mistake.
  std::uint64_t pincode_permille = 500;   ///< How many come with a pincode.
};

struct SimulatedQuery {
  std::string text;  ///< 1 to 4 words.
  std::vector<std::string>
      chips;            ///< Filters that the source product passes: "under_1000", "color_navy_blue".
  std::string pincode;  ///< Empty when the shopper has not said where.
  std::string source_product_id;  ///< The product that was thought of.
  bool has_typo = false;

  friend bool operator==(const SimulatedQuery&, const SimulatedQuery&) = default;
};

class QuerySimulator {
 public:
  /// @param catalog outlives this object.
  QuerySimulator(const CatalogSimulator& catalog, QuerySimulatorOptions options)
      : catalog_(catalog), options_(options) {}

  /// Query number `i`, i < queries. Cost: some microseconds.
  [[nodiscard]] SimulatedQuery query(std::uint64_t i) const;

  /// All of them, in order.
  [[nodiscard]] std::vector<SimulatedQuery> all() const;

 private:
  const CatalogSimulator& catalog_;
  QuerySimulatorOptions options_;
};

}  // namespace khoj::simulate
