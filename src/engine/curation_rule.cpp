#include "engine/curation_rule.hpp"

#include <cmath>

#include <boost/json.hpp>

#include "base/utf8.hpp"
#include "domain/product.hpp"
#include "engine/json_fields.hpp"

namespace khoj::engine {
namespace json = boost::json;

// Found by read_json's templates through their arguments' namespace.
static base::Status read_json(const json::value& value, const std::string& path, CurationPin& pin) {
  return read_members(value, path, {{"product_id", pin.product_id}, {"position", pin.position}});
}

static base::Status read_json(const json::value& value, const std::string& path, CurationBoost& boost) {
  return read_members(value, path, {{"filter", boost.filter}, {"weight", boost.weight}});
}

static base::Status read_json(const json::value& value, const std::string& path, CurationDecay& decay) {
  return read_members(value, path,
                      {{"field", decay.field},
                       {"origin", decay.origin},
                       {"half_distance", decay.half_distance},
                       {"weight", decay.weight}});
}

namespace {

constexpr std::size_t kMaxQueries = 100;
constexpr std::size_t kMaxQueryBytes = 800;
constexpr std::size_t kMaxPins = 100;
constexpr std::uint32_t kMaxPosition = 1'000;
constexpr std::size_t kMaxHides = 1'000;
constexpr std::size_t kMaxLifts = 32;
constexpr std::size_t kMaxTextBytes = 1'000;
constexpr double kMaxWeight = 10.0;

base::Status check_count(std::string_view field, std::size_t count, std::size_t most) {
  if (count <= most) return {};
  return bad_field(std::string(field), fmt::format("has {} entries; at most {} are allowed", count, most));
}

base::Status check_text(const std::string& path, const std::string& text, std::size_t least,
                        std::size_t most) {
  if (text.size() >= least && text.size() <= most && base::is_valid_utf8(text)) return {};
  return bad_field(path, fmt::format("must be UTF-8 of {} to {} bytes", least, most));
}

base::Status check_weight(const std::string& path, double weight) {
  if (std::abs(weight) <= kMaxWeight && weight != 0.0) return {};
  return bad_field(path, fmt::format("must be from -{0} to {0}, and not 0", kMaxWeight));
}

base::Status validate_conditions(const CurationRule& rule) {
  KHOJ_TRY(check_text("description", rule.description, 0, kMaxTextBytes));
  KHOJ_TRY(check_count("queries", rule.queries.size(), kMaxQueries));
  for (std::size_t i = 0; i < rule.queries.size(); ++i)
    KHOJ_TRY(check_text(fmt::format("queries[{}]", i), rule.queries[i], 1, kMaxQueryBytes));
  if (rule.match != "exact" && rule.match != "contains")
    return bad_field("match", fmt::format("must be exact or contains, not '{}'", rule.match));
  KHOJ_TRY(check_text("category", rule.category, 0, domain::kMaxNameBytes));
  if (rule.from_ms && rule.until_ms && *rule.until_ms <= *rule.from_ms)
    return bad_field("until_ms", "must be after from_ms");
  return {};
}

base::Status validate_effects(const CurationRule& rule) {
  KHOJ_TRY(check_count("pins", rule.pins.size(), kMaxPins));
  for (std::size_t i = 0; i < rule.pins.size(); ++i) {
    const auto path = fmt::format("pins[{}]", i);
    KHOJ_TRY(check_text(path + ".product_id", rule.pins[i].product_id, 1, domain::kMaxProductIdBytes));
    if (rule.pins[i].position < 1 || rule.pins[i].position > kMaxPosition)
      return bad_field(path + ".position", fmt::format("must be from 1 to {}", kMaxPosition));
  }
  KHOJ_TRY(check_count("hides", rule.hides.size(), kMaxHides));
  for (std::size_t i = 0; i < rule.hides.size(); ++i)
    KHOJ_TRY(check_text(fmt::format("hides[{}]", i), rule.hides[i], 1, domain::kMaxProductIdBytes));
  KHOJ_TRY(check_count("boosts", rule.boosts.size(), kMaxLifts));
  for (std::size_t i = 0; i < rule.boosts.size(); ++i)
    KHOJ_TRY(check_weight(fmt::format("boosts[{}].weight", i), rule.boosts[i].weight));
  KHOJ_TRY(check_count("decays", rule.decays.size(), kMaxLifts));
  for (std::size_t i = 0; i < rule.decays.size(); ++i) {
    const auto path = fmt::format("decays[{}]", i);
    KHOJ_TRY(check_weight(path + ".weight", rule.decays[i].weight));
    if (!(rule.decays[i].half_distance > 0.0) || !std::isfinite(rule.decays[i].half_distance))
      return bad_field(path + ".half_distance", "must be above 0");
  }
  return {};
}

template <typename T, typename ToObject>
json::array array_of(const std::vector<T>& list, ToObject to_object) {
  json::array array;
  for (const auto& entry : list) array.push_back(to_object(entry));
  return array;
}

template <typename T>
json::value nullable(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value();
}

}  // namespace

base::Status validate(const CurationRule& rule) {
  KHOJ_TRY(validate_conditions(rule));
  return validate_effects(rule);
}

base::Result<CurationRule> curation_rule_from_json(std::string_view text) {
  KHOJ_ASSIGN(const auto value, parse_json(text));
  CurationRule rule;
  KHOJ_TRY(read_members(value, "",
                        {{"description", rule.description},
                         {"enabled", rule.enabled},
                         {"queries", rule.queries},
                         {"match", rule.match},
                         {"category", rule.category},
                         {"from_ms", rule.from_ms},
                         {"until_ms", rule.until_ms},
                         {"pins", rule.pins},
                         {"hides", rule.hides},
                         {"boosts", rule.boosts},
                         {"decays", rule.decays}}));
  KHOJ_TRY(validate(rule));
  return rule;
}

std::string to_json(const CurationRule& rule) {
  const auto text = [](const std::string& entry) { return json::value(entry); };
  json::object out;
  out["description"] = rule.description;
  out["enabled"] = rule.enabled;
  out["queries"] = array_of(rule.queries, text);
  out["match"] = rule.match;
  out["category"] = rule.category;
  out["from_ms"] = nullable(rule.from_ms);
  out["until_ms"] = nullable(rule.until_ms);
  out["pins"] = array_of(rule.pins, [](const CurationPin& pin) {
    return json::object{{"product_id", pin.product_id}, {"position", pin.position}};
  });
  out["hides"] = array_of(rule.hides, text);
  out["boosts"] = array_of(rule.boosts, [](const CurationBoost& boost) {
    return json::object{{"filter", boost.filter}, {"weight", boost.weight}};
  });
  out["decays"] = array_of(rule.decays, [](const CurationDecay& decay) {
    return json::object{{"field", decay.field},
                        {"origin", nullable(decay.origin)},
                        {"half_distance", decay.half_distance},
                        {"weight", decay.weight}};
  });
  return json::serialize(out);
}

}  // namespace khoj::engine
