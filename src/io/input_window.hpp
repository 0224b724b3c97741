// A window over a ByteSource: the bytes from a record's start on, in one piece, growing to a limit and no
// further. This is what bounds the readers' memory. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "io/byte_source.hpp"

namespace khoj::io {

class InputWindow {
 public:
  /// @param max_bytes  the most bytes that the window holds at once; at least 1.
  InputWindow(ByteSource& source, std::size_t max_bytes);

  /// The bytes that were read and not yet consumed. Valid until extend().
  [[nodiscard]] std::string_view bytes() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }

  /// Drops the first `count` bytes; count <= bytes().size().
  void consume(std::size_t count) noexcept { begin_ += count; }

  /// Reads more behind bytes(). False when there is no more: the source has ended, or the window is as large
  /// as it may become (is_full()). Amortised cost: each byte is moved a constant number of times.
  base::Result<bool> extend();

  /// Drops everything up to and including the next line end, in bounded memory.
  /// @return how many bytes the line had, without its end.
  base::Result<std::uint64_t> drop_line();

  [[nodiscard]] bool is_full() const noexcept { return end_ - begin_ >= max_bytes_; }

 private:
  ByteSource& source_;
  std::size_t max_bytes_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool source_ended_ = false;
};

}  // namespace khoj::io
