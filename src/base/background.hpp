// Work that nobody waits for: it steps back behind what somebody does wait for, and ends early when it is asked to.
#pragma once

#include <stop_token>

#include "base/result.hpp"

namespace khoj::base {

/// Lets the calling thread step back behind the others of the machine: where they want its core, it gets about a tenth.
/// Where the system does not allow it, nothing changes.
void step_back() noexcept;

/// Errors: cancelled, once a stop was requested. Cost: a load.
[[nodiscard]] inline Status unless_stopped(const std::stop_token& stop) {
  if (!stop.stop_requested()) return {};
  return fail(ErrorCode::cancelled, "was asked to stop");
}

}  // namespace khoj::base
