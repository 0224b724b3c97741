// The list of ranking features. A new one is one row in features.cpp; policies name it and say how much it counts.
#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "pipeline/feature.hpp"

namespace khoj::rank {

[[nodiscard]] std::span<const pipeline::Feature> features() noexcept;

/// Errors: invalid_argument that lists the names there are.
base::Result<const pipeline::Feature*> find_feature(std::string_view name);

}  // namespace khoj::rank
