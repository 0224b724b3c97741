#include "api/request_id.hpp"

#include <random>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/rng.hpp"
#include "domain/event.hpp"

namespace khoj::api {
namespace {

/// Milliseconds until the year 2527.
constexpr std::size_t kTimeDigits = 11;
constexpr std::size_t kRandomDigits = 13;
constexpr std::size_t kSessionDigits = 12;

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

void append_digits(std::string& id, std::size_t digits) {
  thread_local base::Rng rng(random_seed());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (i % 16 == 0) bits = rng();
    id += "0123456789abcdef"[bits & 0xFU];
    bits >>= 4U;
  }
}

}  // namespace

std::string new_request_id() {
  std::string id = fmt::format("{:0{}x}", static_cast<std::uint64_t>(base::now_ms()), kTimeDigits);
  append_digits(id, kRandomDigits);
  return id;
}

std::string new_session_id() {
  std::string id = "session_";
  append_digits(id, kSessionDigits);
  return id;
}

std::string choose_request_id(std::string_view proposed) {
  return domain::is_request_id(proposed) ? std::string(proposed) : new_request_id();
}

}  // namespace khoj::api
