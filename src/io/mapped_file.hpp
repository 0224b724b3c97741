// A file mapped read-only into memory. What the file says is not this class's business: whoever maps it must
// check every offset before following it. The mapping stays valid after the file is unlinked or replaced by a
// rename, which is how our artefacts are replaced; a file that somebody truncates in place while it is mapped
// makes reads fail with SIGBUS, so never map what others write to in place. The bytes are immutable, therefore
// thread-safe; moving is not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace khoj::io {

class MappedFile {
 public:
  /// How the pages will be read, a hint for the kernel's read-ahead.
  enum class Access { normal, sequential, random };

  /// Maps all of `path`. An empty file gives empty bytes().
  /// Errors: not_found, permission_denied, invalid_argument (not a regular file), unavailable; the path as
  /// context.
  static base::Result<MappedFile> open(const std::filesystem::path& path) {
    return open(path, Access::normal);
  }
  static base::Result<MappedFile> open(const std::filesystem::path& path, Access access);

  MappedFile() noexcept = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(data_), size_};
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Puts the bytes into memory of the process's own, in huge pages where the system has them: random reads then miss
  /// the address translation's caches far less often. They stay where they are, and other threads may read them
  /// meanwhile. The file's pages are then the system's to drop.
  /// Cost: a copy of the file; twice its size in memory meanwhile. Errors: resource_exhausted; nothing has changed.
  base::Status make_resident() const;

 private:
  MappedFile(const std::byte* data, std::size_t size) noexcept : data_(data), size_(size) {}

  const std::byte* data_ = nullptr;  ///< At a multiple of the size of a huge page.
  std::size_t size_ = 0;
};

}  // namespace khoj::io
