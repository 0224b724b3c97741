// The Backend that is an engine::Engine.
#pragma once

#include "api/backend.hpp"

namespace khoj::api {

class EngineBackend final : public Backend {
 public:
  /// `engine` must outlive this.
  explicit EngineBackend(engine::Engine& engine) noexcept : engine_(engine) {}

  base::Task<base::Result<engine::SearchResponse>> search(engine::SearchRequest request) override {
    return engine_.search(std::move(request));
  }
  [[nodiscard]] engine::SearchSettings settings() const override { return engine_.settings(); }
  base::Task<base::Result<engine::SearchSettings>> put_settings(engine::SearchSettings settings) override {
    return engine_.put_settings(std::move(settings));
  }
  [[nodiscard]] engine::EngineStatus status() const override { return engine_.status(); }
  [[nodiscard]] store::CatalogStore& catalog() noexcept override { return engine_.catalog(); }

 private:
  engine::Engine& engine_;
};

}  // namespace khoj::api
