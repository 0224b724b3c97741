// Reads a text of any size line by line in bounded memory; for JSON Lines, whose every line is one JSON
// value. Lines end with LF or CR LF, empty ones are skipped, and one above the limit is a fault that costs no
// memory. What a line says is the caller's question. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "io/input_window.hpp"
#include "io/record_reader.hpp"

namespace khoj::io {

struct JsonlRecord {
  std::uint64_t line = 0;  ///< 1-based.
  std::string_view text;   ///< Without line end and surrounding white space.
};

class JsonlReader {
 public:
  /// `source` must outlive the reader.
  explicit JsonlReader(ByteSource& source, std::size_t max_record_bytes = kDefaultMaxRecordBytes);

  /// Reads on to the next line or fault. Errors: only the source's own; the reader is then at its end.
  base::Result<ReadOutcome> next();

  /// The latest line; its view holds until next().
  [[nodiscard]] const JsonlRecord& record() const noexcept { return record_; }
  [[nodiscard]] const RecordFault& fault() const noexcept { return fault_; }

 private:
  base::Result<ReadOutcome> refuse_long_line();

  InputWindow window_;
  std::size_t max_record_bytes_;
  std::uint64_t line_ = 1;
  std::size_t pending_ = 0;
  std::string long_line_start_;
  JsonlRecord record_;
  RecordFault fault_;
};

}  // namespace khoj::io
