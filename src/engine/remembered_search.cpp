#include "engine/remembered_search.hpp"

#include "engine/result_item.hpp"
#include "pipeline/candidate.hpp"

namespace khoj::engine {
namespace {

/// Numbers as their bytes and texts behind their lengths, so that no two questions have the same key.
class Key {
 public:
  template <typename Number>
  void number(Number value) {
    key_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(value.size());
    key_ += value;
  }
  void texts(const std::vector<std::string>& values) {
    number(values.size());
    for (const auto& value : values) text(value);
  }
  template <typename Value, typename Add>
  void optional(const std::optional<Value>& value, Add&& add) {
    number(value.has_value());
    if (value) add(*value);
  }
  [[nodiscard]] std::string take() { return std::move(key_); }

 private:
  std::string key_;
};

std::size_t memory_of(const std::string& text) { return sizeof(std::string) + text.size(); }

}  // namespace

std::string question_of(std::uint64_t live_number, const SearchRequest& request) {
  // Every member stands here, so that a new one must be thought of.
  const auto& [tenant, browse, query, limit, offset, chips, suggest_chips, filter, facets, sort, group_by,
               highlight, cursor, budget_ms, pincode, policy, surface, explain, request_id, client_key,
               recommend, shopper, anchor] = request;
  static_cast<void>(pincode);  // Nothing is known of where what is delivered, so no answer depends on it.
  static_cast<void>(request_id);
  static_cast<void>(client_key);
  static_cast<void>(shopper);  // What was found for one is never remembered, nor what is like a product.
  static_cast<void>(anchor);
  Key key;
  key.number(live_number);
  key.text(tenant.id());
  key.number(browse);
  key.text(query);
  key.number(limit);
  key.number(offset);
  key.texts(chips);
  key.number(suggest_chips);
  key.text(filter);
  key.number(facets.size());
  for (const auto& [field, values, histogram] : facets) {
    key.text(field);
    key.number(values);
    key.optional(histogram, [&](const HistogramRequest& buckets) { key.number(buckets.interval); });
  }
  key.texts(sort);
  key.text(group_by);
  key.texts(highlight);
  key.text(cursor);
  key.optional(budget_ms, [&](double budget) { key.number(budget); });
  key.text(policy);
  key.text(surface);
  key.number(explain);
  key.number(recommend);
  return key.take();
}

RememberedSearch remember(const FoundSearch& found) {
  const auto& [items, facets, next_cursor, partial, chips, normalized_query, total, words_required, words,
               matched_words] = found.response;
  RememberedSearch remembered;
  remembered.response = {{},    facets,         next_cursor, partial,      chips, normalized_query,
                         total, words_required, words,       matched_words};
  remembered.shown = found.shown;
  remembered.items.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    remembered.items.push_back({found.docs[i], items[i].relevance_score, items[i].ranking_score});
    if (items[i].group) remembered.groups.push_back(*items[i].group);
  }
  return remembered;
}

std::size_t memory_of(const RememberedSearch& remembered) {
  const auto& response = remembered.response;
  std::size_t bytes = sizeof remembered + remembered.items.size() * sizeof(RememberedSearch::Item) +
                      remembered.shown.items.size() * sizeof(domain::ItemId);
  for (const auto& group : remembered.groups) bytes += sizeof group + group.key.size();
  for (const auto& facet : response.facets) {
    bytes += sizeof facet + facet.field.size();
    for (const auto& value : facet.values)
      bytes += sizeof value + value.value.size() + value.label.value_or("").size();
    if (facet.histogram) bytes += facet.histogram->size() * sizeof(HistogramBucket);
  }
  for (const auto& chip : response.chips)
    bytes += memory_of(chip.type) + memory_of(chip.label) + memory_of(chip.value);
  if (response.next_cursor) bytes += response.next_cursor->size();
  for (const auto& word : response.matched_words) bytes += sizeof word + 64 * word.alternatives.size();
  return bytes;
}

FoundSearch recall(const index::IndexSnapshot& index, const RememberedSearch& remembered) {
  FoundSearch found{remembered.response, {}, remembered.shown};
  std::vector<pipeline::Candidate> candidates(remembered.items.size());
  found.docs.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto& item = remembered.items[i];
    candidates[i].doc = item.doc;
    candidates[i].relevance = item.relevance;
    candidates[i].score = item.score;
    found.docs.push_back(item.doc);
  }
  read_cards(index, candidates);
  found.response.items.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    found.response.items.push_back(to_item(std::move(candidates[i]), false));
    if (i < remembered.groups.size()) found.response.items.back().group = remembered.groups[i];
  }
  return found;
}

}  // namespace khoj::engine
