#include "api/request_id.hpp"

#include <algorithm>
#include <random>

#include "base/rng.hpp"

namespace khoj::api {
namespace {

constexpr std::size_t kDigits = 24;
constexpr std::size_t kSessionDigits = 12;
constexpr std::size_t kMinLength = 8;
constexpr std::size_t kMaxLength = 64;

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

bool is_id_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
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
  std::string id;
  append_digits(id, kDigits);
  return id;
}

std::string new_session_id() {
  std::string id = "session_";
  append_digits(id, kSessionDigits);
  return id;
}

std::string choose_request_id(std::string_view proposed) {
  const bool sane = proposed.size() >= kMinLength && proposed.size() <= kMaxLength &&
                    std::all_of(proposed.begin(), proposed.end(), is_id_character);
  return sane ? std::string(proposed) : new_request_id();
}

}  // namespace khoj::api
