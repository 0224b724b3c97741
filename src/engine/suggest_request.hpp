// What a request for suggestions asks and is answered, before any dialect of HTTP dresses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/tenant.hpp"
#include "engine/search_request.hpp"

namespace khoj::engine {

struct SuggestRequest {
  domain::Tenant tenant;
  std::string query;                   ///< What is being typed: 1 to 100 characters after trimming.
  std::optional<std::uint32_t> limit;  ///< 1 to 20; the configured number when absent.
  bool groups = false;                 ///< Also by kind.
  std::string request_id;              ///< Names the answer in the event log; empty: it is not logged.
};

struct Suggestion {
  std::string text;
  double score = 0.0;  ///< In (0, 1]; falls from one to the next.
};

struct SuggestionGroups {
  std::vector<Suggestion> queries;
  std::vector<Suggestion> categories;
  std::vector<Suggestion> brands;
  std::vector<Suggestion> products;
};

struct SuggestResponse {
  std::vector<Suggestion> suggestions;
  std::vector<Chip>
      chips;  ///< The price that the text names, then what narrows the best suggestion's products.
  std::string normalized_query;  ///< The words as read, folded, one blank between them.
  std::optional<SuggestionGroups> groups;
};

}  // namespace khoj::engine
