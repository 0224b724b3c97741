// Any bytes as CSV: the reader neither crashes nor hangs, and what it reads does not depend on how the input
// was cut into pieces. Byte 0 chooses the options.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "io/csv_reader.hpp"

namespace {

using khoj::io::CsvOptions;
using khoj::io::CsvReader;
using khoj::io::MemorySource;
using khoj::io::ReadOutcome;

/// Everything that a caller can see, as one text.
std::string transcript(std::string_view text, const CsvOptions& options, std::size_t columns,
                       std::size_t max_read) {
  MemorySource source(text, max_read);
  CsvReader reader(source, options);
  reader.expect_columns(columns);
  std::string out;
  std::uint64_t line = 0;
  for (;;) {
    const auto outcome = reader.next();
    if (!outcome) std::abort();
    if (*outcome == ReadOutcome::end) return out;
    const bool is_record = *outcome == ReadOutcome::record;
    const std::uint64_t at = is_record ? reader.record().line : reader.fault().line;
    if (at <= line) std::abort();
    line = at;
    out += fmt::format("{}{}", is_record ? '=' : '!', line);
    if (!is_record) {
      out += reader.fault().reason;
      continue;
    }
    if (columns != 0 && reader.record().fields.size() != columns) std::abort();
    for (const auto field : reader.record().fields) out += fmt::format("[{}]", field);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const CsvOptions options{.separator = (data[0] & 1) != 0 ? '\t' : ',',
                           .quoting = (data[0] & 2) == 0,
                           .max_record_bytes = (data[0] & 4) != 0 ? 30U : khoj::io::kDefaultMaxRecordBytes};
  const std::size_t columns = (data[0] >> 3U) & 3U;
  if (transcript(text, options, columns, SIZE_MAX) != transcript(text, options, columns, 1)) std::abort();
  return 0;
}
