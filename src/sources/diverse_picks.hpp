// Products drawn from categories of which the shopper has seen less lately than the catalogue has of them; for a shopper
// without a history, from all. The same user gets the same draw for a day.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

[[nodiscard]] std::shared_ptr<const pipeline::Source> make_diverse_picks_source();

}  // namespace khoj::sources
