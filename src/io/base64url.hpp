// Base64 with the alphabet that URLs bear (RFC 4648, section 5), without padding: for opaque texts that clients hand
// back. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace khoj::io {

[[nodiscard]] std::string to_base64url(std::string_view bytes);

/// Nothing when `text` is not exactly what to_base64url() gives for some bytes.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace khoj::io
