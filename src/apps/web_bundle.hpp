// The pages that are linked into the program, as the API hands them out.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "api/assets.hpp"

namespace khoj::apps {

class WebBundle final : public api::AssetBundle {
 public:
  WebBundle();
  [[nodiscard]] std::optional<api::Asset> find(std::string_view path) const override;

 private:
  std::unordered_map<std::string_view, api::Asset> assets_;
};

}  // namespace khoj::apps
