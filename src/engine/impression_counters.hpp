// Counts impressions: how many responses, how many products shown, how many empty ones. Thread-safe, lock-free.
#pragma once

#include <atomic>
#include <cstdint>

#include "pipeline/impression.hpp"

namespace khoj::engine {

struct ImpressionCounts {
  std::uint64_t responses = 0;
  std::uint64_t products = 0;
  std::uint64_t empty = 0;
};

class ImpressionCounters final : public pipeline::ImpressionSink {
 public:
  void record(const pipeline::Impression& impression) noexcept override {
    responses_.fetch_add(1, std::memory_order_relaxed);
    products_.fetch_add(impression.items.size(), std::memory_order_relaxed);
    if (impression.total == 0) empty_.fetch_add(1, std::memory_order_relaxed);
  }

  [[nodiscard]] ImpressionCounts counts() const noexcept {
    return {responses_.load(std::memory_order_relaxed), products_.load(std::memory_order_relaxed),
            empty_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<std::uint64_t> responses_{0};
  std::atomic<std::uint64_t> products_{0};
  std::atomic<std::uint64_t> empty_{0};
};

}  // namespace khoj::engine
