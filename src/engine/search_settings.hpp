// The search settings of a shop: which fields are searched and how much they count, synonyms, stop-words, and what
// happens to products that are out of stock. Stored as one versioned JSON document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::engine {

/// A field that is searched: title, brand, category, description, attributes, or attributes.<name>.
struct SearchableField {
  std::string name;
  double weight = 1.0;  ///< 0.001 to 100.
  friend bool operator==(const SearchableField&, const SearchableField&) = default;
};

/// With `from` empty, all of `to` mean the same (multi-way). Otherwise a query for `from` also finds `to` (one-way). Each
/// is one or several words.
struct Synonym {
  std::string from;
  std::vector<std::string> to;
  friend bool operator==(const Synonym&, const Synonym&) = default;
};

/// How many words find another one through it.
[[nodiscard]] std::size_t count_pairs(const Synonym& synonym) noexcept;
/// At most so many in the settings, and as many saved one by one.
inline constexpr std::size_t kMaxSynonymPairs = 100'000;

/// An attribute that requests may filter, count and sort by.
struct FilterableField {
  std::string name;              ///< attributes.<name>
  std::string type = "keyword";  ///< "keyword", "number", or "geo" for a place such as "12.97,77.59".
  friend bool operator==(const FilterableField&, const FilterableField&) = default;
};

struct SearchSettings {
  std::uint64_t version = 0;  ///< 0: the defaults, never stored.
  std::vector<SearchableField> searchable = {
      {"title", 4.0}, {"brand", 3.0}, {"category", 2.5}, {"attributes", 1.0}, {"description", 0.5}};
  std::vector<FilterableField> filterable;  ///< Besides price, rating, brand … which always are.
  std::vector<Synonym> synonyms = {{"earbuds", {"earphones"}},
                                   {"tv", {"television"}},
                                   {"laptop", {"notebook"}},
                                   {"cellphone", {"mobile"}},
                                   {"smartphone", {"mobile"}}};
  std::vector<std::string> stop_words;  ///< In addition to those of the languages.
  std::string out_of_stock = "demote";  ///< "demote" or "hide" or "keep".
  friend bool operator==(const SearchSettings&, const SearchSettings&) = default;
};

/// Errors: invalid_argument with the field's path ("searchable[1].weight", of a synonym "to[0]") as context.
base::Status validate(const Synonym& synonym);
base::Status validate(const SearchSettings& settings);

/// JSON as the API and the settings store hold it. Errors as validate(), and for JSON that does not fit.
base::Result<SearchSettings> search_settings_from_json(std::string_view json);
std::string to_json(const SearchSettings& settings);
base::Result<Synonym> synonym_from_json(std::string_view json);
std::string to_json(const Synonym& synonym);

}  // namespace khoj::engine
