// What the shopper had before: the latest first. For sessions, in which people come back to what they looked at, and for
// what is bought again and again.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

[[nodiscard]] std::shared_ptr<const pipeline::Source> make_again_source();

}  // namespace khoj::sources
