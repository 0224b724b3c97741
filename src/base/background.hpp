// Work that nobody waits for.
#pragma once

namespace khoj::base {

/// Lets the calling thread step back behind the others of the machine: where they want its core, it gets about a tenth.
/// Where the system does not allow it, nothing changes.
void step_back() noexcept;

}  // namespace khoj::base
