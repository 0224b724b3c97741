// One JSON text, parsed and handed to whoever reads it; private to store/. Thread-safe.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"

namespace simdjson::dom {
class element;
}

namespace khoj::store {

/// Errors: invalid_argument (no JSON), whatever `read` returns. Throws std::bad_alloc: nothing is known about the text.
base::Status read_json(std::string_view json,
                       const std::function<base::Status(simdjson::dom::element)>& read);

}  // namespace khoj::store
