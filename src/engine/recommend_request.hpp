// What a page of recommendations asks for: a page under a policy, and who it is for and what it is about.
#pragma once

#include <optional>
#include <string>

#include "engine/search_request.hpp"

namespace khoj::engine {

struct RecommendRequest {
  SearchRequest page;  ///< Its policy, filter, limits and the like; without a query.
  std::optional<std::string> user_id;
  std::optional<std::string> anchor;  ///< A product_id: products like it, or that go with it.
};

}  // namespace khoj::engine
