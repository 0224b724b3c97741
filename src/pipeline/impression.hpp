// What was shown to whom asks for it: one Impression a response, written by the pipeline's last step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/tenant.hpp"

namespace khoj::pipeline {

struct Impression {
  domain::Tenant tenant;
  std::string policy;
  std::vector<domain::ItemId> items;  ///< In the order shown.
  std::uint32_t offset = 0;           ///< Position of the first one.
  std::uint64_t total = 0;
};

/// Takes impressions from request threads: it must not block.
class ImpressionSink {
 public:
  virtual ~ImpressionSink() = default;
  virtual void record(const Impression& impression) noexcept = 0;
};

}  // namespace khoj::pipeline
