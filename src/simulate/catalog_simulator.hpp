// A believable Indian shop of any size, made of nothing but a seed: products with titles, descriptions,
// prices, ratings, sellers and attributes. Product i is a pure function of (seed, products, i), the same on
// every machine, so catalogues can be made in parallel, streamed, or looked into at any place.
// docs/simulation.md says what holds of them. It writes no files. Immutable once built; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "domain/product.hpp"
#include "simulate/lexicon.hpp"
#include "simulate/product_facts.hpp"
#include "simulate/product_grammar.hpp"

namespace khoj::simulate {

/// The simulated "now": 2026-01-01 00:00 UTC, in Unix milliseconds. Products are up to two years older.
inline constexpr std::int64_t kSimulatedNowMs = 1'767'225'600'000;

struct CatalogSimulatorOptions {
  std::uint64_t products = 100'000;  ///< 0 is taken as 1.
  std::uint64_t seed = 1;
};

class CatalogSimulator {
 public:
  /// Cost: some tens of milliseconds, for the lexicon.
  explicit CatalogSimulator(CatalogSimulatorOptions options);

  [[nodiscard]] const CatalogSimulatorOptions& options() const noexcept { return options_; }

  /// Product number `i`, i < products. It passes domain::validate. Cost: some microseconds.
  [[nodiscard]] domain::Product product(std::uint64_t i) const;

  /// What product `i` is made from; its views live as long as this simulator.
  [[nodiscard]] ProductFacts facts(std::uint64_t i) const;

  /// The id of product `i`: "p00000042".
  [[nodiscard]] static std::string product_id(std::uint64_t i);

  [[nodiscard]] std::span<const Category> categories() const noexcept { return grammar_->categories(); }

 private:
  [[nodiscard]] domain::Product describe(const ProductFacts& facts) const;

  CatalogSimulatorOptions options_;
  std::uint64_t sellers_;
  std::shared_ptr<const Grammar> grammar_;
  std::shared_ptr<const Lexicon> lexicon_;
};

}  // namespace khoj::simulate
