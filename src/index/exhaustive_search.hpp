// Search by scoring every document, as plainly as it can be said: the reference that the fast ways are compared with.
#pragma once

#include <memory>
#include <span>

#include "index/schema.hpp"
#include "index/search.hpp"
#include "index/segment.hpp"

namespace khoj::index {

[[nodiscard]] SearchResult search_every_document(const Schema& schema,
                                                 std::span<const std::shared_ptr<const Segment>> segments,
                                                 const SearchQuery& query);

}  // namespace khoj::index
