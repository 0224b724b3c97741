#include "mine/rule_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/hash.hpp"

namespace khoj::mine {
namespace {

static_assert(std::endian::native == std::endian::little, "rules are little-endian");

constexpr std::string_view kMagic = "khojrul\n";
constexpr std::uint32_t kVersion = 1;

template <typename T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes a value from the front; false where the bytes have run out.
template <typename T>
bool take(std::string_view& bytes, T& value) {
  if (bytes.size() < sizeof value) return false;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return true;
}

tl::unexpected<base::Error> damaged(std::string_view what) {
  return base::fail(base::ErrorCode::corruption, "the rules are damaged: {}", what);
}

}  // namespace

RuleTable::RuleTable(const AssociationRules& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto rule = rules[i];
    if (rule.consequent.size() != 1) continue;
    rules_.push_back({static_cast<std::uint32_t>(antecedents_.size()),
                      static_cast<std::uint32_t>(rule.antecedent.size()), rule.consequent.front(),
                      static_cast<float>(rule.confidence), static_cast<float>(rule.lift),
                      static_cast<float>(rule.support)});
    antecedents_.insert(antecedents_.end(), rule.antecedent.begin(), rule.antecedent.end());
  }
  std::stable_sort(rules_.begin(), rules_.end(), [&](const Rule& a, const Rule& b) {
    return antecedents_[a.begin] < antecedents_[b.begin];
  });
}

std::string RuleTable::to_bytes() const {
  std::string out(kMagic);
  put(out, kVersion);
  put(out, static_cast<std::uint32_t>(rules_.size()));
  put(out, static_cast<std::uint32_t>(antecedents_.size()));
  for (const Rule& rule : rules_) put(out, rule);
  for (const std::uint32_t item : antecedents_) put(out, item);
  put(out, base::hash64(out));
  return out;
}

base::Result<RuleTable> RuleTable::from_bytes(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return damaged("they begin with something else");
  std::uint64_t checksum = 0;
  if (bytes.size() < kMagic.size() + sizeof checksum) return damaged("they end too early");
  std::string_view tail = bytes.substr(bytes.size() - sizeof checksum);
  take(tail, checksum);
  bytes.remove_suffix(sizeof checksum);
  if (base::hash64(bytes) != checksum) return damaged("the checksum differs");
  bytes.remove_prefix(kMagic.size());
  std::uint32_t version = 0;
  std::uint32_t rules = 0;
  std::uint32_t items = 0;
  if (!take(bytes, version)) return damaged("they end too early");
  if (version != kVersion)
    return base::fail(base::ErrorCode::unsupported, "rules of version {} are of a later program", version);
  if (!take(bytes, rules) || !take(bytes, items)) return damaged("they end too early");
  if (bytes.size() != std::uint64_t{rules} * sizeof(Rule) + std::uint64_t{items} * sizeof(std::uint32_t))
    return damaged("their size is not what they say");
  RuleTable table;
  table.rules_.resize(rules);
  table.antecedents_.resize(items);
  for (Rule& rule : table.rules_) take(bytes, rule);
  for (std::uint32_t& item : table.antecedents_) take(bytes, item);
  KHOJ_TRY(table.check());
  return table;
}

base::Status RuleTable::check() const {
  std::uint32_t last = 0;
  for (const Rule& rule : rules_) {
    if (rule.length == 0 || rule.begin > antecedents_.size() ||
        rule.length > antecedents_.size() - rule.begin)
      return damaged("an antecedent lies outside");
    const auto items = antecedent(rule);
    if (std::adjacent_find(items.begin(), items.end(), std::greater_equal<>()) != items.end())
      return damaged("an antecedent is not ascending");
    if (items.front() < last) return damaged("they are not in order");
    last = items.front();
    const bool sound = rule.confidence > 0.0F && rule.confidence <= 1.0F && rule.lift >= 0.0F &&
                       std::isfinite(rule.lift) && rule.support >= 0.0F && rule.support <= 1.0F;
    if (!sound) return damaged("a measure is out of range");
  }
  return {};
}

std::vector<RuleMatch> RuleTable::match(std::span<const std::uint32_t> items) const {
  std::vector<RuleMatch> matches;
  for (const std::uint32_t first : items) {
    auto rule =
        std::lower_bound(rules_.begin(), rules_.end(), first,
                         [&](const Rule& one, std::uint32_t item) { return antecedents_[one.begin] < item; });
    for (; rule != rules_.end() && antecedents_[rule->begin] == first; ++rule) {
      const auto needed = antecedent(*rule);
      if (std::binary_search(items.begin(), items.end(), rule->consequent)) continue;
      if (!std::includes(items.begin(), items.end(), needed.begin(), needed.end())) continue;
      matches.push_back({rule->consequent, rule->confidence, rule->lift});
    }
  }
  const auto better = [](const RuleMatch& a, const RuleMatch& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    return a.lift != b.lift ? a.lift > b.lift : a.item < b.item;
  };
  std::sort(matches.begin(), matches.end(), [&](const RuleMatch& a, const RuleMatch& b) {
    return a.item != b.item ? a.item < b.item : better(a, b);
  });
  matches.erase(std::unique(matches.begin(), matches.end(),
                            [](const RuleMatch& a, const RuleMatch& b) { return a.item == b.item; }),
                matches.end());
  std::sort(matches.begin(), matches.end(), better);
  return matches;
}

}  // namespace khoj::mine
