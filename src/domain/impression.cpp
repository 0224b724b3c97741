#include "domain/impression.hpp"

#include <algorithm>

#include "domain/event.hpp"
#include "domain/field_checks.hpp"

namespace khoj::domain {

bool is_search(const Impression& impression) noexcept {
  return !impression.query.empty() && !impression.folded && impression.surface != kAutosuggestSurface;
}

bool searched_for(const Impression& impression, ItemId item) noexcept {
  const auto& items = impression.items;
  return is_search(impression) && std::find(items.begin(), items.end(), item) != items.end();
}

base::Status validate(const Impression& impression) {
  if (!is_request_id(impression.request_id)) return bad_field("request_id", "is no request id");
  KHOJ_TRY(check_id("surface", impression.surface, kMaxImpressionNameBytes));
  KHOJ_TRY(check_id("policy", impression.policy, kMaxImpressionNameBytes));
  KHOJ_TRY(check_text("query", impression.query, kMaxImpressionQueryBytes));
  // Written so that NaN is refused, too.
  const auto is_share = [](double value) { return value > 0.0 && value <= 1.0; };
  if (!is_share(impression.sample_rate)) return bad_field("sample_rate", "must be above 0 and at most 1");
  if (impression.items.size() > kMaxImpressionItems) {
    return bad_field("items", fmt::format("has {} entries; at most {} are allowed", impression.items.size(),
                                          kMaxImpressionItems));
  }
  if (impression.texts.size() > kMaxImpressionTexts) {
    return bad_field("texts", fmt::format("has {} entries; at most {} are allowed", impression.texts.size(),
                                          kMaxImpressionTexts));
  }
  for (const auto& text : impression.texts) KHOJ_TRY(check_text("texts", text, kMaxImpressionTextBytes));
  const auto& propensities = impression.propensities;
  if (!propensities.empty() && propensities.size() != impression.items.size() + impression.texts.size()) {
    return bad_field("propensities", "must be one for each item and text, or none");
  }
  if (!std::all_of(propensities.begin(), propensities.end(), is_share)) {
    return bad_field("propensities", "must be above 0 and at most 1");
  }
  return {};
}

}  // namespace khoj::domain
