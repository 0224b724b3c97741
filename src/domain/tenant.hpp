// A Tenant is one shop on a server that may hold several. Its id is part of every key and port; "default" when
// nobody says otherwise.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::domain {

class Tenant {
 public:
  /// The tenant "default".
  Tenant() = default;

  /// 1 to 64 characters of a-z, 0-9, '-' and '_', beginning with a letter or digit.
  /// Errors: invalid_argument.
  static base::Result<Tenant> parse(std::string_view id);

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  friend auto operator<=>(const Tenant&, const Tenant&) = default;

 private:
  explicit Tenant(std::string id) : id_(std::move(id)) {}
  std::string id_ = "default";
};

}  // namespace khoj::domain
