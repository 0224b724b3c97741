// A stream of bytes that readers pull from: a file, a piece of memory, or a filter over another source
// (decompression, decoding). Read once, front to back. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace khoj::io {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Puts at least one byte at the front of `out` (not empty) and returns how many; 0 only at the end.
  virtual base::Result<std::size_t> read(std::span<char> out) = 0;
};

/// A file, or anything else that open(2) can read, such as a FIFO.
class FileSource final : public ByteSource {
 public:
  /// Errors: not_found, permission_denied, invalid_argument (a folder), unavailable; the path as context.
  static base::Result<FileSource> open(const std::filesystem::path& path);

  base::Result<std::size_t> read(std::span<char> out) override;

  /// Goes back to the first byte. Errors: unsupported when size() is unknown.
  base::Status rewind();

  /// How many bytes were read so far.
  [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

  /// Absent for what is no regular file.
  [[nodiscard]] std::optional<std::uint64_t> size() const noexcept { return size_; }

 private:
  FileSource(FileDescriptor file, std::filesystem::path path, std::optional<std::uint64_t> size);

  FileDescriptor file_;
  std::filesystem::path path_;
  std::optional<std::uint64_t> size_;
  std::uint64_t position_ = 0;
};

/// Memory that somebody else owns and keeps.
class MemorySource final : public ByteSource {
 public:
  /// @param max_read  the most bytes that one read() gives, so that tests can put boundaries anywhere.
  explicit MemorySource(std::string_view bytes, std::size_t max_read = SIZE_MAX) noexcept
      : rest_(bytes), max_read_(max_read) {}

  base::Result<std::size_t> read(std::span<char> out) override;

 private:
  std::string_view rest_;
  std::size_t max_read_;
};

/// Reads until `out` is full or the source ends. @return how many bytes.
base::Result<std::size_t> read_fully(ByteSource& source, std::span<char> out);

}  // namespace khoj::io
