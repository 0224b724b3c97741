// The table of a program that was built without its pages.
#include "web_assets/assets.hpp"

namespace khoj::web {

std::span<const WebAsset> web_assets() noexcept { return {}; }

}  // namespace khoj::web
