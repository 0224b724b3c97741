// How an evaluation asks a shop's own engine, with the models that are live there: what people get.
#pragma once

#include <string>

#include "engine/engine.hpp"
#include "eval/search_function.hpp"

namespace khoj::apps {

/// Searches as a request that names `policy` does. A query of nothing but punctuation finds nothing.
/// The engine must outlive what is returned.
[[nodiscard]] eval::SearchFunction search_with(engine::Engine& engine, const std::string& policy);

}  // namespace khoj::apps
