#include "simulate/simulated_query_json.hpp"

#include <boost/json.hpp>
#include <simdjson.h>

#include "io/jsonl_reader.hpp"

namespace khoj::simulate {
namespace {

using base::ErrorCode;

tl::unexpected<base::Error> bad(std::string_view field, std::string_view expected) {
  return base::fail(base::at(field, base::make_error(ErrorCode::invalid_argument, "must be {}", expected)));
}

/// Absent and null leave `out` alone.
base::Status read_text(const simdjson::dom::object& object, std::string_view name, std::string& out) {
  simdjson::dom::element element;
  if (object.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) return {};
  std::string_view text;
  if (element.get(text) != simdjson::SUCCESS) return bad(name, "a string");
  out = text;
  return {};
}

base::Status read_chips(const simdjson::dom::object& object, std::vector<std::string>& out) {
  simdjson::dom::element element;
  if (object.at_key("chips").get(element) != simdjson::SUCCESS || element.is_null()) return {};
  simdjson::dom::array chips;
  if (element.get(chips) != simdjson::SUCCESS) return bad("chips", "a list of strings");
  for (const auto chip : chips) {
    std::string_view text;
    if (chip.get(text) != simdjson::SUCCESS) return bad("chips", "a list of strings");
    out.emplace_back(text);
  }
  return {};
}

}  // namespace

void append_query_json(std::string& out, const SimulatedQuery& query) {
  boost::json::object object;
  object["query"] = query.text;
  if (!query.chips.empty()) object["chips"] = boost::json::value_from(query.chips);
  if (!query.pincode.empty()) object["pincode"] = query.pincode;
  if (!query.source_product_id.empty()) object["source_product_id"] = query.source_product_id;
  if (query.has_typo) object["has_typo"] = true;
  out += boost::json::serialize(object);
}

base::Result<SimulatedQuery> query_from_json(std::string_view json) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS) {
    return base::fail(ErrorCode::invalid_argument, "is not JSON: {}", simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) {
    return base::fail(ErrorCode::invalid_argument, "must be a JSON object with the member 'query'");
  }
  SimulatedQuery query;
  KHOJ_TRY(read_text(object, "query", query.text));
  if (query.text.empty()) return bad("query", "a string that is not empty");
  KHOJ_TRY(read_chips(object, query.chips));
  KHOJ_TRY(read_text(object, "pincode", query.pincode));
  KHOJ_TRY(read_text(object, "source_product_id", query.source_product_id));
  simdjson::dom::element typo;
  if (object.at_key("has_typo").get(typo) == simdjson::SUCCESS && !typo.is_null() &&
      typo.get(query.has_typo) != simdjson::SUCCESS) {
    return bad("has_typo", "true or false");
  }
  return query;
}

base::Result<std::vector<SimulatedQuery>> read_queries(io::ByteSource& source) {
  std::vector<SimulatedQuery> queries;
  io::JsonlReader reader(source);
  for (;;) {
    KHOJ_ASSIGN(const auto outcome, reader.next());
    if (outcome == io::ReadOutcome::end) return queries;
    if (outcome == io::ReadOutcome::fault) {
      return base::fail(base::at(fmt::format("line {}", reader.fault().line),
                                 base::make_error(ErrorCode::invalid_argument, "{}", reader.fault().reason)));
    }
    auto query = query_from_json(reader.record().text);
    if (!query)
      return base::fail(base::at(fmt::format("line {}", reader.record().line), std::move(query).error()));
    queries.push_back(std::move(*query));
  }
}

}  // namespace khoj::simulate
