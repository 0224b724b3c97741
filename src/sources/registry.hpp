// The list of candidate sources. A new one is its own file in this folder and one row in registry.cpp.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/source.hpp"

namespace khoj::sources {

/// The source that policies call `name`. Errors: invalid_argument that lists the names there are.
base::Result<std::shared_ptr<const pipeline::Source>> find_source(std::string_view name);

/// All names, in the order of the registry.
[[nodiscard]] std::vector<std::string_view> source_names();

}  // namespace khoj::sources
