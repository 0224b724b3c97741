// A page of products as HTTP asks for it and gets it, whichever endpoint it is: what is common to searching and browsing.
#pragma once

#include "api/endpoint.hpp"
#include "api/k0/search_types.hpp"
#include "base/clock.hpp"

namespace khoj::api::k0 {

/// What a described body asks of the engine.
[[nodiscard]] engine::SearchRequest page_request_of(PageBody&& body);

/// Asks the engine, and answers with a SearchAnswer or an error. `watch` has run since the request began.
base::Task<Response> answer_page(Services& services, const Request& request, engine::SearchRequest page,
                                 base::Stopwatch watch);

/// The same for a page of recommendations.
base::Task<Response> answer_recommendation(Services& services, const Request& request,
                                           engine::RecommendRequest asked, base::Stopwatch watch);

}  // namespace khoj::api::k0
