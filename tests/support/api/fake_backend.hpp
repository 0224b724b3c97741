// A Backend whose search answers what a test tells it to, over a catalogue in memory.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

#include "api/backend.hpp"
#include "support/memory_catalog_store.hpp"
#include "support/memory_event_store.hpp"

namespace khoj::testing {

/// No policies, one version of the settings.
class FakeAdministration final : public api::Administration {
 public:
  [[nodiscard]] std::shared_ptr<const engine::PolicyTable> policies() const override {
    return std::make_shared<const engine::PolicyTable>();
  }
  base::Task<base::Result<engine::CompiledPolicy>> put_policy(std::string, std::string) override {
    co_return base::fail(base::ErrorCode::unavailable, "no policies here");
  }
  base::Task<base::Status> remove_policy(std::string name) override {
    co_return base::fail(base::ErrorCode::not_found, "no policy '{}' has been saved", name);
  }
  [[nodiscard]] std::shared_ptr<const engine::CurationTable> curations() const override {
    return std::make_shared<const engine::CurationTable>();
  }
  base::Task<base::Result<engine::SavedRule>> put_curation(std::string, engine::CurationRule) override {
    co_return base::fail(base::ErrorCode::unavailable, "no curation here");
  }
  base::Task<base::Status> remove_curation(std::string name) override {
    co_return base::fail(base::ErrorCode::not_found, "nothing has been saved as '{}'", name);
  }
  [[nodiscard]] std::shared_ptr<const engine::SynonymTable> synonyms() const override {
    return std::make_shared<const engine::SynonymTable>();
  }
  base::Task<base::Result<engine::SavedSynonym>> put_synonym(std::string, engine::Synonym) override {
    co_return base::fail(base::ErrorCode::unavailable, "no synonyms here");
  }
  base::Task<base::Status> remove_synonym(std::string id) override {
    co_return base::fail(base::ErrorCode::not_found, "there is no synonym '{}'", id);
  }
  base::Task<base::Result<std::vector<store::SettingsVersion>>> settings_versions(std::uint32_t) override {
    co_return std::vector<store::SettingsVersion>{{1, 0}};
  }
  base::Task<base::Result<engine::SearchSettings>> restore_settings(std::uint64_t version) override {
    co_return base::fail(base::ErrorCode::not_found, "there is no version {}", version);
  }
  void rebuild_index() override { ++rebuilds; }

  int rebuilds = 0;
};

class FakeBackend final : public api::Backend {
 public:
  base::Task<base::Result<engine::SearchResponse>> recommend(engine::RecommendRequest request) override {
    recommended.push_back(request);
    co_return on_recommend(request);
  }
  base::Task<base::Result<std::vector<engine::CategoryPicks>>> top_categories(
      std::uint32_t, engine::RecommendRequest request) override {
    auto page = on_recommend(request);
    if (!page) co_return base::fail(page.error());
    co_return std::vector<engine::CategoryPicks>{{"Electronics", std::move(page->items)}};
  }

  std::vector<engine::RecommendRequest> recommended;
  std::function<base::Result<engine::SearchResponse>(const engine::RecommendRequest&)> on_recommend =
      [](const engine::RecommendRequest&) { return engine::SearchResponse{}; };

  base::Task<base::Result<engine::SearchResponse>> search(engine::SearchRequest request) override {
    last_request = request;
    co_return on_search(request);
  }
  base::Task<base::Result<engine::SuggestResponse>> suggest(engine::SuggestRequest request) override {
    last_suggest_request = request;
    co_return on_suggest(request);
  }
  base::Task<base::Result<engine::FacetSearchResponse>> search_facet(
      engine::FacetSearchRequest request) override {
    last_facet_request = std::move(request);
    co_return engine::FacetSearchResponse{{{"boat", "boAt", 3}}, 1};
  }
  [[nodiscard]] engine::SearchSettings settings() const override { return stored_settings; }
  base::Task<base::Result<engine::SearchSettings>> put_settings(engine::SearchSettings settings) override {
    for (std::size_t i = 0; i < settings.searchable.size(); ++i) {
      if (settings.searchable[i].weight > 0) continue;
      co_return base::fail(base::Error{base::ErrorCode::invalid_argument, "a weight must be above 0",
                                       fmt::format("searchable[{}].weight", i)});
    }
    settings.version = stored_settings.version + 1;
    stored_settings = settings;
    co_return settings;
  }
  [[nodiscard]] engine::EngineStatus status() const override { return engine_status; }
  [[nodiscard]] store::CatalogStore& catalog() noexcept override { return memory; }
  [[nodiscard]] engine::Feedback& feedback() noexcept override { return events_feedback; }
  [[nodiscard]] api::Administration& administration() noexcept override { return admin; }

  std::function<base::Result<engine::SearchResponse>(const engine::SearchRequest&)> on_search =
      [](const engine::SearchRequest& request) {
        engine::SearchResponse response;
        response.normalized_query = request.query;
        return base::Result<engine::SearchResponse>(std::move(response));
      };
  std::function<base::Result<engine::SuggestResponse>(const engine::SuggestRequest&)> on_suggest =
      [](const engine::SuggestRequest& request) {
        engine::SuggestResponse response;
        response.normalized_query = request.query;
        return base::Result<engine::SuggestResponse>(std::move(response));
      };
  engine::SearchRequest last_request;
  engine::FacetSearchRequest last_facet_request;
  engine::SuggestRequest last_suggest_request;
  engine::SearchSettings stored_settings;
  engine::EngineStatus engine_status{{.ready = true, .products = 3}, {}, {}};
  MemoryCatalogStore memory;
  std::shared_ptr<MemoryEventStore> events = std::make_shared<MemoryEventStore>();
  engine::Feedback events_feedback{{}, {}, events};
  FakeAdministration admin;
};

}  // namespace khoj::testing
