#include "load/load_query.hpp"

#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace khoj::load {
namespace {

namespace json = boost::json;
using base::ErrorCode;

base::Result<std::string> string_of(const json::value& value, std::string_view name) {
  if (!value.is_string()) return base::fail(ErrorCode::invalid_argument, "'{}': expected a string", name);
  return std::string(value.get_string());
}

base::Result<LoadQuery> parse_query(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse({line.data(), line.size()}, error);
  if (error || !value.is_object()) {
    return base::fail(ErrorCode::invalid_argument,
                      R"(expected a JSON object such as {{"query":"smart watch","chips":["under_2000"]}})");
  }
  const json::object& object = value.get_object();
  const json::value* text = object.if_contains("query");
  if (text == nullptr) text = object.if_contains("text");
  if (text == nullptr) {
    return base::fail(ErrorCode::invalid_argument, "expected a member 'query' (or 'text')");
  }
  LoadQuery query;
  KHOJ_ASSIGN(query.text, string_of(*text, "query"));
  if (const json::value* pincode = object.if_contains("pincode"); pincode != nullptr && !pincode->is_null()) {
    KHOJ_ASSIGN(query.pincode, string_of(*pincode, "pincode"));
  }
  const json::value* chips = object.if_contains("chips");
  if (chips == nullptr || chips->is_null()) return query;
  if (!chips->is_array()) {
    return base::fail(ErrorCode::invalid_argument, "'chips': expected an array of strings");
  }
  for (const json::value& chip : chips->get_array()) {
    KHOJ_ASSIGN(auto name, string_of(chip, "chips"));
    query.chips.push_back(std::move(name));
  }
  return query;
}

}  // namespace

base::Result<std::vector<LoadQuery>> parse_queries(std::string_view jsonl, std::string_view name) {
  std::vector<LoadQuery> queries;
  for (std::size_t number = 1; !jsonl.empty(); ++number) {
    const auto end = jsonl.find('\n');
    auto line = jsonl.substr(0, end);
    jsonl = end == std::string_view::npos ? std::string_view{} : jsonl.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    auto query = parse_query(line);
    if (!query) return base::fail(base::at(fmt::format("{}:{}", name, number), std::move(query).error()));
    queries.push_back(std::move(*query));
  }
  if (queries.empty()) {
    return base::fail(
        base::at(name, base::make_error(ErrorCode::invalid_argument, "no query; expected one a line")));
  }
  return queries;
}

base::Result<std::vector<LoadQuery>> read_queries(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return base::fail(ErrorCode::not_found, "cannot open the query file '{}'", file.string());
  const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad())
    return base::fail(ErrorCode::unavailable, "cannot read the query file '{}'", file.string());
  return parse_queries(content, file.string());
}

std::string search_body(const LoadQuery& query, std::uint32_t max, const std::vector<std::string>& facets) {
  json::object body;
  body["query"] = query.text;
  body["max"] = max;
  if (!query.chips.empty()) {
    json::array chips;
    for (const auto& chip : query.chips) chips.emplace_back(chip);
    body["chips"] = std::move(chips);
  }
  if (!query.pincode.empty()) body["pincode"] = query.pincode;
  if (!facets.empty()) body["facets"] = json::array(facets.begin(), facets.end());
  return json::serialize(body);
}

}  // namespace khoj::load
