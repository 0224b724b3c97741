#include "io/input_window.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace khoj::io {
namespace {

constexpr std::size_t kFirstCapacity = 256UL * 1024;

}  // namespace

InputWindow::InputWindow(ByteSource& source, std::size_t max_bytes)
    : source_(source),
      max_bytes_(std::max<std::size_t>(max_bytes, 1)),
      capacity_(std::min(kFirstCapacity, max_bytes_)),
      buffer_(new char[capacity_]) {}

base::Result<bool> InputWindow::extend() {
  if (source_ended_ || is_full()) return false;
  const std::size_t held = end_ - begin_;
  if (held > capacity_ / 2) {
    const std::size_t capacity = std::min(std::max(capacity_ * 2, kFirstCapacity), max_bytes_);
    if (capacity > capacity_) {
      std::unique_ptr<char[]> larger(new char[capacity]);
      std::memcpy(larger.get(), buffer_.get() + begin_, held);
      buffer_ = std::move(larger);
      capacity_ = capacity;
      begin_ = 0;
      end_ = held;
    }
  }
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
    begin_ = 0;
    end_ = held;
  }
  // Filled to the brim, so that a record is scanned again at most once per doubling however small the reads
  // are.
  const std::span<char> room(buffer_.get() + end_, capacity_ - end_);
  KHOJ_ASSIGN(const std::size_t count, read_fully(source_, room));
  source_ended_ = count < room.size();
  end_ += count;
  return count > 0;
}

base::Result<std::uint64_t> InputWindow::drop_line() {
  std::uint64_t size = 0;
  for (;;) {
    const std::string_view chunk = bytes();
    const std::size_t line_end = chunk.find('\n');
    if (line_end != std::string_view::npos) {
      consume(line_end + 1);
      return size + line_end;
    }
    size += chunk.size();
    consume(chunk.size());
    KHOJ_ASSIGN(const bool more, extend());
    if (!more) return size;
  }
}

}  // namespace khoj::io
