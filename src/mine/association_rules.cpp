#include "mine/association_rules.hpp"

#include <limits>

#include "mine/item_set_index.hpp"

namespace khoj::mine {
namespace {

/// The rules of one set after the other.
class RuleDeriver {
 public:
  RuleDeriver(const ItemSets& sets, const RuleOptions& options)
      : sets_(sets), index_(sets), options_(options), rules_(sets.transactions()) {}

  base::Result<AssociationRules> run() {
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      items_ = sets_.items(i);
      if (items_.size() < 2) continue;
      if (items_.size() > 64) {
        return base::fail(base::ErrorCode::invalid_argument, "set {} has {} items, more than 64", i,
                          items_.size());
      }
      count_ = sets_.count(i);
      hash_ = 0;
      for (const std::uint32_t item : items_) hash_ += ItemSetIndex::hash(item);
      KHOJ_TRY(shrink(hash_, 0, 0));
    }
    return std::move(rules_);
  }

 private:
  /// Moves each item from `first` on in turn from the antecedent to the consequent, which has those of `moved` already.
  base::Status shrink(std::uint64_t hash, std::uint64_t moved, std::size_t first) {
    if (consequent_.size() + 1 == items_.size()) return {};
    for (std::size_t i = first; i < items_.size(); ++i) {
      const std::uint64_t with = moved | (std::uint64_t{1} << i);
      const std::uint64_t left = hash - ItemSetIndex::hash(items_[i]);
      consequent_.push_back(items_[i]);
      antecedent_.clear();
      for (std::size_t j = 0; j < items_.size(); ++j) {
        if (((with >> j) & 1U) == 0) antecedent_.push_back(items_[j]);
      }
      KHOJ_ASSIGN(const std::uint32_t antecedent_count, count_of(antecedent_, left));
      if (static_cast<double>(count_) / antecedent_count >= options_.min_confidence) {
        KHOJ_ASSIGN(const std::uint32_t consequent_count, count_of(consequent_, hash_ - left));
        if (rules_.size() == options_.max_rules) {
          return base::fail(base::ErrorCode::resource_exhausted,
                            "more than {} rules: raise min_confidence ({}) or max_rules", options_.max_rules,
                            options_.min_confidence);
        }
        rules_.add(antecedent_, consequent_, {0, 0, 0, count_, antecedent_count, consequent_count});
        KHOJ_TRY(shrink(left, with, i + 1));
      }
      consequent_.pop_back();
    }
    return {};
  }

  base::Result<std::uint32_t> count_of(std::span<const std::uint32_t> items, std::uint64_t hash) const {
    if (const auto count = index_.count(items, hash)) return *count;
    return base::fail(base::ErrorCode::invalid_argument, "a subset of {} items of a set is missing",
                      items.size());
  }

  const ItemSets& sets_;
  ItemSetIndex index_;
  RuleOptions options_;
  AssociationRules rules_;
  std::span<const std::uint32_t> items_;  ///< The set at hand, its count and hash.
  std::uint32_t count_ = 0;
  std::uint64_t hash_ = 0;
  std::vector<std::uint32_t> antecedent_;
  std::vector<std::uint32_t> consequent_;
};

}  // namespace

void AssociationRules::add(std::span<const std::uint32_t> antecedent,
                           std::span<const std::uint32_t> consequent, Row row) {
  row.begin = items_.size();
  row.antecedent = static_cast<std::uint32_t>(antecedent.size());
  row.consequent = static_cast<std::uint32_t>(consequent.size());
  items_.insert(items_.end(), antecedent.begin(), antecedent.end());
  items_.insert(items_.end(), consequent.begin(), consequent.end());
  rows_.push_back(row);
}

AssociationRule AssociationRules::operator[](std::size_t i) const noexcept {
  const Row& row = rows_[i];
  const auto n = static_cast<double>(transactions_);
  const double consequent_support = row.consequent_count / n;
  AssociationRule rule;
  rule.antecedent = std::span(items_).subspan(row.begin, row.antecedent);
  rule.consequent = std::span(items_).subspan(row.begin + row.antecedent, row.consequent);
  rule.count = row.count;
  rule.support = row.count / n;
  rule.confidence = static_cast<double>(row.count) / row.antecedent_count;
  rule.lift = rule.confidence / consequent_support;
  rule.leverage = rule.support - row.antecedent_count / n * consequent_support;
  rule.conviction = row.count == row.antecedent_count ? std::numeric_limits<double>::infinity()
                                                      : (1 - consequent_support) / (1 - rule.confidence);
  return rule;
}

base::Result<AssociationRules> derive_rules(const ItemSets& sets, const RuleOptions& options) {
  if (!(options.min_confidence >= 0 && options.min_confidence <= 1)) {
    return base::fail(base::ErrorCode::invalid_argument, "min_confidence is {}, not from 0 to 1",
                      options.min_confidence);
  }
  return RuleDeriver(sets, options).run();
}

}  // namespace khoj::mine
