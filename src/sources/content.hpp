// What is described in similar words (mine/tfidf_model): like the anchor, or like what the shopper did lately.
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

/// The score is the cosine.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_content_source();

}  // namespace khoj::sources
