#include "io/csv_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/byte_scan.hpp"

namespace khoj::io {
namespace {

constexpr std::size_t kRawStartBytes = 4096;
constexpr std::size_t kLineEndBytes = 2;
constexpr std::uint64_t kFreeRereadBytes = 64ULL * 1024 * 1024;

std::uint64_t count_lines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, const CsvOptions& options)
    : window_(source, options.max_record_bytes + kLineEndBytes), options_(options) {}

base::Result<ReadOutcome> CsvReader::next() {
  window_.consume(std::exchange(pending_, 0));
  bool at_end = false;
  for (;;) {
    const std::string_view text = window_.bytes();
    if (text.empty() && at_end) return ReadOutcome::end;
    const Shape shape = text.empty() ? Shape::incomplete : scan(text, at_end);
    if (shape == Shape::incomplete) {
      KHOJ_ASSIGN(const bool more, window_.extend());
      if (more) continue;
      if (window_.is_full() || at_end) return refuse_incomplete(text);
      at_end = true;
      continue;
    }
    if (shape == Shape::broken_quote) {
      return refuse_first_line(text,
                               fmt::format("a quote opened in column {} is closed in the middle of line {}; "
                                           "expected a separator or a line end behind it",
                                           fields_.size() + 1, line_ + quote_line_));
    }
    const std::string_view raw = without_line_end(text.substr(0, scanned_));
    if (raw.empty()) {
      window_.consume(scanned_);
      ++line_;
      continue;
    }
    if (columns_ != 0 && fields_.size() != columns_) {
      return refuse_first_line(text, fmt::format("has {} columns; expected {}", fields_.size(), columns_));
    }
    publish(text);
    return ReadOutcome::record;
  }
}

/// Finds the fields of the record at the start of `text`.
CsvReader::Shape CsvReader::scan(std::string_view text, bool at_end) {
  fields_.clear();
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  std::size_t position = 0;
  for (;;) {
    if (options_.quoting && position < text.size() && text[position] == '"') {
      const Shape shape = scan_quoted(text, position, at_end);
      if (shape != Shape::complete) return shape;
    } else {
      const char* const stop = find_either(begin + position, end, options_.separator, '\n');
      std::size_t field_end = static_cast<std::size_t>(stop - begin);
      if (stop == end && !at_end) return Shape::incomplete;
      const std::size_t field_begin = position;
      position = field_end;
      if ((stop == end || *stop == '\n') && field_end > field_begin && text[field_end - 1] == '\r')
        --field_end;
      fields_.push_back({field_begin, field_end, false});
    }
    if (position == text.size()) break;
    if (text[position++] == '\n') break;
  }
  scanned_ = position;
  return Shape::complete;
}

/// Reads the quoted field that begins at `position` and leaves `position` at the separator or line end behind
/// it.
CsvReader::Shape CsvReader::scan_quoted(std::string_view text, std::size_t& position, bool at_end) {
  const std::size_t field_begin = position + 1;
  std::size_t cursor = field_begin;
  bool doubled = false;
  for (;;) {
    const void* const quote =
        cursor < text.size() ? std::memchr(text.data() + cursor, '"', text.size() - cursor) : nullptr;
    if (quote == nullptr) return Shape::incomplete;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(quote) - text.data());
    cursor = at + 1;
    if (cursor == text.size() && !at_end) return Shape::incomplete;
    if (cursor < text.size() && text[cursor] == '"') {
      doubled = true;
      ++cursor;
      continue;
    }
    std::size_t behind = cursor;
    if (behind < text.size() && text[behind] == '\r') {
      if (behind + 1 == text.size() && !at_end) return Shape::incomplete;
      if (behind + 1 == text.size() || text[behind + 1] == '\n') ++behind;
    }
    if (behind == text.size() || text[behind] == options_.separator || text[behind] == '\n') {
      fields_.push_back({field_begin, at, doubled});
      position = behind;
      return Shape::complete;
    }
    const std::string_view inside = text.substr(field_begin, at - field_begin);
    if (inside.find('\n') != std::string_view::npos) {
      quote_line_ = count_lines(text.substr(0, at));
      scanned_ = cursor;
      return Shape::broken_quote;
    }
    // Lenient: on one line, the quote and what follows are part of the value, which ends at the separator.
    const char* const end = text.data() + text.size();
    const char* const stop = find_either(text.data() + behind, end, options_.separator, '\n');
    if (stop == end && !at_end) return Shape::incomplete;
    position = static_cast<std::size_t>(stop - text.data());
    std::size_t field_end = position;
    if ((stop == end || *stop == '\n') && text[field_end - 1] == '\r') --field_end;
    fields_.push_back({field_begin - 1, field_end, false});
    return Shape::complete;
  }
}

