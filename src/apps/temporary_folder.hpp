// A folder under the system's temporary folder that is removed with everything in it at the end.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace khoj::apps {

class TemporaryFolder {
 public:
  /// Errors: unavailable.
  static base::Result<std::unique_ptr<TemporaryFolder>> make() {
    std::string pattern = (std::filesystem::temp_directory_path() / "khoj-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      return base::fail(base::ErrorCode::unavailable, "cannot make a folder like '{}'", pattern);
    }
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(pattern));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace khoj::apps
