// Simulated queries as JSON Lines, the format between `khoj simulate queries` and everything that replays
// them; it is written down in docs/simulation.md. Unknown members are ignored, so that other tools may add
// their own. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "simulate/query_simulator.hpp"

namespace khoj::simulate {

/// Appends the query as one line of JSON without a line end. Text must be valid UTF-8.
void append_query_json(std::string& out, const SimulatedQuery& query);

/// Reads one line. Only `query` is required. Errors: invalid_argument with the member's name as context.
base::Result<SimulatedQuery> query_from_json(std::string_view json);

/// Reads a whole file. Errors: the source's own; invalid_argument with "line N" as context, for the first bad
/// line.
base::Result<std::vector<SimulatedQuery>> read_queries(io::ByteSource& source);

}  // namespace khoj::simulate
