#include "apps/eval_served.hpp"

#include "base/utf8.hpp"

namespace khoj::apps {

eval::SearchFunction search_with(engine::Engine& engine, const std::string& policy) {
  return [&engine, policy](std::string_view query, std::size_t k) -> base::Result<std::vector<std::string>> {
    engine::SearchRequest request;
    request.query = base::truncate_utf8(query, 200);
    request.policy = policy;
    request.limit = static_cast<std::uint32_t>(k);
    KHOJ_ASSIGN(const auto response, base::sync_wait(engine.search(std::move(request))));
    std::vector<std::string> ids;
    for (const auto& item : response.items) ids.push_back(item.product_id);
    return ids;
  };
}

}  // namespace khoj::apps
