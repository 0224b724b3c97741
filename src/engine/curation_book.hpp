// The curation rules ready to be matched against requests: queries folded, filters parsed, products known by their
// ItemIds. Immutable and thread-safe; made anew when a rule, the fields or the catalogue change.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "domain/ids.hpp"
#include "engine/curation_rule.hpp"
#include "index/filter.hpp"
#include "pipeline/curation.hpp"
#include "query/fields.hpp"
#include "query/query_parser.hpp"

namespace khoj::engine {

struct SavedRule {
  CurationRule rule;
  std::uint64_t version = 0;
};
using CurationTable = std::map<std::string, SavedRule, std::less<>>;

/// Which products the rules name: what CatalogStore::find_items is asked.
[[nodiscard]] std::vector<std::string> products_of(const CurationTable& table);

class CurationBook {
 public:
  using Items = std::unordered_map<std::string, domain::ItemId>;

  CurationBook() = default;
  /// A rule that cannot be used with these fields is left out; check() says why.
  /// @param items those of products_of(table) that the catalogue knows.
  CurationBook(const CurationTable& table, const query::FieldTable& fields, const query::QueryParser& parser,
               const Items& items);

  /// Whether a rule's filters and fields can be used. Errors: invalid_argument ("boosts[0].filter" as context).
  static base::Status check(const CurationRule& rule, const query::FieldTable& fields);

  [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }
  /// Whether match() may change by itself: a rule is yet to begin or to end, or has a decay from now.
  [[nodiscard]] bool depends_on_time(std::int64_t now_ms) const noexcept;
  /// Products that the rules name and the catalogue does not know yet.
  [[nodiscard]] std::size_t unknown_products() const noexcept { return unknown_products_; }

  /// What the rules do to one request; of two pins at one position the one of the earlier name comes first.
  /// @param query   normalised; empty for a page without one. @param filter of the request.
  [[nodiscard]] pipeline::Curation match(std::string_view query, const index::FilterExpression& filter,
                                         std::int64_t now_ms) const;

 private:
  struct Compiled {
    std::string name;
    std::optional<std::int64_t> from_ms;
    std::optional<std::int64_t> until_ms;
    std::string category;  ///< Slug.
    pipeline::Curation effect;
    std::vector<bool> decays_from_now;  ///< One a decay: its origin is the time of the request.
  };

  void add_effects(const CurationRule& rule, const query::FieldTable& fields, const Items& items,
                   Compiled& out);

  std::vector<Compiled> rules_;  ///< In the order of their names.
  std::unordered_map<std::string, std::vector<std::size_t>, base::StringHash, std::equal_to<>> exact_;
  std::vector<std::pair<std::string, std::size_t>> contained_;  ///< " words " and whose they are.
  std::vector<std::size_t> always_;
  std::size_t unknown_products_ = 0;
};

}  // namespace khoj::engine
