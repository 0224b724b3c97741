// Replaces a file as a whole: readers see the old bytes or the new ones, never a part, and after a crash the
// same holds. The new bytes go to a temporary file in the same folder, are synced, renamed over the target,
// and the folder is synced. Two concurrent writers of one path are safe: the last rename wins.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"

namespace khoj::io {

/// Writes `parts` one after the other as the whole content of `path`. The folder must exist.
/// Errors: not_found (folder), permission_denied, resource_exhausted (disk full), unavailable; the path as
/// context. On an error the old file is untouched and no temporary file is left.
base::Status write_file_atomically(const std::filesystem::path& path,
                                   std::span<const std::span<const std::byte>> parts);
base::Status write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// The same for content that is produced piece by piece. Nothing is visible at `path` before commit(); an
/// object that is destroyed without one removes its temporary file. Not thread-safe.
class AtomicFileWriter {
 public:
  /// Errors: as write_file_atomically.
  static base::Result<AtomicFileWriter> create(const std::filesystem::path& path);

  AtomicFileWriter(AtomicFileWriter&&) noexcept = default;
  AtomicFileWriter& operator=(AtomicFileWriter&&) = delete;
  ~AtomicFileWriter();

  base::Status write(std::span<const std::byte> bytes);
  base::Status write(std::string_view text);

  /// Syncs, renames and syncs the folder. Call once, last.
  base::Status commit();

 private:
  AtomicFileWriter(FileDescriptor file, std::filesystem::path target, std::filesystem::path temporary);

  FileDescriptor file_;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

/// Makes names that were created, renamed or removed in `folder` durable.
base::Status sync_folder(const std::filesystem::path& folder);

}  // namespace khoj::io
