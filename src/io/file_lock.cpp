#include "io/file_lock.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

namespace khoj::io {
namespace {

int operation_of(FileLock::Mode mode) { return mode == FileLock::Mode::shared ? LOCK_SH : LOCK_EX; }

base::Result<FileDescriptor> lock(const std::filesystem::path& path, int operation) {
  KHOJ_ASSIGN(FileDescriptor file, open_file(path, O_RDWR | O_CREAT));
  while (::flock(file.get(), operation) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) {
      return base::fail(base::Error{base::ErrorCode::failed_precondition,
                                    "is locked by another process; stop that one first", path.string()});
    }
    return base::fail(system_error("lock", path, errno));
  }
  return file;
}

}  // namespace

base::Result<FileLock> FileLock::try_acquire(const std::filesystem::path& path, Mode mode) {
  KHOJ_ASSIGN(FileDescriptor file, lock(path, operation_of(mode) | LOCK_NB));
  return FileLock(std::move(file));
}

base::Result<FileLock> FileLock::acquire(const std::filesystem::path& path, Mode mode) {
  KHOJ_ASSIGN(FileDescriptor file, lock(path, operation_of(mode)));
  return FileLock(std::move(file));
}

}  // namespace khoj::io
