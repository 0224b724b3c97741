// Reading and writing the plain little-endian bytes that segments consist of. Readers that meet bytes from outside are
// bounds-checked; the unchecked loads are for bytes that were validated when the segment was opened.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace khoj::index {

static_assert(std::endian::native == std::endian::little, "segments are little-endian and read in place");

using Bytes = std::vector<std::uint8_t>;

inline void put_bytes(Bytes& out, const void* data, std::size_t size) {
  const auto* const bytes = static_cast<const std::uint8_t*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

template <typename T>
  requires std::is_trivially_copyable_v<T>
void put(Bytes& out, const T& value) {
  put_bytes(out, &value, sizeof(T));
}

inline void put_varint(Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

/// Takes bytes from the front of a range; once it has run out, everything is zero and ok() is false.
class ByteReader {
 public:
  ByteReader(const std::uint8_t* data, std::size_t size) noexcept : at_(data), end_(data + size) {}

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] const std::uint8_t* at() const noexcept { return at_; }

  std::uint8_t byte() noexcept {
    if (at_ == end_) {
      ok_ = false;
      return 0;
    }
    return *at_++;
  }

  /// LEB128 of at most 32 bits.
  std::uint32_t varint() noexcept {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const std::uint8_t b = byte();
      value |= static_cast<std::uint32_t>(b & 0x7F) << shift;
      if (b < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  const std::uint8_t* take(std::size_t size) noexcept {
    if (left() < size) {
      ok_ = false;
      return nullptr;
    }
    const std::uint8_t* const out = at_;
    at_ += size;
    return out;
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

template <typename T>
[[nodiscard]] std::span<const std::byte> as_raw(const std::vector<T>& values) noexcept {
  return std::as_bytes(std::span<const T>(values));
}

}  // namespace khoj::index
