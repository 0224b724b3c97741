#include "engine/search_settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/ranges.h>

#include "base/utf8.hpp"

namespace khoj::engine {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;
using base::Status;

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

tl::unexpected<base::Error> bad(std::string context, std::string message) {
  return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message), std::move(context)});
}

Status check_word(std::string context, const std::string& word) {
  if (word.empty() || word.size() > kMaxWordBytes || !base::is_valid_utf8(word)) {
    return bad(std::move(context), fmt::format("must be a word of 1 to {} bytes", kMaxWordBytes));
  }
  return {};
}

Result<std::string> read_string(const json::value& value, std::string context) {
  if (!value.is_string()) return bad(std::move(context), "must be a string");
  return std::string(value.get_string());
}

Result<std::vector<std::string>> read_strings(const json::value& value, const std::string& context) {
  if (!value.is_array()) return bad(context, "must be a list of strings");
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    KHOJ_ASSIGN(auto text, read_string(value.get_array()[i], fmt::format("{}[{}]", context, i)));
    strings.push_back(std::move(text));
  }
  return strings;
}

/// Calls `read(key, value, path)` for each member; `read` says whether it knows the key.
template <typename Read>
Status read_object(const json::value& value, const std::string& context,
                   std::initializer_list<std::string_view> keys, Read read) {
  if (!value.is_object()) return bad(context, "must be an object");
  for (const auto& member : value.get_object()) {
    const std::string_view key = member.key();
    const auto path = context.empty() ? std::string(key) : fmt::format("{}.{}", context, key);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return bad(path, fmt::format("is unknown; expected one of {}", fmt::join(keys, ", ")));
    }
    KHOJ_TRY(read(key, member.value(), path));
  }
  return {};
}

Status read_field(const json::value& value, const std::string& context, SearchableField& field) {
  return read_object(value, context, {"name", "weight"},
                     [&](std::string_view key, const json::value& member, const std::string& path) -> Status {
                       if (key == "name") {
                         KHOJ_ASSIGN(field.name, read_string(member, path));
                         return {};
                       }
                       if (!member.is_number()) return bad(path, "must be a number");
                       field.weight = member.to_number<double>();
                       return {};
                     });
}

Status read_synonym(const json::value& value, const std::string& context, Synonym& synonym) {
  return read_object(value, context, {"from", "to"},
                     [&](std::string_view key, const json::value& member, const std::string& path) -> Status {
                       if (key == "from") {
                         KHOJ_ASSIGN(synonym.from, read_string(member, path));
                       } else {
                         KHOJ_ASSIGN(synonym.to, read_strings(member, path));
                       }
                       return {};
                     });
}

Status read_filterable(const json::value& value, const std::string& context, FilterableField& field) {
  return read_object(value, context, {"name", "type"},
                     [&](std::string_view key, const json::value& member, const std::string& path) -> Status {
                       KHOJ_ASSIGN((key == "name" ? field.name : field.type), read_string(member, path));
                       return {};
                     });
}

template <typename T, typename Read>
Status read_list(const json::value& value, const std::string& context, std::vector<T>& list, Read read) {
  if (!value.is_array()) return bad(context, "must be a list");
  list.clear();
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    KHOJ_TRY(read(value.get_array()[i], fmt::format("{}[{}]", context, i), list.emplace_back()));
  }
  return {};
}

bool is_field_name(std::string_view name) {
  return std::find(kFieldNames.begin(), kFieldNames.end(), name) != kFieldNames.end() ||
         (name.starts_with(kAttributePrefix) && name.size() > kAttributePrefix.size());
}

Status check_filterable(const std::vector<FilterableField>& fields) {
  if (fields.size() > kMaxFilterable)
    return bad("filterable", fmt::format("at most {} attributes are allowed", kMaxFilterable));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    const auto path = fmt::format("filterable[{}]", i);
    // '#' names the two columns of a place.
    if (!field.name.starts_with(kAttributePrefix) || field.name.size() == kAttributePrefix.size() ||
        field.name.size() > kMaxFieldNameBytes || field.name.find('#') != std::string::npos ||
        !base::is_valid_utf8(field.name)) {
      return bad(path + ".name", fmt::format("'{}' is no attribute; expected attributes.<name>", field.name));
    }
    if (std::find(kFilterableTypes.begin(), kFilterableTypes.end(), field.type) == kFilterableTypes.end()) {
      return bad(path + ".type",
                 fmt::format("must be one of {}, not '{}'", fmt::join(kFilterableTypes, ", "), field.type));
    }
    const auto same = [&](const FilterableField& other) { return other.name == field.name; };
    if (std::count_if(fields.begin(), fields.end(), same) > 1)
      return bad(path + ".name", fmt::format("'{}' stands there twice", field.name));
  }
  return {};
}

