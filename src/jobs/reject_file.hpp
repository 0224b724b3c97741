// The file of the rows that an import could not use: one JSON object a line with line, column, reason and raw
// text (docs/formats/reject-file.md). Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "io/file_descriptor.hpp"
#include "jobs/catalog_rows.hpp"

namespace khoj::jobs {

class RejectFile {
 public:
  /// Creates or empties the file. Errors: as io::open_file.
  static base::Result<std::unique_ptr<RejectFile>> create(const std::filesystem::path& path);
  ~RejectFile();
  RejectFile(const RejectFile&) = delete;
  RejectFile& operator=(const RejectFile&) = delete;

  /// Errors: as write(2).
  base::Status add(const RejectedRow& row);

  /// Writes what is buffered, and removes the file when it holds nothing. Call it last.
  base::Status close();

  [[nodiscard]] std::uint64_t rows() const;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  RejectFile(io::FileDescriptor file, std::filesystem::path path);
  base::Status flush();

  mutable std::mutex mutex_;
  io::FileDescriptor file_;
  std::filesystem::path path_;
  std::string buffer_;
  std::uint64_t rows_ = 0;
};

}  // namespace khoj::jobs
