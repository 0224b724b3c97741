// What follows from what the shopper clicked, put into the cart and bought: what the same people wanted, what is described
// alike, what goes with it. One source out of three, so that a policy can weigh clicks against searches whichever of the
// three have something.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

[[nodiscard]] std::shared_ptr<const pipeline::Source> make_clicked_source();

}  // namespace khoj::sources
