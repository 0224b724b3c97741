// The files that the server hands out as they are: the page at "/", its scripts, Swagger UI, Redoc. They are
// part of the program; whoever embeds them implements AssetBundle. Thread-safe.
#pragma once

#include <optional>
#include <string_view>

namespace khoj::api {

/// All views live as long as the program.
struct Asset {
  std::string_view bytes;
  std::string_view content_type;
  std::string_view gzip;   ///< The same, compressed; empty when that does not pay.
  std::string_view etag;   ///< With its quotes; empty: none.
  bool immutable = false;  ///< The name carries a hash of the content: browsers may keep it for ever.
};

class AssetBundle {
 public:
  virtual ~AssetBundle() = default;

  /// @param path of the URL: "/index.html" for the page at "/", "/assets/swagger-ui/swagger-ui.css".
  [[nodiscard]] virtual std::optional<Asset> find(std::string_view path) const = 0;
};

/// A bundle without files, for a server without pages.
class NoAssets final : public AssetBundle {
 public:
  [[nodiscard]] std::optional<Asset> find(std::string_view) const override { return std::nullopt; }
};

}  // namespace khoj::api
