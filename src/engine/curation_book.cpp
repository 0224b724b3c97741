#include "engine/curation_book.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "pipeline/snapshot.hpp"
#include "query/filter_language.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

using index::FilterExpression;

constexpr double kDayMs = 86'400'000.0;

std::string with_blanks(std::string_view words) { return fmt::format(" {} ", words); }

/// Whether one of the AND-ed parts of a filter asks for exactly this category.
bool is_about(const FilterExpression& filter, std::string_view category) {
  if (filter.kind == FilterExpression::Kind::keyword) {
    return filter.column == pipeline::column::kCategory && filter.values.size() == 1 &&
           filter.values[0] == category;
  }
  return filter.kind == FilterExpression::Kind::all_of &&
         std::any_of(filter.children.begin(), filter.children.end(),
                     [&](const auto& child) { return is_about(child, category); });
}

base::Result<const query::Field*> decay_field(const CurationDecay& decay, const query::FieldTable& fields) {
  KHOJ_ASSIGN(const auto* field, fields.require(decay.field));
  if (!field->is_number())
    return base::fail(base::ErrorCode::invalid_argument, "'{}' is neither a number nor a time", decay.field);
  if (!decay.origin && field->kind != query::FieldKind::time)
    return base::fail(base::ErrorCode::invalid_argument, "'{}' needs an origin: only a time has now",
                      decay.field);
  return field;
}

}  // namespace

std::vector<std::string> products_of(const CurationTable& table) {
  std::vector<std::string> products;
  for (const auto& [name, saved] : table) {
    for (const auto& pin : saved.rule.pins) products.push_back(pin.product_id);
    products.insert(products.end(), saved.rule.hides.begin(), saved.rule.hides.end());
  }
  return products;
}

base::Status CurationBook::check(const CurationRule& rule, const query::FieldTable& fields) {
  for (std::size_t i = 0; i < rule.boosts.size(); ++i) {
    auto filter = query::parse_filter(rule.boosts[i].filter, fields);
    if (!filter) return base::fail(base::at(fmt::format("boosts[{}].filter", i), std::move(filter).error()));
  }
  for (std::size_t i = 0; i < rule.decays.size(); ++i) {
    auto field = decay_field(rule.decays[i], fields);
    if (!field) return base::fail(base::at(fmt::format("decays[{}]", i), std::move(field).error()));
  }
  return {};
}

CurationBook::CurationBook(const CurationTable& table, const query::FieldTable& fields,
                           const query::QueryParser& parser, const Items& items) {
  for (const auto& [name, saved] : table) {
    const CurationRule& rule = saved.rule;
    if (!rule.enabled) continue;
    if (const auto usable = check(rule, fields); !usable) {
      base::log::warn("a curation rule cannot be used",
                      {{"rule", name}, {"error", usable.error().describe()}});
      continue;
    }
    const std::size_t number = rules_.size();
    Compiled compiled{name, rule.from_ms, rule.until_ms, text::slug(rule.category), {}, {}};
    add_effects(rule, fields, items, compiled);
    rules_.push_back(std::move(compiled));
    if (rule.queries.empty()) always_.push_back(number);
    for (const auto& query : rule.queries) {
      auto words = parser.parse(query).normalized;
      if (rule.match == "exact") {
        exact_[std::move(words)].push_back(number);
      } else if (!words.empty()) {
        contained_.emplace_back(with_blanks(words), number);
      }
    }
  }
}

void CurationBook::add_effects(const CurationRule& rule, const query::FieldTable& fields, const Items& items,
                               Compiled& out) {
  const auto find = [&](const std::string& product_id) -> std::optional<domain::ItemId> {
    const auto found = items.find(product_id);
    if (found != items.end()) return found->second;
    ++unknown_products_;
    return std::nullopt;
  };
  for (const auto& product_id : rule.hides)
    if (const auto item = find(product_id)) out.effect.hidden.push_back(*item);
  for (const auto& pin : rule.pins)
    if (const auto item = find(pin.product_id))
      out.effect.pins.push_back({*item, pin.position - 1, out.name});
  for (const auto& boost : rule.boosts)
    if (auto filter = query::parse_filter(boost.filter, fields))
      out.effect.boosts.push_back({*std::move(filter), boost.weight, out.name});
  for (const auto& decay : rule.decays) {
    const auto field = decay_field(decay, fields);
    if (!field) continue;
    const double unit = (*field)->kind == query::FieldKind::time ? kDayMs : (*field)->scale;
    const double origin =
        decay.origin.value_or(0.0) * ((*field)->kind == query::FieldKind::time ? 1.0 : unit);
    out.effect.decays.push_back(
        {(*field)->column, origin, decay.half_distance * unit, decay.weight, out.name});
    out.decays_from_now.push_back(!decay.origin);
  }
}

bool CurationBook::depends_on_time(std::int64_t now_ms) const noexcept {
  return std::any_of(rules_.begin(), rules_.end(), [now_ms](const Compiled& rule) {
    const auto& from_now = rule.decays_from_now;
    const bool is_over = rule.until_ms && now_ms >= *rule.until_ms;
    const bool is_to_begin = rule.from_ms && now_ms < *rule.from_ms;
    const bool decays = std::find(from_now.begin(), from_now.end(), true) != from_now.end();
    return !is_over && (rule.until_ms || is_to_begin || decays);
  });
}

pipeline::Curation CurationBook::match(std::string_view query, const FilterExpression& filter,
                                       std::int64_t now_ms) const {
  pipeline::Curation curation;
  if (rules_.empty()) return curation;
  std::vector<std::size_t> numbers = always_;
  if (const auto found = exact_.find(query); found != exact_.end() && !query.empty())
    numbers.insert(numbers.end(), found->second.begin(), found->second.end());
  if (!contained_.empty() && !query.empty()) {
    const auto words = with_blanks(query);
    for (const auto& [part, number] : contained_)
      if (words.find(part) != std::string::npos) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (const std::size_t number : numbers) {
    const Compiled& rule = rules_[number];
    if (now_ms < rule.from_ms.value_or(now_ms) || (rule.until_ms && now_ms >= *rule.until_ms)) continue;
    if (!rule.category.empty() && !is_about(filter, rule.category)) continue;
    append(curation.hidden, rule.effect.hidden);
    append(curation.pins, rule.effect.pins);
    append(curation.boosts, rule.effect.boosts);
    for (std::size_t i = 0; i < rule.effect.decays.size(); ++i) {
      curation.decays.push_back(rule.effect.decays[i]);
      if (rule.decays_from_now[i]) curation.decays.back().origin = static_cast<double>(now_ms);
    }
  }
  std::sort(curation.hidden.begin(), curation.hidden.end());
  const auto is_hidden = [&](const pipeline::Pin& pin) {
    return std::binary_search(curation.hidden.begin(), curation.hidden.end(), pin.item);
  };
  std::erase_if(curation.pins, is_hidden);
  std::stable_sort(curation.pins.begin(), curation.pins.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  return curation;
}

}  // namespace khoj::engine
