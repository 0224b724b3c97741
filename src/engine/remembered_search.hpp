// An answered search, kept small until somebody asks the same: what the answer shows is read from the index again, which
// is a small part of finding it. Pure functions, thread-safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/answer_cache.hpp"
#include "domain/impression.hpp"
#include "engine/search_request.hpp"
#include "index/index_snapshot.hpp"

namespace khoj::engine {

/// A search that was run: its answer, where the answer's items stand in the index, and what is logged of it.
struct FoundSearch {
  SearchResponse response;
  std::vector<index::DocRef> docs;  ///< One an item.
  domain::Impression shown;         ///< But for the request's id, the time and the sampling rate.
};

struct RememberedSearch {
  struct Item {
    index::DocRef doc;
    double relevance = 0.0;
    double score = 0.0;
  };
  SearchResponse response;  ///< Without its items.
  std::vector<Item> items;
  std::vector<ItemGroup> groups;  ///< One an item where the answer groups.
  domain::Impression shown;
};

using RememberedSearches = base::AnswerCache<RememberedSearch>;

/// Everything in a request that an answer depends on, with the number of the LiveState that gave it.
[[nodiscard]] std::string question_of(std::uint64_t live_number, const SearchRequest& request);

/// REQUIRES: the answer explains nothing.
[[nodiscard]] RememberedSearch remember(const FoundSearch& found);

/// The bytes that it holds, about.
[[nodiscard]] std::size_t memory_of(const RememberedSearch& remembered);

/// What was remembered, on the snapshot that it was found on.
[[nodiscard]] FoundSearch recall(const index::IndexSnapshot& index, const RememberedSearch& remembered);

}  // namespace khoj::engine
