#include "domain/tenant.hpp"

#include <algorithm>

namespace khoj::domain {

base::Result<Tenant> Tenant::parse(std::string_view id) {
  const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const bool ok =
      !id.empty() && id.size() <= 64 && alphanumeric(id.front()) &&
      std::all_of(id.begin(), id.end(), [&](char c) { return alphanumeric(c) || c == '-' || c == '_'; });
  if (!ok) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "'{}' is no tenant id; expected 1 to 64 characters of a-z, 0-9, '-' and '_'", id);
  }
  return Tenant(std::string(id));
}

}  // namespace khoj::domain
