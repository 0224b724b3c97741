// Association rules ready to be asked: which products go with those that somebody has? A few arrays in memory, and the
// bytes in which they rest (docs/formats/rules.md). Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mine/association_rules.hpp"

namespace khoj::mine {

/// What a set of items leads to.
struct RuleMatch {
  std::uint32_t item = 0;
  float confidence = 0.0F;  ///< The greatest of the rules that lead to it, (0, 1].
  float lift = 0.0F;        ///< Of that rule.
};

class RuleTable {
 public:
  RuleTable() = default;
  /// Rules with one item in their consequent are kept; others say nothing more to somebody who asks for single products.
  explicit RuleTable(const AssociationRules& rules);

  /// Everything is checked. Errors: corruption, unsupported (a later version).
  static base::Result<RuleTable> from_bytes(std::string_view bytes);
  [[nodiscard]] std::string to_bytes() const;

  /// The consequents of all rules whose antecedent is part of `items`, but for those in `items`: by confidence, then lift,
  /// then item. @param items ascending, each once. Cost: grows with the rules that begin with one of them.
  [[nodiscard]] std::vector<RuleMatch> match(std::span<const std::uint32_t> items) const;

  [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }

 private:
  struct Rule {
    std::uint32_t begin;  ///< In `antecedents_`.
    std::uint32_t length;
    std::uint32_t consequent;
    float confidence;
    float lift;
    float support;
  };

  [[nodiscard]] std::span<const std::uint32_t> antecedent(const Rule& rule) const noexcept {
    return std::span(antecedents_).subspan(rule.begin, rule.length);
  }
  [[nodiscard]] base::Status check() const;

  std::vector<Rule> rules_;  ///< By the first item of the antecedent.
  std::vector<std::uint32_t> antecedents_;
};

}  // namespace khoj::mine
