#include "apps/web_bundle.hpp"

#include "web_assets/assets.hpp"

namespace khoj::apps {

WebBundle::WebBundle() {
  for (const auto& asset : web::web_assets()) {
    const std::string_view path = asset.path == "/" ? std::string_view("/index.html") : asset.path;
    assets_.emplace(path,
                    api::Asset{asset.bytes, asset.content_type, asset.gzip, asset.etag, asset.immutable});
  }
}

std::optional<api::Asset> WebBundle::find(std::string_view path) const {
  const auto found = assets_.find(path);
  if (found == assets_.end()) return std::nullopt;
  return found->second;
}

}  // namespace khoj::apps
