// The Backend and the Administration that are an engine::Engine.
#pragma once

#include "api/backend.hpp"

namespace khoj::api {

class EngineBackend final : public Backend, private Administration {
 public:
  /// `engine` must outlive this.
  explicit EngineBackend(engine::Engine& engine) noexcept : engine_(engine) {}

  base::Task<base::Result<engine::SearchResponse>> search(engine::SearchRequest request) override {
    return engine_.search(std::move(request));
  }
  base::Task<base::Result<engine::SearchResponse>> recommend(engine::RecommendRequest request) override {
    return engine_.recommend(std::move(request));
  }
  base::Task<base::Result<std::vector<engine::CategoryPicks>>> top_categories(
      std::uint32_t categories, engine::RecommendRequest request) override {
    return engine_.top_categories(categories, std::move(request));
  }
  base::Task<base::Result<engine::SuggestResponse>> suggest(engine::SuggestRequest request) override {
    return engine_.suggest(std::move(request));
  }
  base::Task<base::Result<engine::FacetSearchResponse>> search_facet(
      engine::FacetSearchRequest request) override {
    return engine_.search_facet(std::move(request));
  }
  [[nodiscard]] engine::SearchSettings settings() const override { return engine_.settings(); }
  base::Task<base::Result<engine::SearchSettings>> put_settings(engine::SearchSettings settings) override {
    return engine_.put_settings(std::move(settings));
  }
  [[nodiscard]] engine::EngineStatus status() const override { return engine_.status(); }
  [[nodiscard]] store::CatalogStore& catalog() noexcept override { return engine_.catalog(); }
  [[nodiscard]] engine::Feedback& feedback() noexcept override { return engine_.feedback(); }
  [[nodiscard]] Administration& administration() noexcept override { return *this; }

 private:
  [[nodiscard]] std::shared_ptr<const engine::PolicyTable> policies() const override {
    return engine_.policies();
  }
  base::Task<base::Result<engine::CompiledPolicy>> put_policy(std::string name, std::string yaml) override {
    return engine_.put_policy(std::move(name), std::move(yaml));
  }
  base::Task<base::Status> remove_policy(std::string name) override {
    return engine_.remove_policy(std::move(name));
  }
  [[nodiscard]] std::shared_ptr<const engine::CurationTable> curations() const override {
    return engine_.curations();
  }
  base::Task<base::Result<engine::SavedRule>> put_curation(std::string name,
                                                           engine::CurationRule rule) override {
    return engine_.put_curation(std::move(name), std::move(rule));
  }
  base::Task<base::Status> remove_curation(std::string name) override {
    return engine_.remove_curation(std::move(name));
  }
  [[nodiscard]] std::shared_ptr<const engine::SynonymTable> synonyms() const override {
    return engine_.synonyms();
  }
  base::Task<base::Result<engine::SavedSynonym>> put_synonym(std::string id,
                                                             engine::Synonym synonym) override {
    return engine_.put_synonym(std::move(id), std::move(synonym));
  }
  base::Task<base::Status> remove_synonym(std::string id) override {
    return engine_.remove_synonym(std::move(id));
  }
  base::Task<base::Result<std::vector<store::SettingsVersion>>> settings_versions(
      std::uint32_t limit) override {
    return engine_.settings_versions(limit);
  }
  base::Task<base::Result<engine::SearchSettings>> restore_settings(std::uint64_t version) override {
    return engine_.restore_settings(version);
  }
  void rebuild_index() override { engine_.rebuild_index(); }

  engine::Engine& engine_;
};

}  // namespace khoj::api
