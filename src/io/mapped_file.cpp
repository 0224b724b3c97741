#include "io/mapped_file.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "io/file_descriptor.hpp"

namespace khoj::io {

base::Result<MappedFile> MappedFile::open(const std::filesystem::path& path, Access access) {
  KHOJ_ASSIGN(const FileDescriptor file, open_file(path, O_RDONLY | O_NONBLOCK));
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return base::fail(system_error("read", path, errno));
  if (!S_ISREG(info.st_mode)) {
    return base::fail(base::Error{base::ErrorCode::invalid_argument, "is not a regular file", path.string()});
  }
  if (info.st_size == 0) return MappedFile();
  const auto size = static_cast<std::size_t>(info.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (data == MAP_FAILED) return base::fail(system_error("map", path, errno));
  // Only a hint: a kernel that refuses it costs speed, nothing else.
  if (access == Access::sequential) ::madvise(data, size, MADV_SEQUENTIAL);
  if (access == Access::random) ::madvise(data, size, MADV_RANDOM);
  return MappedFile(static_cast<const std::byte*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace khoj::io
