// The registry: every endpoint of every dialect, in the order in which the documentation shows them. A new
// endpoint is a file in its dialect's folder and a line here.
#include "api/endpoint.hpp"
#include "api/k0/autosuggest.hpp"
#include "api/k0/search.hpp"
#include "api/native/analytics.hpp"
#include "api/native/browse.hpp"
#include "api/native/curations.hpp"
#include "api/native/docs.hpp"
#include "api/native/events.hpp"
#include "api/native/facet_search.hpp"
#include "api/native/health.hpp"
#include "api/native/index.hpp"
#include "api/native/metrics.hpp"
#include "api/native/pages.hpp"
#include "api/native/policies.hpp"
#include "api/native/products.hpp"
#include "api/native/recommendations.hpp"
#include "api/native/settings.hpp"
#include "api/native/synonyms.hpp"
#include "api/native/users.hpp"
#include "api/t2/interactions.hpp"
#include "api/t2/recommendations.hpp"

namespace khoj::api {

std::vector<Endpoint> all_endpoints() {
  std::vector<Endpoint> all;
  const auto add = [&all](std::vector<Endpoint> some) {
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  };
  add(k0::search_endpoints());
  add(native::browse_endpoints());
  add(native::facet_search_endpoints());
  add(k0::autosuggest_endpoints());
  add(native::recommendations_endpoints());
  add(t2::recommendations_endpoints());
  add(native::products_endpoints());
  add(native::events_endpoints());
  add(t2::interactions_endpoints());
  add(native::users_endpoints());
  add(native::analytics_endpoints());
  add(native::settings_endpoints());
  add(native::synonyms_endpoints());
  add(native::policies_endpoints());
  add(native::curations_endpoints());
  add(native::index_endpoints());
  add(native::health_endpoints());
  add(native::metrics_endpoints());
  add(native::docs_endpoints());
  add(native::pages_endpoints());
  return all;
}

}  // namespace khoj::api
