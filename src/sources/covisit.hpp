// What the same people wanted (signals/co_visits): near the anchor, or near what the shopper did lately.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

[[nodiscard]] std::shared_ptr<const pipeline::Source> make_covisit_source();

}  // namespace khoj::sources
