// GET /metrics/prometheus: the figures of metrics.hpp for a scraper.
#pragma once

#include <vector>

#include "api/endpoint.hpp"

namespace khoj::api::native {

[[nodiscard]] std::vector<Endpoint> metrics_endpoints();

}  // namespace khoj::api::native
