// An impression as the few bytes that rest in a database (docs/formats/impression.md). The request's id and the time
// are not among them: they stand in columns of their own. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/impression.hpp"

namespace khoj::store {

/// @param impression valid (domain::validate). Cost: about 3 bytes an item, 4 more where propensities are.
[[nodiscard]] std::string pack_impression(const domain::Impression& impression);

/// Reads what pack_impression wrote; request_id and at_ms stay empty. Everything is checked: lengths, ranges, UTF-8,
/// and that nothing follows. Errors: corruption; unsupported (a version that this program does not know).
base::Result<domain::Impression> unpack_impression(std::string_view packed);

}  // namespace khoj::store
