// A Request as handlers see it: method, target, headers, body, and what the router and the middleware found
// out. One object per connection, filled anew for each request, so that its buffers are allocated once. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/method.hpp"
#include "base/clock.hpp"

namespace khoj::api {

class Request {
 public:
  [[nodiscard]] Method method() const noexcept { return method_; }
  /// The target as it was sent, "/a%20b?x=1".
  [[nodiscard]] std::string_view target() const noexcept { return text(target_); }
  /// The target before '?', not decoded.
  [[nodiscard]] std::string_view path() const noexcept;
  /// The target after '?', not decoded; empty when there is none.
  [[nodiscard]] std::string_view query_string() const noexcept;
  /// A decoded query parameter; nullopt when it is absent (or its escapes are broken).
  [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

  /// The first header of that name (in any case); empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
  [[nodiscard]] bool has_header(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t header_count(std::string_view name) const noexcept;

  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// 10 or 11.
  [[nodiscard]] int version() const noexcept { return version_; }
  [[nodiscard]] base::SteadyClock::time_point received() const noexcept { return received_; }

  /// What the router captured for {name}, decoded; empty when there is no such capture.
  [[nodiscard]] std::string_view parameter(std::string_view name) const noexcept;
  [[nodiscard]] const std::string& request_id() const noexcept { return request_id_; }

  // Written by the parser, the connection, the router and the middleware; handlers only read.
  void clear();
  void set_start_line(Method method, std::string_view target, int version);
  void add_header(std::string_view name, std::string_view value);
  void append_body(std::string_view bytes) { body_ += bytes; }
  void reserve_body(std::size_t bytes) { body_.reserve(bytes); }
  void set_keep_alive(bool keep_alive) noexcept { keep_alive_ = keep_alive; }
  void set_received(base::SteadyClock::time_point when) noexcept { received_ = when; }
  void add_parameter(std::string_view name, std::string value) {
    parameters_.emplace_back(name, std::move(value));
  }
  void set_request_id(std::string id) { request_id_ = std::move(id); }

 private:
  struct Slice {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };
  struct Field {
    Slice name;
    Slice value;
  };
  [[nodiscard]] std::string_view text(Slice slice) const noexcept {
    return std::string_view(head_).substr(slice.begin, slice.size);
  }
  Slice store(std::string_view bytes);

  Method method_ = Method::get;
  int version_ = 11;
  bool keep_alive_ = false;
  std::string head_;  ///< Target and headers, one after the other; limited by the parser to a few KiB.
  Slice target_;
  std::vector<Field> fields_;
  std::string body_;
  base::SteadyClock::time_point received_;
  std::vector<std::pair<std::string_view, std::string>> parameters_;  ///< Names live in the router.
  std::string request_id_;
};

}  // namespace khoj::api
