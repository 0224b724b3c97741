// Who buys this also buys that: rules read off frequent item sets. Pure functions, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "mine/item_sets.hpp"

namespace khoj::mine {

struct RuleOptions {
  double min_confidence = 0.5;          ///< In [0, 1].
  std::uint64_t max_rules = 1'000'000;  ///< More are an error, not memory.
};

/// "Transactions with all items of the antecedent have all items of the consequent": n transactions, of which a have the
/// antecedent, c the consequent and b both.
struct AssociationRule {
  std::span<const std::uint32_t> antecedent;  ///< Ascending, at least one.
  std::span<const std::uint32_t> consequent;  ///< Ascending, at least one, none of the antecedent's.
  std::uint32_t count = 0;                    ///< b
  double support = 0;                         ///< b / n
  double confidence = 0;                      ///< b / a
  double lift = 0;        ///< confidence / (c / n): 1 where they know nothing of each other.
  double leverage = 0;    ///< b / n − a / n · c / n, in [−0.25, 0.25].
  double conviction = 0;  ///< (1 − c / n) / (1 − confidence); infinite where the confidence is 1.
};

/// Rules, flat. Immutable once built, then thread-safe. A rule's spans live as long as this.
class AssociationRules {
 public:
  struct Row {
    std::uint64_t begin;       ///< In the items: the antecedent, then the consequent.
    std::uint32_t antecedent;  ///< So many items.
    std::uint32_t consequent;
    std::uint32_t count;
    std::uint32_t antecedent_count;
    std::uint32_t consequent_count;
  };

  explicit AssociationRules(std::uint64_t transactions = 0) noexcept : transactions_(transactions) {}

  /// @param row without its `begin`.
  void add(std::span<const std::uint32_t> antecedent, std::span<const std::uint32_t> consequent, Row row);

  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
  [[nodiscard]] AssociationRule operator[](std::size_t i) const noexcept;

 private:
  std::uint64_t transactions_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> items_;
};

/// All rules that part a frequent set into an antecedent and a consequent and hold with at least `min_confidence` (the
/// quotient of counts, as float64 rounds it).
/// @param sets as mine_item_sets gives them: with every set also its subsets.
/// @return in the order of the sets; of one set, antecedents with more items before their subsets.
/// Errors: invalid_argument (option, a subset is missing, a set of more than 64 items), resource_exhausted (more than
/// `max_rules` rules: raise `min_confidence` or `max_rules`).
/// Cost: a look-up for every rule and for every one that just fails: an antecedent that fails takes its subsets with it, as
/// they are at least as frequent.
/// Source: Agrawal & Srikant, Fast algorithms for mining association rules, VLDB 1994, section 3; measures: Brin, Motwani,
/// Ullman & Tsur, SIGMOD 1997 (lift as "interest", conviction), Piatetsky-Shapiro 1991 (leverage).
[[nodiscard]] base::Result<AssociationRules> derive_rules(const ItemSets& sets, const RuleOptions& options);

}  // namespace khoj::mine
