#include "jobs/reject_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.hpp"
#include "io/file_descriptor.hpp"

namespace khoj::jobs {
namespace {

constexpr std::size_t kBufferBytes = 64UL * 1024;

void append_member(std::string& out, std::string_view name, std::string_view text) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":\"", name);
  base::log::append_json_escaped(out, text);
  out += '"';
}

}  // namespace

base::Result<std::unique_ptr<RejectFile>> RejectFile::create(const std::filesystem::path& path) {
  KHOJ_ASSIGN(io::FileDescriptor file, io::open_file(path, O_WRONLY | O_CREAT | O_TRUNC));
  return std::unique_ptr<RejectFile>(new RejectFile(std::move(file), path));
}

RejectFile::RejectFile(io::FileDescriptor file, std::filesystem::path path)
    : file_(std::move(file)), path_(std::move(path)) {}

RejectFile::~RejectFile() {
  // After an error that ended the import nobody closed the file: what it holds is still worth having.
  if (file_.is_open()) static_cast<void>(close());
}

base::Status RejectFile::add(const RejectedRow& row) {
  const std::lock_guard lock(mutex_);
  ++rows_;
  fmt::format_to(std::back_inserter(buffer_), "{{\"line\":{}", row.line);
  if (!row.column.empty()) append_member(buffer_, "column", row.column);
  append_member(buffer_, "reason", row.reason);
  append_member(buffer_, "raw", row.raw);
  buffer_ += "}\n";
  return buffer_.size() < kBufferBytes ? base::Status() : flush();
}

base::Status RejectFile::close() {
  const std::lock_guard lock(mutex_);
  const base::Status flushed = flush();
  file_.close();
  if (rows_ == 0) ::unlink(path_.c_str());
  return flushed;
}

std::uint64_t RejectFile::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

base::Status RejectFile::flush() {
  const base::Status written = io::write_all(file_.get(), buffer_, path_);
  buffer_.clear();
  return written;
}

}  // namespace khoj::jobs
