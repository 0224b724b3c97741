#include "engine/search_settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/ranges.h>

#include "base/utf8.hpp"
#include "engine/json_fields.hpp"

namespace khoj::engine {

namespace json = boost::json;
using base::Result;
using base::Status;

// Found by read_json's templates through their arguments' namespace.
static Status read_json(const json::value& value, const std::string& path, SearchableField& field) {
  return read_members(value, path, {{"name", field.name}, {"weight", field.weight}});
}

static Status read_json(const json::value& value, const std::string& path, FilterableField& field) {
  return read_members(value, path, {{"name", field.name}, {"type", field.type}});
}

static Status read_json(const json::value& value, const std::string& path, Synonym& synonym) {
  return read_members(value, path, {{"from", synonym.from}, {"to", synonym.to}});
}

namespace {

constexpr std::array<std::string_view, 6> kFieldNames = {"id",       "title",       "brand",
                                                         "category", "description", "attributes"};
constexpr std::array<std::string_view, 3> kOutOfStock = {"demote", "hide", "keep"};
constexpr std::array<std::string_view, 3> kFilterableTypes = {"keyword", "number", "geo"};
constexpr std::string_view kAttributePrefix = "attributes.";
constexpr std::size_t kMaxFilterable = 64;
constexpr std::size_t kMaxFieldNameBytes = 256;
constexpr double kMinWeight = 0.001;
constexpr double kMaxWeight = 100.0;
constexpr std::size_t kMaxSynonyms = 10'000;
constexpr std::size_t kMaxSynonymEntries = 64;
constexpr std::size_t kMaxStopWords = 1'000;
constexpr std::size_t kMaxWordBytes = 100;

Status check_word(std::string context, const std::string& word) {
  if (word.empty() || word.size() > kMaxWordBytes || !base::is_valid_utf8(word)) {
    return bad_field(std::move(context), fmt::format("must be a word of 1 to {} bytes", kMaxWordBytes));
  }
  return {};
}

bool is_field_name(std::string_view name) {
  return std::find(kFieldNames.begin(), kFieldNames.end(), name) != kFieldNames.end() ||
         (name.starts_with(kAttributePrefix) && name.size() > kAttributePrefix.size());
}

Status check_filterable(const std::vector<FilterableField>& fields) {
  if (fields.size() > kMaxFilterable)
    return bad_field("filterable", fmt::format("at most {} attributes are allowed", kMaxFilterable));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    const auto path = fmt::format("filterable[{}]", i);
    // '#' names the two columns of a place.
    if (!field.name.starts_with(kAttributePrefix) || field.name.size() == kAttributePrefix.size() ||
        field.name.size() > kMaxFieldNameBytes || field.name.find('#') != std::string::npos ||
        !base::is_valid_utf8(field.name)) {
      return bad_field(path + ".name",
                       fmt::format("'{}' is no attribute; expected attributes.<name>", field.name));
    }
    if (std::find(kFilterableTypes.begin(), kFilterableTypes.end(), field.type) == kFilterableTypes.end()) {
      return bad_field(path + ".type", fmt::format("must be one of {}, not '{}'",
                                                   fmt::join(kFilterableTypes, ", "), field.type));
    }
    const auto same = [&](const FilterableField& other) { return other.name == field.name; };
    if (std::count_if(fields.begin(), fields.end(), same) > 1)
      return bad_field(path + ".name", fmt::format("'{}' stands there twice", field.name));
  }
  return {};
}

Status check_synonym(const Synonym& synonym, const std::string& prefix) {
  const std::size_t least = synonym.from.empty() ? 2 : 1;
  if (synonym.to.size() < least || synonym.to.size() > kMaxSynonymEntries)
    return bad_field(prefix + "to", fmt::format("needs {} to {} entries", least, kMaxSynonymEntries));
  if (!synonym.from.empty()) KHOJ_TRY(check_word(prefix + "from", synonym.from));
  for (std::size_t j = 0; j < synonym.to.size(); ++j)
    KHOJ_TRY(check_word(fmt::format("{}to[{}]", prefix, j), synonym.to[j]));
  return {};
}

json::object to_value(const Synonym& synonym) {
  json::object entry;
  if (!synonym.from.empty()) entry["from"] = synonym.from;
  entry["to"] = json::array(synonym.to.begin(), synonym.to.end());
  return entry;
}

}  // namespace

std::size_t count_pairs(const Synonym& synonym) noexcept {
  const std::size_t entries = synonym.to.size();
  return synonym.from.empty() && entries > 0 ? entries * (entries - 1) : entries;
}

