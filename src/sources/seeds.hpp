// From what recommendations start: the anchor, or what the shopper did lately. A pure function, thread-safe.
#pragma once

#include <vector>

#include "sources/list_source.hpp"

namespace khoj::sources {

/// The anchor alone, with weight 1, where there is one; otherwise the shopper's last products, each once, with weights
/// that sum to 1: by what was done with it (the `profiles` job's weights, or the assumed ones), decaying by the number of
/// products since.
[[nodiscard]] std::vector<ScoredItem> seeds_of(const pipeline::Context& context);

}  // namespace khoj::sources