void CsvReader::publish(std::string_view text) {
  views_.clear();
  unquoted_.clear();
  // Reserved at once: views into it must not move.
  unquoted_.reserve(scanned_);
  for (const auto& field : fields_) {
    std::string_view value = text.substr(field.begin, field.end - field.begin);
    if (field.doubled_quotes) {
      const std::size_t begin = unquoted_.size();
      for (std::size_t quote = value.find('"'); quote != std::string_view::npos; quote = value.find('"')) {
        unquoted_ += value.substr(0, quote + 1);
        value.remove_prefix(quote + 2);
      }
      unquoted_ += value;
      value = std::string_view(unquoted_).substr(begin);
    }
    views_.push_back(value);
  }
  const std::string_view whole = text.substr(0, scanned_);
  record_ = {line_, views_, without_line_end(whole)};
  line_ += count_lines(whole);
  pending_ = scanned_;
  seen_bytes_ += scanned_;
}

/// Refuses the first `size` bytes of `text` as one record.
ReadOutcome CsvReader::refuse(std::string_view text, std::size_t size, std::string reason) {
  const std::string_view whole = text.substr(0, size);
  fault_ = {line_, std::move(reason), without_line_end(whole)};
  line_ += count_lines(whole);
  pending_ = size;
  seen_bytes_ += size;
  return ReadOutcome::fault;
}

/// Refuses the first line of a record that scan() found to be broken after `scanned_` bytes.
ReadOutcome CsvReader::refuse_first_line(std::string_view text, std::string reason) {
  // A file made for it could have every line scanned to the limit: beyond a budget, all that was scanned is
  // refused.
  reread_bytes_ += scanned_;
  const bool within_budget = reread_bytes_ <= kFreeRereadBytes + 4 * seen_bytes_;
  const std::size_t line_end = text.find('\n', within_budget ? 0 : scanned_ - 1);
  return refuse(text, line_end == std::string_view::npos ? text.size() : line_end + 1, std::move(reason));
}

/// Refuses a record whose end is not in the window, which cannot grow.
base::Result<ReadOutcome> CsvReader::refuse_incomplete(std::string_view text) {
  scanned_ = text.size();
  if (window_.is_full()) {
    if (std::memchr(text.data(), '\n', text.size()) == nullptr) return refuse_long_line(text);
    return refuse_first_line(text, fmt::format("a quote opened in column {} is not closed within {} bytes",
                                               fields_.size() + 1, options_.max_record_bytes));
  }
  return refuse_first_line(text,
                           fmt::format("a quote opened in column {} is never closed", fields_.size() + 1));
}

/// Drops everything up to the next line end, keeping only the start of it.
base::Result<ReadOutcome> CsvReader::refuse_long_line(std::string_view text) {
  long_line_start_ = text.substr(0, kRawStartBytes);
  KHOJ_ASSIGN(const std::uint64_t size, window_.drop_line());
  fault_ = {line_,
            fmt::format("the line has {} bytes; at most {} are allowed", size, options_.max_record_bytes),
            long_line_start_};
  ++line_;
  seen_bytes_ += size;
  return ReadOutcome::fault;
}

}  // namespace khoj::io
