#include "io/jsonl_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace khoj::io {
namespace {

std::vector<std::string> read_all(std::string_view text, std::size_t limit, std::size_t max_read) {
  MemorySource source(text, max_read);
  JsonlReader reader(source, limit);
  std::vector<std::string> out;
  for (;;) {
    const auto outcome = reader.next();
    EXPECT_TRUE(outcome.has_value());
    if (*outcome == ReadOutcome::end) return out;
    if (*outcome == ReadOutcome::record) {
      out.push_back(std::to_string(reader.record().line) + ":" + std::string(reader.record().text));
    } else {
      out.push_back(std::to_string(reader.fault().line) + "!" + reader.fault().reason);
    }
  }
}

TEST(JsonlReader, ReadsLinesWhereverTheReadsAreCut) {
  for (const std::size_t max_read : {1, 2, 3, 100}) {
    EXPECT_EQ(read_all("{}\r\n\n  [1] \n\n\"x\"", 100, max_read),
              (std::vector<std::string>{"1:{}", "3:[1]", "5:\"x\""}));
  }
  EXPECT_TRUE(read_all("", 100, 1).empty());
  EXPECT_TRUE(read_all("\n\r\n \n", 100, 1).empty());
}

TEST(JsonlReader, LongLinesAreFaults) {
  const std::string text = "a\n" + std::string(5000, 'x') + "\nb\n" + std::string(400, 'y');
  EXPECT_EQ(read_all(text, 300, 7),
            (std::vector<std::string>{"1:a", "2!the line has 5000 bytes; at most 300 are allowed", "3:b",
                                      "4!the line has 400 bytes; at most 300 are allowed"}));
}

}  // namespace
}  // namespace khoj::io
