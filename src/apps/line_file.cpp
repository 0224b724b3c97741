#include "apps/line_file.hpp"

#include <iostream>

namespace khoj::apps {

base::Result<LineFile> LineFile::open(std::string path) {
  LineFile lines(std::move(path));
  if (lines.path_ != "-") {
    lines.file_.open(lines.path_, std::ios::binary | std::ios::trunc);
    if (!lines.file_) return base::fail(base::ErrorCode::unavailable, "cannot write '{}'", lines.path_);
  }
  return lines;
}

base::Status LineFile::write(std::string_view lines) {
  stream().write(lines.data(), static_cast<std::streamsize>(lines.size()));
  if (!stream())
    return base::fail(base::ErrorCode::unavailable, "cannot write '{}': is the disk full?", path_);
  return {};
}

base::Status LineFile::finish() {
  stream().flush();
  return write({});
}

std::string LineFile::name() const { return path_ == "-" ? "standard output" : path_; }

std::ostream& LineFile::stream() { return path_ == "-" ? std::cout : file_; }

}  // namespace khoj::apps
