#include "io/csv_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::io {
namespace {

using Row = std::vector<std::string>;

struct ReadAll {
  std::vector<Row> rows;
  std::vector<std::uint64_t> lines;
  std::vector<std::string> faults;  ///< "line: reason"
  std::vector<std::string> raw_faults;
};

ReadAll read_all(std::string_view text, CsvOptions options = {}, std::size_t columns = 0,
                 std::size_t max_read = SIZE_MAX) {
  MemorySource source(text, max_read);
  CsvReader reader(source, options);
  reader.expect_columns(columns);
  ReadAll out;
  for (;;) {
    const auto outcome = reader.next();
    EXPECT_TRUE(outcome.has_value());
    if (*outcome == ReadOutcome::end) return out;
    if (*outcome == ReadOutcome::fault) {
      out.faults.push_back(std::to_string(reader.fault().line) + ": " + reader.fault().reason);
      out.raw_faults.emplace_back(reader.fault().raw);
    } else {
      out.rows.emplace_back(reader.record().fields.begin(), reader.record().fields.end());
      out.lines.push_back(reader.record().line);
    }
  }
}

TEST(CsvReader, ReadsPlainRowsWithEitherLineEnd) {
  const auto out = read_all("a,b\n1,2\r\n\r\n\n,x\nlast,");
  EXPECT_EQ(out.rows, (std::vector<Row>{{"a", "b"}, {"1", "2"}, {"", "x"}, {"last", ""}}));
  EXPECT_EQ(out.lines, (std::vector<std::uint64_t>{1, 2, 5, 6}));
  EXPECT_TRUE(out.faults.empty());
}

TEST(CsvReader, QuotedFieldsHoldSeparatorsLineEndsAndQuotes) {
  const auto out = read_all("\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",\"\"\nend,\"\"\"\"\n");
  EXPECT_EQ(out.rows, (std::vector<Row>{{"a,b", "say \"hi\""}, {"two\r\nlines", ""}, {"end", "\""}}));
  EXPECT_EQ(out.lines, (std::vector<std::uint64_t>{1, 2, 4}));
}

TEST(CsvReader, StrayQuotesAreCharacters) {
  const auto out = read_all("5\" pipe,a\"b\n\"Big\" one,2\n\"Big\" one\r\n");
  EXPECT_EQ(out.rows, (std::vector<Row>{{"5\" pipe", "a\"b"}, {"\"Big\" one", "2"}, {"\"Big\" one"}}));
  EXPECT_TRUE(out.faults.empty());
}

TEST(CsvReader, TabsSeparateAndQuotingCanBeOff) {
  const auto out = read_all("a\t\"b\n\"c\"\td\n", {.separator = '\t', .quoting = false});
  EXPECT_EQ(out.rows, (std::vector<Row>{{"a", "\"b"}, {"\"c\"", "d"}}));
}

TEST(CsvReader, WrongColumnCountIsAFaultOfThatRecordOnly) {
  const auto out = read_all("a,b\n1\n2,3\n4,5,6\n7,8\n", {}, 2);
  EXPECT_EQ(out.rows, (std::vector<Row>{{"a", "b"}, {"2", "3"}, {"7", "8"}}));
  EXPECT_EQ(out.faults,
            (std::vector<std::string>{"2: has 1 columns; expected 2", "4: has 3 columns; expected 2"}));
  EXPECT_EQ(out.raw_faults, (std::vector<std::string>{"1", "4,5,6"}));
}

TEST(CsvReader, AForgottenQuoteCostsOneRow) {
  const auto closed_wrongly = read_all("a,b\n1,\"x\n2,y\n3,\"z\"\n4,w\n", {}, 2);
  EXPECT_EQ(closed_wrongly.rows, (std::vector<Row>{{"a", "b"}, {"2", "y"}, {"3", "z"}, {"4", "w"}}));
  ASSERT_EQ(closed_wrongly.faults.size(), 1U);
  EXPECT_EQ(closed_wrongly.raw_faults[0], "1,\"x");
  EXPECT_NE(closed_wrongly.faults[0].find("2: a quote opened in column 2 is closed in the middle of line 4"),
            std::string::npos)
      << closed_wrongly.faults[0];

  const auto never_closed = read_all("a,b\n1,\"x\n2,y\n3,z", {}, 2);
  EXPECT_EQ(never_closed.rows, (std::vector<Row>{{"a", "b"}, {"2", "y"}, {"3", "z"}}));
  EXPECT_EQ(never_closed.faults, (std::vector<std::string>{"2: a quote opened in column 2 is never closed"}));
}

TEST(CsvReader, LinesAboveTheLimitAreRefusedAndReadingGoesOn) {
  const std::string text =
      "a,b\n" + std::string(5000, 'x') + ",1\nc,d\n" + "e,\"" + std::string(5000, 'y') + "\"\nf,g\n";
  const auto out = read_all(text, {.max_record_bytes = 1000}, 2);
  EXPECT_EQ(out.rows, (std::vector<Row>{{"a", "b"}, {"c", "d"}, {"f", "g"}}));
  EXPECT_EQ(out.faults, (std::vector<std::string>{"2: the line has 5002 bytes; at most 1000 are allowed",
                                                  "4: the line has 5004 bytes; at most 1000 are allowed"}));
  EXPECT_EQ(out.lines.back(), 5U);
}

/// Bytes without end of a long line, made while they are read.
class EndlessLine final : public ByteSource {
 public:
  explicit EndlessLine(std::uint64_t bytes) : left_(bytes) {}
  base::Result<std::size_t> read(std::span<char> out) override {
    if (left_ == 0) {
      if (tail_.empty()) return std::size_t{0};
      const std::size_t count = std::min(out.size(), tail_.size());
      std::copy_n(tail_.begin(), count, out.begin());
      tail_.remove_prefix(count);
      return count;
    }
    const std::size_t count = std::min<std::uint64_t>(out.size(), left_);
    std::fill_n(out.begin(), count, 'x');
    left_ -= count;
    return count;
  }

