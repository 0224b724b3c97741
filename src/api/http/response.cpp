#include "api/http/response.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

void append_value(std::string& out, std::string_view value) {
  for (const char c : value) out += c == '\r' || c == '\n' ? ' ' : c;
}

bool has_length(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

}  // namespace

void Response::set_header(std::string_view name, std::string value) {
  for (auto& header : headers) {
    if (equals_ignoring_case(header.name, name)) {
      header.value = std::move(value);
      return;
    }
  }
  headers.push_back({name, std::move(value)});
}

void Response::add_vary(std::string_view name) {
  std::string vary(header("Vary"));
  if (!vary.empty()) vary += ", ";
  vary += name;
  set_header("Vary", std::move(vary));
}

std::string_view Response::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
    return equals_ignoring_case(header.name, name);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

void append_head(std::string& out, const Response& response, const Framing& framing) {
  auto sink = std::back_inserter(out);
  fmt::format_to(sink, FMT_STRING("HTTP/1.1 {} {}\r\nServer: khoj\r\nDate: {}\r\n"), response.status,
                 reason_phrase(response.status), framing.date);
  if (!response.content_type.empty()) {
    out += "Content-Type: ";
    out += response.content_type;
    out += "\r\n";
  }
  if (has_length(response.status)) {
    fmt::format_to(sink, FMT_STRING("Content-Length: {}\r\n"), response.payload().size());
  }
  for (const auto& header : response.headers) {
    out += header.name;
    out += ": ";
    append_value(out, header.value);
    out += "\r\n";
  }
  if (!framing.keep_alive) {
    out += "Connection: close\r\n";
  } else if (framing.version < 11) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
}

std::string http_date(std::int64_t unix_seconds) {
  return fmt::format(FMT_STRING("{:%a, %d %b %Y %H:%M:%S} GMT"),
                     fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

}  // namespace khoj::api