Status check_synonym(const Synonym& synonym, const std::string& prefix) {
  const std::size_t least = synonym.from.empty() ? 2 : 1;
  if (synonym.to.size() < least || synonym.to.size() > kMaxSynonymEntries)
    return bad(prefix + "to", fmt::format("needs {} to {} entries", least, kMaxSynonymEntries));
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

Result<json::value> parse_json(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) return bad("", fmt::format("is not JSON: {}", error.message()));
  return value;
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
  KHOJ_TRY(read_synonym(value, "", synonym));
  KHOJ_TRY(validate(synonym));
  return synonym;
}

std::string to_json(const Synonym& synonym) { return json::serialize(to_value(synonym)); }

Status validate(const SearchSettings& settings) {
  if (settings.searchable.empty() || settings.searchable.size() > 8) {
    return bad("searchable", fmt::format("needs 1 to 8 fields, not {}", settings.searchable.size()));
  }
  for (std::size_t i = 0; i < settings.searchable.size(); ++i) {
    const auto& field = settings.searchable[i];
    const auto path = fmt::format("searchable[{}]", i);
    if (!is_field_name(field.name)) {
      return bad(path + ".name",
                 fmt::format("'{}' is no searchable field; expected one of {} or attributes.<name>",
                             field.name, fmt::join(kFieldNames, ", ")));
    }
    if (!(field.weight >= kMinWeight && field.weight <= kMaxWeight)) {
      return bad(path + ".weight",
                 fmt::format("must be from {} to {}, not {}", kMinWeight, kMaxWeight, field.weight));
    }
    const auto same = [&](const SearchableField& other) { return other.name == field.name; };
    if (std::count_if(settings.searchable.begin(), settings.searchable.end(), same) > 1) {
      return bad(path + ".name", fmt::format("'{}' stands there twice", field.name));
    }
  }
  KHOJ_TRY(check_filterable(settings.filterable));
  if (settings.synonyms.size() > kMaxSynonyms)
    return bad("synonyms", fmt::format("at most {} are allowed", kMaxSynonyms));
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < settings.synonyms.size(); ++i) {
    const auto& synonym = settings.synonyms[i];
    pairs += count_pairs(synonym);
    if (pairs > kMaxSynonymPairs)
      return bad("synonyms", fmt::format("make more than {} pairs of words", kMaxSynonymPairs));
    KHOJ_TRY(check_synonym(synonym, fmt::format("synonyms[{}].", i)));
  }
  if (settings.stop_words.size() > kMaxStopWords)
    return bad("stop_words", fmt::format("at most {} are allowed", kMaxStopWords));
  for (std::size_t i = 0; i < settings.stop_words.size(); ++i) {
    KHOJ_TRY(check_word(fmt::format("stop_words[{}]", i), settings.stop_words[i]));
  }
  if (std::find(kOutOfStock.begin(), kOutOfStock.end(), settings.out_of_stock) == kOutOfStock.end()) {
    return bad("out_of_stock", fmt::format("must be one of {}, not '{}'", fmt::join(kOutOfStock, ", "),
                                           settings.out_of_stock));
  }
  return {};
}

Result<SearchSettings> search_settings_from_json(std::string_view text) {
  KHOJ_ASSIGN(const auto value, parse_json(text));
  SearchSettings settings;
  KHOJ_TRY(read_object(
      value, "", {"version", "searchable", "filterable", "synonyms", "stop_words", "out_of_stock"},
      [&](std::string_view key, const json::value& member, const std::string& path) -> Status {
        if (key == "searchable") return read_list(member, path, settings.searchable, read_field);
        if (key == "filterable") return read_list(member, path, settings.filterable, read_filterable);
        if (key == "synonyms") return read_list(member, path, settings.synonyms, read_synonym);
        if (key == "stop_words") {
          KHOJ_ASSIGN(settings.stop_words, read_strings(member, path));
        } else if (key == "out_of_stock") {
          KHOJ_ASSIGN(settings.out_of_stock, read_string(member, path));
        }
        return {};  // "version" is given by the store.
      }));
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
