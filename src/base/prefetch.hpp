// Asking for memory before it is needed, so that misses of the cache overlap.
#pragma once

namespace khoj::base {

/// Asks for the cache line at `address`, which may be any number.
inline void prefetch(const void* address) noexcept {
  __builtin_prefetch(address);
  asm volatile(
      "");  // GCC 12 takes a function that only prefetches for one without effect, and drops its calls.
}

}  // namespace khoj::base
