// Who may do what: the admin key of routes that write or read what is not for everybody, and what pages of other origins may do (CORS). Pure
// decisions over a request's headers; thread-safe.
//
// Without an admin key the server is meant for loopback. There the danger is the browser: any page that its
// user visits could write to it. So a write that comes from another origin is refused unless a key guards
// writing or that origin is listed by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/request.hpp"
#include "api/http/response.hpp"

namespace khoj::api {

struct AccessOptions {
  std::string admin_key;                             ///< Empty: writing needs no key.
  std::vector<std::string> allowed_origins = {"*"};  ///< "https://shop.example", or "*" for every origin.
};

/// Why a request is refused.
struct Refusal {
  int status = 401;
  std::string_view message;
};

class AccessPolicy {
 public:
  explicit AccessPolicy(AccessOptions options) : options_(std::move(options)) {}

  /// nullopt: go on. @param needs_key the route changes something, or reads what is not for everybody.
  [[nodiscard]] std::optional<Refusal> check(const Request& request, bool needs_key) const;

  /// Adds the CORS headers that a response to this request needs.
  void add_cors_headers(const Request& request, Response& response) const;

  /// The answer to a preflight. @param allow the resource's methods, as for Allow.
  [[nodiscard]] Response preflight(const Request& request, std::string_view allow) const;

 private:
  [[nodiscard]] bool lists(std::string_view origin) const;
  [[nodiscard]] bool allows_all() const;
  [[nodiscard]] bool has_key(const Request& request) const;

  AccessOptions options_;
};

/// Compares without telling by its time where the difference is.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace khoj::api
