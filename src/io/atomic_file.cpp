#include "io/atomic_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace khoj::io {
namespace {

/// Distinct within this machine's processes and this process's writers; O_EXCL settles what is left.
std::filesystem::path temporary_name(const std::filesystem::path& target) {
  static std::atomic<unsigned> counter{0};
  return target.parent_path() /
         fmt::format(".{}.{}.{}.tmp", target.filename().string(), ::getpid(), counter.fetch_add(1));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

base::Status write_file_atomically(const std::filesystem::path& path,
                                   std::span<const std::span<const std::byte>> parts) {
  KHOJ_ASSIGN(AtomicFileWriter writer, AtomicFileWriter::create(path));
  for (const auto part : parts) KHOJ_TRY(writer.write(part));
  return writer.commit();
}

base::Status write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  const std::span<const std::byte> part = std::as_bytes(std::span(content));
  return write_file_atomically(path, std::span(&part, 1));
}

base::Result<AtomicFileWriter> AtomicFileWriter::create(const std::filesystem::path& path) {
  // A process that crashed under this process id may have left a file of the same name: take the next one.
  for (;;) {
    auto temporary = temporary_name(path);
    auto file = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (file) return AtomicFileWriter(std::move(*file), path, std::move(temporary));
    if (file.error().code != base::ErrorCode::already_exists) {
      file.error().context = path.string();
      return base::fail(std::move(file).error());
    }
  }
}

AtomicFileWriter::AtomicFileWriter(FileDescriptor file, std::filesystem::path target,
                                   std::filesystem::path temporary)
    : file_(std::move(file)), target_(std::move(target)), temporary_(std::move(temporary)) {}

AtomicFileWriter::~AtomicFileWriter() {
  if (file_.is_open()) ::unlink(temporary_.c_str());
}

base::Status AtomicFileWriter::write(std::span<const std::byte> bytes) {
  return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

base::Status AtomicFileWriter::write(std::string_view text) { return write_all(file_.get(), text, target_); }

base::Status AtomicFileWriter::commit() {
  if (::fsync(file_.get()) != 0) return base::fail(system_error("sync", target_, errno));
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return base::fail(system_error("replace", target_, errno));
  }
  file_.close();
  return sync_folder(folder_of(target_));
}

base::Status sync_folder(const std::filesystem::path& folder) {
  KHOJ_ASSIGN(const FileDescriptor file, open_file(folder, O_RDONLY | O_DIRECTORY));
  if (::fsync(file.get()) != 0) return base::fail(system_error("sync", folder, errno));
  return {};
}

}  // namespace khoj::io
