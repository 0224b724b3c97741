#include "io/mapped_file.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file_descriptor.hpp"

namespace khoj::io {
namespace {

constexpr std::size_t kHugePage = 2U << 20U;

std::size_t round_up(std::size_t size, std::size_t step) noexcept { return (size + step - 1) / step * step; }

/// Addresses for `size` bytes from a multiple of a huge page on, nothing behind them yet; null and errno for none.
void* reserve(std::size_t size) noexcept {
  const std::size_t kept = round_up(size, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
  const std::size_t all = kept + kHugePage;
  void* const area = ::mmap(nullptr, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (area == MAP_FAILED) return nullptr;
  auto* const begin = static_cast<std::byte*>(area);
  const std::size_t before =
      round_up(reinterpret_cast<std::uintptr_t>(begin), kHugePage) - reinterpret_cast<std::uintptr_t>(begin);
  if (before > 0) ::munmap(begin, before);
  if (all > before + kept) ::munmap(begin + before + kept, all - before - kept);
  return begin + before;
}

}  // namespace

base::Result<MappedFile> MappedFile::open(const std::filesystem::path& path, Access access) {
  KHOJ_ASSIGN(const FileDescriptor file, open_file(path, O_RDONLY | O_NONBLOCK));
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return base::fail(system_error("read", path, errno));
  if (!S_ISREG(info.st_mode)) {
    return base::fail(base::Error{base::ErrorCode::invalid_argument, "is not a regular file", path.string()});
  }
  if (info.st_size == 0) return MappedFile();
  const auto size = static_cast<std::size_t>(info.st_size);
  void* const place = reserve(size);
  if (place == nullptr) return base::fail(system_error("map", path, errno));
  void* const data = ::mmap(place, size, PROT_READ, MAP_SHARED | MAP_FIXED, file.get(), 0);
  if (data == MAP_FAILED) {
    const int code = errno;
    ::munmap(place, size);
    return base::fail(system_error("map", path, code));
  }
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

base::Status MappedFile::make_resident() const {
  if (size_ == 0) return {};
  const auto no_memory = [this](void* copy) {
    if (copy != nullptr) ::munmap(copy, size_);
    return base::fail(base::ErrorCode::resource_exhausted, "no memory for {} bytes", size_);
  };
  void* const copy = reserve(size_);
  if (copy == nullptr) return no_memory(nullptr);
  if (::mmap(copy, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
      MAP_FAILED)
    return no_memory(copy);
  ::madvise(copy, size_, MADV_HUGEPAGE);  // A wish; small pages hold the same bytes.
  std::memcpy(copy, data_, size_);
  if (::mprotect(copy, size_, PROT_READ) != 0) return no_memory(copy);
  // Takes the place of the file's pages in one step: a reader sees the ones or the others.
  if (::mremap(copy, size_, size_, MREMAP_MAYMOVE | MREMAP_FIXED, const_cast<std::byte*>(data_)) ==
      MAP_FAILED)
    return no_memory(copy);
  return {};
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace khoj::io