 private:
  std::uint64_t left_;
  std::string_view tail_ = "\nok,1\n";
};

TEST(CsvReader, A100MegabyteLineIsRefused) {
  EndlessLine source(100'000'000);
  CsvReader reader(source, {});
  EXPECT_EQ(reader.next().value(), ReadOutcome::fault);
  EXPECT_EQ(reader.fault().line, 1U);
  EXPECT_LE(reader.fault().raw.size(), 4096U);
  EXPECT_EQ(reader.next().value(), ReadOutcome::record);
  EXPECT_EQ(reader.record().line, 2U);
  EXPECT_EQ(reader.record().fields[0], "ok");
  EXPECT_EQ(reader.next().value(), ReadOutcome::end);
}

TEST(CsvReader, AFileOfUnclosedQuotesIsReadInReasonableTime) {
  // Every line opens a quote that the following ones keep open, to the limit.
  std::string text;
  while (text.size() < 8'000'000) text += "a\",\",c\n";
  const auto out = read_all(text, {.max_record_bytes = 1'000'000}, 2);
  EXPECT_GT(out.faults.size(), 0U);
}

std::string in_quotes(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// Property: whatever is written by the rules is read back, wherever the reads are cut.
TEST(CsvReader, ReadsBackWhatWasWritten) {
  base::Rng rng(7);
  constexpr std::string_view kAlphabet = "ab,\"\r\n \xE0\xA4\x96;";
  for (int round = 0; round < 300; ++round) {
    const std::size_t columns = 1 + rng() % 5;
    std::vector<Row> rows(1 + rng() % 20, Row(columns));
    std::string text;
    for (auto& row : rows) {
      for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t size = rng() % 40;
        for (std::size_t i = 0; i < size; ++i) row[column] += kAlphabet[rng() % kAlphabet.size()];
        if (column > 0) text += ',';
        text += in_quotes(row[column]);
      }
      text += rng() % 2 == 0 ? "\n" : "\r\n";
    }
    const auto out = read_all(text, {}, columns, 1 + rng() % 50);
    EXPECT_EQ(out.rows, rows);
    EXPECT_TRUE(out.faults.empty());
  }
}

}  // namespace
}  // namespace khoj::io
