// Sources that need no events: the catalogue in an order of its own. Under no filter or a common one the order is made
// once a second, not for every request.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

/// The most per cent saved first.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_best_value_source();
/// By rating, then by the number of ratings.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_top_rated_source();
/// By the index's own judgement of rating and popularity together: every product that passes is there.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_popular_source();

}  // namespace khoj::sources