Status validate(const Synonym& synonym) { return check_synonym(synonym, ""); }

Result<Synonym> synonym_from_json(std::string_view text) {
  KHOJ_ASSIGN(const auto value, parse_json(text));
  Synonym synonym;
  KHOJ_TRY(read_json(value, "", synonym));
  KHOJ_TRY(validate(synonym));
  return synonym;
}

std::string to_json(const Synonym& synonym) { return json::serialize(to_value(synonym)); }

Status validate(const SearchSettings& settings) {
  if (settings.searchable.empty() || settings.searchable.size() > 8) {
    return bad_field("searchable", fmt::format("needs 1 to 8 fields, not {}", settings.searchable.size()));
  }
  for (std::size_t i = 0; i < settings.searchable.size(); ++i) {
    const auto& field = settings.searchable[i];
    const auto path = fmt::format("searchable[{}]", i);
    if (!is_field_name(field.name)) {
      return bad_field(path + ".name",
                       fmt::format("'{}' is no searchable field; expected one of {} or attributes.<name>",
                                   field.name, fmt::join(kFieldNames, ", ")));
    }
    if (!(field.weight >= kMinWeight && field.weight <= kMaxWeight)) {
      return bad_field(path + ".weight",
                       fmt::format("must be from {} to {}, not {}", kMinWeight, kMaxWeight, field.weight));
    }
    const auto same = [&](const SearchableField& other) { return other.name == field.name; };
    if (std::count_if(settings.searchable.begin(), settings.searchable.end(), same) > 1) {
      return bad_field(path + ".name", fmt::format("'{}' stands there twice", field.name));
    }
  }
  KHOJ_TRY(check_filterable(settings.filterable));
  if (settings.synonyms.size() > kMaxSynonyms)
    return bad_field("synonyms", fmt::format("at most {} are allowed", kMaxSynonyms));
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < settings.synonyms.size(); ++i) {
    const auto& synonym = settings.synonyms[i];
    pairs += count_pairs(synonym);
    if (pairs > kMaxSynonymPairs)
      return bad_field("synonyms", fmt::format("make more than {} pairs of words", kMaxSynonymPairs));
    KHOJ_TRY(check_synonym(synonym, fmt::format("synonyms[{}].", i)));
  }
  if (settings.stop_words.size() > kMaxStopWords)
    return bad_field("stop_words", fmt::format("at most {} are allowed", kMaxStopWords));
  for (std::size_t i = 0; i < settings.stop_words.size(); ++i) {
    KHOJ_TRY(check_word(fmt::format("stop_words[{}]", i), settings.stop_words[i]));
  }
  if (std::find(kOutOfStock.begin(), kOutOfStock.end(), settings.out_of_stock) == kOutOfStock.end()) {
    return bad_field("out_of_stock", fmt::format("must be one of {}, not '{}'", fmt::join(kOutOfStock, ", "),
                                                 settings.out_of_stock));
  }
  return {};
}

Result<SearchSettings> search_settings_from_json(std::string_view text) {
  KHOJ_ASSIGN(const auto value, parse_json(text));
  SearchSettings settings;
  KHOJ_TRY(read_members(value, "",
                        {{"version", settings.version},
                         {"searchable", settings.searchable},
                         {"filterable", settings.filterable},
                         {"synonyms", settings.synonyms},
                         {"stop_words", settings.stop_words},
                         {"out_of_stock", settings.out_of_stock}}));
  settings.version = 0;  // The store's own word counts.
  KHOJ_TRY(validate(settings));
  return settings;
}

std::string to_json(const SearchSettings& settings) {
  json::array searchable;
  for (const auto& field : settings.searchable)
    searchable.push_back(json::object{{"name", field.name}, {"weight", field.weight}});
  json::array filterable;
  for (const auto& field : settings.filterable)
    filterable.push_back(json::object{{"name", field.name}, {"type", field.type}});
  const auto strings = [](const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
  };
  json::array synonyms;
  for (const auto& synonym : settings.synonyms) synonyms.push_back(to_value(synonym));
  return json::serialize(json::object{{"version", settings.version},
                                      {"searchable", std::move(searchable)},
                                      {"filterable", std::move(filterable)},
                                      {"synonyms", std::move(synonyms)},
                                      {"stop_words", strings(settings.stop_words)},
                                      {"out_of_stock", settings.out_of_stock}});
}

}  // namespace khoj::engine
