// Where a command writes lines to: a file, or standard output for "-". A full disk is an error, not a short file. Not
// thread-safe.
#pragma once

#include <fstream>
#include <ostream>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace khoj::apps {

class LineFile {
 public:
  /// Errors: unavailable (cannot be written).
  static base::Result<LineFile> open(std::string path);

  /// Errors: unavailable.
  base::Status write(std::string_view lines);

  /// Must be called at the end: what is still buffered may fail too. Errors: unavailable.
  base::Status finish();

  /// The path, or "standard output".
  [[nodiscard]] std::string name() const;

 private:
  explicit LineFile(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] std::ostream& stream();

  std::string path_;
  std::ofstream file_;
};

}  // namespace khoj::apps
