// Reads CSV (RFC 4180) and its relatives record by record, in bounded memory, from text of any size.
//
// Quoted fields may hold separators, line ends and doubled quotes; records end with LF or CR LF; empty lines
// are skipped. Lenient where shops are: a quote inside an unquoted field is a character, and so is text
// behind a closing quote on the same line. Strict where leniency would swallow rows: a quoted field that
// reaches over line ends must be closed properly. If it is not, only its first line is refused and reading
// goes on with the next one, so that one forgotten quote costs one row and not the rest of the file.
//
// The text is taken as it comes: whether it is UTF-8 is the caller's question. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/byte_source.hpp"
#include "io/input_window.hpp"
#include "io/record_reader.hpp"

namespace khoj::io {

struct CsvOptions {
  char separator = ',';  ///< Any byte but a quote, CR and LF.
  bool quoting = true;   ///< False: quotes are ordinary characters everywhere.
  std::size_t max_record_bytes = kDefaultMaxRecordBytes;
};

struct CsvRecord {
  std::uint64_t line = 0;                    ///< Where the record begins; 1-based.
  std::span<const std::string_view> fields;  ///< Unquoted.
  std::string_view raw;                      ///< As it stands in the file, without its line end.
};

class CsvReader {
 public:
  /// `source` must outlive the reader.
  CsvReader(ByteSource& source, const CsvOptions& options);

  /// From now on a record with another number of fields is a fault. 0: any number.
  void expect_columns(std::size_t columns) noexcept { columns_ = columns; }

  /// Reads on to the next record or fault. Errors: only the source's own; the reader is then at its end.
  base::Result<ReadOutcome> next();

  /// The latest record; its views hold until next().
  [[nodiscard]] const CsvRecord& record() const noexcept { return record_; }
  [[nodiscard]] const RecordFault& fault() const noexcept { return fault_; }

 private:
  enum class Shape { complete, incomplete, broken_quote };
  struct Field {
    std::size_t begin;
    std::size_t end;
    bool doubled_quotes;
  };

  Shape scan(std::string_view text, bool at_end);
  Shape scan_quoted(std::string_view text, std::size_t& position, bool at_end);
  void publish(std::string_view text);
  ReadOutcome refuse(std::string_view text, std::size_t size, std::string reason);
  ReadOutcome refuse_first_line(std::string_view text, std::string reason);
  base::Result<ReadOutcome> refuse_incomplete(std::string_view text);
  base::Result<ReadOutcome> refuse_long_line(std::string_view text);

  InputWindow window_;
  CsvOptions options_;
  std::size_t columns_ = 0;
  std::uint64_t line_ = 1;
  std::size_t pending_ = 0;         ///< Bytes of the latest record, consumed by the next next().
  std::size_t scanned_ = 0;         ///< How far scan() went into the record; to its end when it is complete.
  std::uint64_t reread_bytes_ = 0;  ///< Scanned for records of which only the first line was refused.
  std::uint64_t seen_bytes_ = 0;
  std::uint64_t quote_line_ = 0;  ///< The line, counted from the record's, of a quote that is no proper end.
  std::vector<Field> fields_;
  std::vector<std::string_view> views_;
  std::string unquoted_;
  std::string long_line_start_;
  CsvRecord record_;
  RecordFault fault_;
};

}  // namespace khoj::io
