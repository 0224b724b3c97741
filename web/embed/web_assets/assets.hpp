// The files that the program carries for browsers: the first page and what it loads, Swagger UI and ReDoc. They are
// built and packed by web/embed/build.mjs and lie in the program's read-only data. Without KHOJ_WEB the table is empty.
#pragma once

#include <span>
#include <string_view>

namespace khoj::web {

struct WebAsset {
  std::string_view path;  ///< What a request asks for: "/" or "/assets/…".
  std::string_view content_type;
  std::string_view bytes;
  std::string_view gzip;   ///< The same content gzipped; empty where that would save nothing.
  std::string_view etag;   ///< A strong validator with its quotes: the beginning of the content's SHA-256.
  bool immutable = false;  ///< The path holds a hash of the content: it may be cached for ever.
};

/// Every asset, sorted by path. Valid for the program's life; thread-safe.
[[nodiscard]] std::span<const WebAsset> web_assets() noexcept;

}  // namespace khoj::web
