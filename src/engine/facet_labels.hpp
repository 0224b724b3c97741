// How a facet's slug is written for people: as a product that holds it spells it. Pure functions, thread-safe.
#pragma once

#include <string>

#include "index/facet_counts.hpp"
#include "query/fields.hpp"

namespace khoj::engine {

/// Read from the value's example; the slug with blanks and a capital when that says nothing.
[[nodiscard]] std::string label_of(const query::Field& field, const index::ValueCount& value);

}  // namespace khoj::engine
