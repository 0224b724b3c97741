// Thousands of byte streams that grow side by side in one arena: each is a chain of slices that get longer and longer,
// so that a short stream wastes little and a long one is walked fast. Streams only grow, until clear(). Not
// thread-safe.
// Source: the idea is Lucene's ByteBlockPool.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "index/bytes.hpp"

namespace khoj::index {

class ByteSlices {
 public:
  struct Stream {
    std::uint32_t head = 0;
    std::uint32_t at = 0;   ///< Where the next byte goes.
    std::uint32_t end = 0;  ///< Where the slice's data end and its link begins.
    std::uint32_t level = 0;
  };

  [[nodiscard]] Stream begin() {
    Stream stream;
    stream.head = stream.at = allocate(kSizes[0]);
    stream.end = stream.at + kSizes[0] - kLink;
    return stream;
  }

  void append(Stream& stream, const std::uint8_t* data, std::size_t size) {
    while (true) {
      const std::size_t room = stream.end - stream.at;
      const std::size_t now = std::min(size, room);
      std::memcpy(address(stream.at), data, now);
      stream.at += static_cast<std::uint32_t>(now);
      if (now == size) return;
      data += now;
      size -= now;
      stream.level = std::min<std::uint32_t>(stream.level + 1, kSizes.size() - 1);
      const std::uint32_t next = allocate(kSizes[stream.level]);
      std::memcpy(address(stream.end), &next, kLink);
      stream.at = next;
      stream.end = next + kSizes[stream.level] - kLink;
    }
  }

  /// Replaces `out` by all bytes of the stream.
  void read(const Stream& stream, Bytes& out) const {
    out.clear();
    std::uint32_t at = stream.head;
    for (std::uint32_t level = 0;; level = std::min<std::uint32_t>(level + 1, kSizes.size() - 1)) {
      const std::uint32_t end = at + kSizes[level] - kLink;
      if (end == stream.end) break;
      put_bytes(out, address(at), end - at);
      std::memcpy(&at, address(end), kLink);
    }
    put_bytes(out, address(at), stream.at - at);
  }

  /// Bytes held, used or not.
  [[nodiscard]] std::size_t capacity_bytes() const noexcept { return pages_.size() * kPage; }
  /// Streams have 32-bit addresses; the owner must stop well before 4 GiB.
  [[nodiscard]] std::size_t used_bytes() const noexcept { return next_; }

  void clear() noexcept {
    pages_.clear();
    next_ = 0;
  }

 private:
  static constexpr std::uint32_t kPage = 1U << 18U;
  static constexpr std::uint32_t kLink = 4;
  static constexpr std::array<std::uint32_t, 10> kSizes = {12, 20, 32, 56, 96, 160, 320, 640, 1280, 4096};

  [[nodiscard]] std::uint8_t* address(std::uint32_t at) noexcept {
    return pages_[at / kPage].get() + at % kPage;
  }
  [[nodiscard]] const std::uint8_t* address(std::uint32_t at) const noexcept {
    return pages_[at / kPage].get() + at % kPage;
  }

  std::uint32_t allocate(std::uint32_t size) {
    if (pages_.empty() || next_ % kPage + size > kPage || next_ == pages_.size() * kPage) {
      next_ = static_cast<std::uint32_t>(pages_.size()) * kPage;
      pages_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(kPage));
    }
    const std::uint32_t at = next_;
    next_ += size;
    return at;
  }

  std::vector<std::unique_ptr<std::uint8_t[]>> pages_;
  std::uint32_t next_ = 0;
};

}  // namespace khoj::index
