// An advisory lock between processes (flock) on a file that exists only for it: one data folder, one writer.
// The lock ends with the object or with the process, however that ends. It does not hold between threads that
// share one object.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace khoj::io {

class FileLock {
 public:
  enum class Mode { shared, exclusive };

  /// Creates the file if needed and takes the lock without waiting.
  /// Errors: failed_precondition (somebody else holds it), else as open_file; the path as context.
  static base::Result<FileLock> try_acquire(const std::filesystem::path& path, Mode mode = Mode::exclusive);

  /// Creates the file if needed and waits for the lock. Errors: as open_file.
  static base::Result<FileLock> acquire(const std::filesystem::path& path, Mode mode = Mode::exclusive);

 private:
  explicit FileLock(FileDescriptor file) noexcept : file_(std::move(file)) {}

  FileDescriptor file_;
};

}  // namespace khoj::io
