// How an evaluation asks whatever it evaluates: a query in, ranked ids out. It keeps eval/ free of the
// engine.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::eval {

/// @return at most `k` ids, the best first. An error ends the evaluation.
using SearchFunction =
    std::function<base::Result<std::vector<std::string>>(std::string_view query, std::size_t k)>;

}  // namespace khoj::eval
