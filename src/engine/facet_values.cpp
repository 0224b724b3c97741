#include "engine/facet_values.hpp"

#include "text/normalise.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

/// Whether a word begins at `at`: behind something that is no letter, digit or part of a longer character.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const auto before = static_cast<unsigned char>(text[at - 1]);
  const bool is_word = before >= 0x80 || (before >= '0' && before <= '9') || (before >= 'a' && before <= 'z');
  return !is_word;
}

bool has_word_with(std::string_view text, std::string_view prefix) {
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    if (begins_word(text, at)) return true;
  }
  return false;
}

}  // namespace

FacetSearchResponse find_values(const index::MatchedDocuments& matches, const FacetLabels& labels,
                                const query::Field& field, std::size_t column, std::string_view prefix,
                                std::size_t limit) {
  const bool is_slug = field.kind == query::FieldKind::slug;
  const std::string wanted = is_slug ? text::slug(prefix) : text::fold(prefix);
  FacetSearchResponse response;
  if (wanted.empty() && !prefix.empty()) return response;  // Nothing but signs begins no word.
  const auto fits = [&](std::string_view value) {
    return wanted.empty() || has_word_with(is_slug ? std::string(value) : text::fold(value), wanted);
  };
  const auto counted = index::count_values(matches, column, limit, fits);
  response.distinct = counted.distinct;
  for (const auto& value : counted.values) {
    response.values.push_back(
        {std::string(value.value), labels.label_of(matches, field, column, value.value), value.count});
  }
  return response;
}

}  // namespace khoj::engine
