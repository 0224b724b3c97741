// What was shown to whom asks for it: one Impression a response, written by the pipeline's last step.
#pragma once

#include <cstdint>
#include <string>

#include "domain/impression.hpp"
#include "domain/tenant.hpp"

namespace khoj::pipeline {

struct Impression {
  domain::Tenant tenant;
  /// What is logged, but for the time and the sampling rate, which the sink gives. Without a request id nothing is
  /// logged: nobody could refer to it.
  domain::Impression shown;
  std::string typed;             ///< The query as it was typed; only needed beside a client.
  std::uint64_t client_key = 0;  ///< Who asks, hashed: never stored, never logged. 0: not known.
};

/// Takes impressions from request threads: it must not block.
class ImpressionSink {
 public:
  virtual ~ImpressionSink() = default;
  virtual void record(Impression&& impression) noexcept = 0;
};

}  // namespace khoj::pipeline
