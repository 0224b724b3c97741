// Owns a POSIX file descriptor and turns errno into our errors. Not thread-safe.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace khoj::io {

class FileDescriptor {
 public:
  FileDescriptor() noexcept = default;
  explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }

  /// Closes now. Closing twice is fine.
  void close() noexcept;

 private:
  int descriptor_ = -1;
};

/// open(2) with O_CLOEXEC, again after EINTR. Errors: as system_error.
base::Result<FileDescriptor> open_file(const std::filesystem::path& path, int flags, unsigned mode = 0644);

/// write(2) until everything is written. `path` is for messages. Errors: as system_error.
base::Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path);

/// What the system call `action` failed with: `error_number` is errno. not_found, permission_denied,
/// already_exists, resource_exhausted (disk full, quota, too many files), else unavailable; the path as
/// context.
[[nodiscard]] base::Error system_error(std::string_view action, const std::filesystem::path& path,
                                       int error_number);

}  // namespace khoj::io
