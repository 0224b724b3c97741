#include "load/http_target.hpp"

#include <charconv>
#include <iterator>

#include <fmt/format.h>

namespace khoj::load {

using base::ErrorCode;

base::Result<HttpTarget> parse_target(std::string_view url) {
  const auto refuse = [url] {
    return base::fail(ErrorCode::invalid_argument,
                      "'{}' is not the URL of a server; expected http://host[:port]", url);
  };
  if (url.starts_with("https://")) {
    return base::fail(ErrorCode::unsupported,
                      "'{}': the benchmark speaks plain HTTP only; expected http://host[:port]", url);
  }
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return refuse();
  auto rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || rest.find_first_of("/?#@ \t\r\n") != std::string_view::npos) return refuse();

  HttpTarget target;
  target.authority = rest;
  std::string_view port;
  if (rest.front() == '[') {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return refuse();
    target.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
    if (!port.empty() && port.front() != ':') return refuse();
  } else {
    const auto colon = rest.find(':');
    target.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) port = rest.substr(colon);
  }
  if (target.host.empty()) return refuse();
  if (!port.empty()) {
    const char* end = port.data() + port.size();
    const auto [stop, error] = std::from_chars(port.data() + 1, end, target.port);
    if (error != std::errc{} || stop != end || target.port == 0) return refuse();
  }
  return target;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string request_bytes(const HttpTarget& target, std::string_view method, std::string_view path,
                          std::string_view content_type, std::string_view body,
                          std::string_view extra_headers) {
  std::string type;
  if (!body.empty()) type = fmt::format("Content-Type: {}\r\n", content_type);
  const bool has_length = !body.empty() || (method != "GET" && method != "DELETE");
  const auto length = has_length ? fmt::format("Content-Length: {}\r\n", body.size()) : std::string{};
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: khoj-bench\r\nAccept: */*\r\n{}{}{}\r\n{}",
                     method, path, target.authority, type, length, extra_headers, body);
}

}  // namespace khoj::load
