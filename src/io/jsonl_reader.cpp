#include "io/jsonl_reader.hpp"

#include <algorithm>
#include <utility>

namespace khoj::io {
namespace {

constexpr std::size_t kRawStartBytes = 4096;
constexpr std::size_t kLineEndBytes = 2;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

JsonlReader::JsonlReader(ByteSource& source, std::size_t max_record_bytes)
    : window_(source, max_record_bytes + kLineEndBytes), max_record_bytes_(max_record_bytes) {}

base::Result<ReadOutcome> JsonlReader::next() {
  window_.consume(std::exchange(pending_, 0));
  std::size_t searched = 0;
  bool at_end = false;
  for (;;) {
    const std::string_view text = window_.bytes();
    std::size_t line_end = text.find('\n', searched);
    if (line_end == std::string_view::npos && at_end) line_end = text.size();
    if (line_end == std::string_view::npos) {
      searched = text.size();
      KHOJ_ASSIGN(const bool more, window_.extend());
      if (more) continue;
      if (window_.is_full()) return refuse_long_line();
      at_end = true;
      continue;
    }
    if (text.empty()) return ReadOutcome::end;
    const std::size_t size = std::min(line_end + 1, text.size());
    const std::string_view line = trimmed(text.substr(0, line_end));
    const std::uint64_t number = line_++;
    if (line.empty()) {
      window_.consume(size);
      searched = 0;
      continue;
    }
    pending_ = size;
    record_ = {number, line};
    return ReadOutcome::record;
  }
}

/// Drops everything up to the next line end, keeping only the start of it.
base::Result<ReadOutcome> JsonlReader::refuse_long_line() {
  long_line_start_ = window_.bytes().substr(0, kRawStartBytes);
  KHOJ_ASSIGN(const std::uint64_t size, window_.drop_line());
  fault_ = {line_++, fmt::format("the line has {} bytes; at most {} are allowed", size, max_record_bytes_),
            long_line_start_};
  return ReadOutcome::fault;
}

}  // namespace khoj::io
