// What searches lead to: what people who searched the same wanted afterwards, and what the words find. Of the request's
// own query, or of what the shopper searched lately.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

[[nodiscard]] std::shared_ptr<const pipeline::Source> make_searches_source();

}  // namespace khoj::sources
