// What the readers of record files (CSV, JSONL) have in common: an outcome per step, and faults that belong
// to one record and do not stop the reading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace khoj::io {

inline constexpr std::size_t kDefaultMaxRecordBytes = 16UL * 1024 * 1024;

enum class ReadOutcome { record, fault, end };

/// One record that could not be read. Reading goes on behind it.
struct RecordFault {
  std::uint64_t line = 0;  ///< Where the record begins; 1-based.
  std::string reason;      ///< What was found and what was expected.
  std::string_view raw;    ///< The record's bytes, or their beginning. Valid until the next step.
};

}  // namespace khoj::io
