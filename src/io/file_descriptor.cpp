#include "io/file_descriptor.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace khoj::io {

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileDescriptor::~FileDescriptor() { close(); }

void FileDescriptor::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

base::Result<FileDescriptor> open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  for (;;) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, static_cast<mode_t>(mode));
    if (descriptor >= 0) return FileDescriptor(descriptor);
    if (errno != EINTR) return base::fail(system_error("open", path, errno));
  }
}

base::Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return base::fail(system_error("write", path, errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

base::Error system_error(std::string_view action, const std::filesystem::path& path, int error_number) {
  base::ErrorCode code = base::ErrorCode::unavailable;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: code = base::ErrorCode::not_found; break;
    case EACCES:
    case EPERM:
    case EROFS: code = base::ErrorCode::permission_denied; break;
    case EEXIST: code = base::ErrorCode::already_exists; break;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM: code = base::ErrorCode::resource_exhausted; break;
    default: break;
  }
  return base::Error{code,
                     fmt::format("cannot {}: {}", action, std::generic_category().message(error_number)),
                     path.string()};
}

}  // namespace khoj::io
