// A Response: status, headers and a payload that is either owned or lives as long as the program (an asset).
// How it is framed on the wire (length, date, connection) is the connection's business. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace khoj::api {

struct Header {
  std::string_view name;  ///< Static text.
  std::string value;
};

struct Response {
  int status = 200;
  std::string_view content_type;  ///< Static text; empty: no Content-Type.
  std::vector<Header> headers;
  std::string body;              ///< The payload …
  std::string_view static_body;  ///< … or, when not empty, this one, which must outlive the server.

  [[nodiscard]] std::string_view payload() const noexcept {
    return static_body.empty() ? std::string_view(body) : static_body;
  }
  void set_header(std::string_view name, std::string value);
  /// Says that the answer depends on a request header, besides those already named.
  void add_vary(std::string_view name);
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;

  static Response json(std::string body, int status = 200) {
    return {status, kJson, {}, std::move(body), {}};
  }
  static Response html(std::string body) { return {200, kHtml, {}, std::move(body), {}}; }
  static Response no_content() { return {204, {}, {}, {}, {}}; }

  static constexpr std::string_view kJson = "application/json";
  static constexpr std::string_view kHtml = "text/html; charset=utf-8";
};

/// "Not Found"; "Unknown" for a status that this server never sends.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

/// What the head of a response depends on besides the response.
struct Framing {
  std::string_view date;  ///< IMF-fixdate.
  int version = 11;       ///< Of the request.
  bool keep_alive = true;
};

/// Appends status line and headers, ending with the empty line. CR and LF in header values become spaces.
void append_head(std::string& out, const Response& response, const Framing& framing);

/// Now as "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(std::int64_t unix_seconds);

}  // namespace khoj::api
