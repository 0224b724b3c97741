#include "io/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace khoj::io {

base::Result<FileSource> FileSource::open(const std::filesystem::path& path) {
  KHOJ_ASSIGN(FileDescriptor file, open_file(path, O_RDONLY));
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return base::fail(system_error("read", path, errno));
  if (S_ISDIR(info.st_mode)) {
    return base::fail(
        base::Error{base::ErrorCode::invalid_argument, "is a folder; expected a file", path.string()});
  }
  std::optional<std::uint64_t> size;
  if (S_ISREG(info.st_mode)) {
    size = static_cast<std::uint64_t>(info.st_size);
    // Only a hint: a kernel that refuses it costs speed, nothing else.
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return FileSource(std::move(file), path, size);
}

FileSource::FileSource(FileDescriptor file, std::filesystem::path path, std::optional<std::uint64_t> size)
    : file_(std::move(file)), path_(std::move(path)), size_(size) {}

base::Result<std::size_t> FileSource::read(std::span<char> out) {
  for (;;) {
    const ssize_t count = ::read(file_.get(), out.data(), out.size());
    if (count >= 0) {
      position_ += static_cast<std::uint64_t>(count);
      return static_cast<std::size_t>(count);
    }
    if (errno != EINTR) return base::fail(system_error("read", path_, errno));
  }
}

base::Status FileSource::rewind() {
  if (!size_) {
    return base::fail(base::Error{base::ErrorCode::unsupported, "can be read only once", path_.string()});
  }
  if (::lseek(file_.get(), 0, SEEK_SET) != 0) return base::fail(system_error("read", path_, errno));
  position_ = 0;
  return {};
}

base::Result<std::size_t> MemorySource::read(std::span<char> out) {
  const std::size_t count = std::min({out.size(), rest_.size(), max_read_});
  if (count > 0) std::memcpy(out.data(), rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

base::Result<std::size_t> read_fully(ByteSource& source, std::span<char> out) {
  std::size_t total = 0;
  while (total < out.size()) {
    KHOJ_ASSIGN(const std::size_t count, source.read(out.subspan(total)));
    if (count == 0) break;
    total += count;
  }
  return total;
}

}  // namespace khoj::io
