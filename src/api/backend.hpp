// The seam between the API and the engine: what handlers ask for. EngineBackend (engine_backend.hpp) is the
// real one; tests put a small one in its place. Thread-safe.
#pragma once

#include "api/administration.hpp"
#include "base/task.hpp"
#include "engine/engine.hpp"
#include "engine/search_request.hpp"
#include "engine/search_settings.hpp"
#include "engine/suggest_request.hpp"
#include "store/catalog_store.hpp"

namespace khoj::api {

class Backend {
 public:
  virtual ~Backend() = default;

  /// As engine::Engine's methods of the same names.
  virtual base::Task<base::Result<engine::SearchResponse>> search(engine::SearchRequest request) = 0;
  virtual base::Task<base::Result<engine::SearchResponse>> recommend(engine::RecommendRequest request) = 0;
  virtual base::Task<base::Result<std::vector<engine::CategoryPicks>>> top_categories(
      std::uint32_t categories, engine::RecommendRequest request) = 0;
  virtual base::Task<base::Result<engine::SuggestResponse>> suggest(engine::SuggestRequest request) = 0;
  virtual base::Task<base::Result<engine::FacetSearchResponse>> search_facet(
      engine::FacetSearchRequest request) = 0;
  [[nodiscard]] virtual engine::SearchSettings settings() const = 0;
  virtual base::Task<base::Result<engine::SearchSettings>> put_settings(engine::SearchSettings settings) = 0;
  [[nodiscard]] virtual engine::EngineStatus status() const = 0;
  [[nodiscard]] virtual store::CatalogStore& catalog() noexcept = 0;
  [[nodiscard]] virtual engine::Feedback& feedback() noexcept = 0;
  [[nodiscard]] virtual Administration& administration() noexcept = 0;
};

}  // namespace khoj::api
