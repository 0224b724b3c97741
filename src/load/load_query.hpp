// The queries of a benchmark: one JSON object a line, {"query":"smart
// watch","chips":["under_2000"],"pincode":"560001"}. `text` means the same as `query`, as `khoj simulate
// queries` writes it; other members are passed over.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::load {

struct LoadQuery {
  std::string text;
  std::vector<std::string> chips;
  std::string pincode;  ///< Empty: none.
};

/// Reads queries out of JSONL text; empty lines are passed over.
/// @param name of the text, for errors.
/// Errors: invalid_argument with "name:line" as context (not JSON, no query, a member of another type), or
/// for no query at all.
base::Result<std::vector<LoadQuery>> parse_queries(std::string_view jsonl, std::string_view name);

/// The same from a file. Errors also: not_found, unavailable (reading failed).
base::Result<std::vector<LoadQuery>> read_queries(const std::filesystem::path& file);

/// The body of POST /api/v1/search for a query.
/// @param max results a page, 1 to 100.
/// @param facets fields whose values are counted with every search.
std::string search_body(const LoadQuery& query, std::uint32_t max, const std::vector<std::string>& facets);

}  // namespace khoj::load
