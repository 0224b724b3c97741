// Where a benchmark over HTTP sends its requests, and how a request looks on the wire.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::load {

struct HttpTarget {
  std::string host;  ///< Without brackets: "127.0.0.1", "::1", "khoj.example".
  std::uint16_t port = 80;
  std::string authority;  ///< As the Host header says it: "127.0.0.1:8000".

  [[nodiscard]] std::string url() const { return "http://" + authority; }
};

/// Reads "http://host[:port]" with nothing (or "/") behind it.
/// Errors: invalid_argument; unsupported (https).
base::Result<HttpTarget> parse_target(std::string_view url);

/// `text` as part of a URL's path or query: everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

/// A whole HTTP/1.1 request with keep-alive. `content_type` is left out when the body is empty.
/// @param extra_headers complete lines, each ended by CRLF ("Authorization: Bearer …\r\n"), or empty.
std::string request_bytes(const HttpTarget& target, std::string_view method, std::string_view path,
                          std::string_view content_type, std::string_view body,
                          std::string_view extra_headers = {});

}  // namespace khoj::load
