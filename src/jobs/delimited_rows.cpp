#include "jobs/delimited_rows.hpp"

#include <algorithm>
#include <vector>

#include "io/csv_reader.hpp"
#include "io/encoding.hpp"
#include "jobs/product_mapper.hpp"
#include "jobs/value_text.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;

constexpr std::size_t kNoColumn = SIZE_MAX;
constexpr std::size_t kMaxColumns = 10'000;

class DelimitedRows final : public CatalogRows {
 public:
  DelimitedRows(const CatalogMapping& mapping, io::ByteSource& text, std::size_t max_record_bytes)
      : mapping_(mapping),
        reader_(text, {.separator = mapping.separator,
                       .quoting = mapping.quoting,
                       .max_record_bytes = max_record_bytes}),
        cells_(mapping.sources.size()) {}

  base::Status read_header() {
    KHOJ_ASSIGN(const io::ReadOutcome outcome, reader_.next());
    if (outcome == io::ReadOutcome::end)
      return base::fail(ErrorCode::invalid_argument, "the file is empty; expected a header line");
    if (outcome == io::ReadOutcome::fault) {
      return base::fail(ErrorCode::invalid_argument, "the header cannot be read: {}", reader_.fault().reason);
    }
    const auto names = reader_.record().fields;
    if (names.size() > kMaxColumns || !io::is_valid_utf8_fast(reader_.record().raw)) {
      return base::fail(ErrorCode::invalid_argument, "the first line is no header of column names");
    }
    std::string all;
    for (const auto name : names)
      fmt::format_to(std::back_inserter(all), "{}{}", all.empty() ? "" : ", ", trim(name));
    if (all.size() > 1000) all.resize(1000);
    for (const auto& source : mapping_.sources) {
      const auto found = std::find_if(names.begin(), names.end(),
                                      [&](std::string_view name) { return trim(name) == source; });
      if (found == names.end() && !mapping_.ignore_missing_columns) return missing(source, all);
      columns_.push_back(found == names.end() ? kNoColumn : static_cast<std::size_t>(found - names.begin()));
    }
    for (const auto& rule : mapping_.fields) {
      const auto is_absent = [&](std::size_t source) { return columns_[source] == kNoColumn; };
      if (rule.required && !rule.sources.empty() &&
          std::all_of(rule.sources.begin(), rule.sources.end(), is_absent)) {
        return missing(mapping_.sources[rule.sources.front()], all);
      }
    }
    reader_.expect_columns(names.size());
    return {};
  }

  base::Result<RowOutcome> next() override {
    KHOJ_ASSIGN(const io::ReadOutcome outcome, reader_.next());
    if (outcome == io::ReadOutcome::end) return RowOutcome::end;
    if (outcome == io::ReadOutcome::fault) {
      const auto& fault = reader_.fault();
      return reject(fault.line, fault.raw, "", fault.reason);
    }
    const auto& record = reader_.record();
    if (!io::is_valid_utf8_fast(record.raw)) return reject_encoding(record);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells_[i].text = columns_[i] == kNoColumn ? std::string_view() : record.fields[columns_[i]];
    }
    return accept(record.line, record.raw, map_product(mapping_, cells_));
  }

 private:
  [[nodiscard]] base::Status missing(std::string_view column, std::string_view all) const {
    return base::fail(ErrorCode::invalid_argument,
                      "the mapping '{}' needs a column '{}', but the header has: {}", mapping_.name, column,
                      all);
  }

  RowOutcome reject_encoding(const io::CsvRecord& record) {
    std::string column;
    for (std::size_t i = 0; i < columns_.size() && column.empty(); ++i) {
      if (columns_[i] != kNoColumn && !io::is_valid_utf8_fast(record.fields[columns_[i]]))
        column = mapping_.sources[i];
    }
    return reject(record.line, record.raw, column, "is not valid in the file's encoding");
  }

  const CatalogMapping& mapping_;
  io::CsvReader reader_;
  std::vector<std::size_t> columns_;  ///< Of each of the mapping's sources.
  std::vector<SourceValue> cells_;
};

}  // namespace

base::Result<std::unique_ptr<CatalogRows>> open_delimited_rows(const CatalogMapping& mapping,
                                                               io::ByteSource& text,
                                                               std::size_t max_record_bytes) {
  auto rows = std::make_unique<DelimitedRows>(mapping, text, max_record_bytes);
  KHOJ_TRY(rows->read_header());
  return rows;
}

}  // namespace khoj::jobs
