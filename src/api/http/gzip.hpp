// Compression of responses: what a client accepts, and gzip (RFC 1952) by zlib. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khoj::api {

/// True when an Accept-Encoding header allows gzip ("gzip", "*", "gzip;q=0.5"; not "gzip;q=0").
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// True when an Accept header names this very media type ("text/html", not "*/*") and does not refuse it
/// (q=0).
[[nodiscard]] bool names_media(std::string_view accept, std::string_view type) noexcept;

/// `bytes` as a gzip file. nullopt when zlib has no memory. Cost: about 10 ms a MiB.
[[nodiscard]] std::optional<std::string> gzip_compress(std::string_view bytes);

}  // namespace khoj::api
