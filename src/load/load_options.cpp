#include "load/load_options.hpp"

#include <cmath>

namespace khoj::load {
namespace {

using base::ErrorCode;

base::Status refuse(const char* member, const char* expected) {
  return base::fail(base::at(member, base::make_error(ErrorCode::invalid_argument, "expected {}", expected)));
}

bool is_in(double value, double low, double high) {
  return std::isfinite(value) && value >= low && value <= high;
}

}  // namespace

base::Status validate(const LoadOptions& options) {
  constexpr double kDay = 86'400.0;
  if (options.concurrency < 1 || options.concurrency > 10'000) return refuse("concurrency", "1 to 10000");
  if (!is_in(options.warm_up_s, 0.0, kDay)) return refuse("warm_up_s", "0 to 86400 seconds");
  if (!is_in(options.duration_s, 0.001, kDay)) return refuse("duration_s", "0.001 to 86400 seconds");
  if (!is_in(options.rate, 0.0, 10e6)) return refuse("rate", "0 (closed loop) to 10000000 arrivals a second");
  if (!is_in(options.timeout_s, 0.001, kDay)) return refuse("timeout_s", "0.001 to 86400 seconds");
  if (options.total_requests > 0 && options.rate > 0) {
    return refuse("total_requests", "0 with a rate: an open loop ends by the clock");
  }
  return {};
}

}  // namespace khoj::load
