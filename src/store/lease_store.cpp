#include "store/lease_store.hpp"

#include "store/job_store.hpp"

namespace khoj::store {

base::Status check_lease(std::string_view name, std::string_view owner, std::int64_t ttl_ms) {
  KHOJ_TRY(check_job_name(name, "name"));
  KHOJ_TRY(check_job_name(owner, "owner"));
  if (ttl_ms >= 1 && ttl_ms <= kMaxLeaseMs) return {};
  return base::fail(base::Error{base::ErrorCode::invalid_argument, "expected 1 to 86,400,000 ms", "ttl_ms"});
}

}  // namespace khoj::store
