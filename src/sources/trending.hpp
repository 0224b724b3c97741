// What is wanted right now, by everybody (signals/trending_board).
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

/// The score is an item's part of the best item's.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_trending_source();

}  // namespace khoj::sources
