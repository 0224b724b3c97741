// khoj import events: a file of events into the log.
#include "jobs/event_import.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "support/memory_event_store.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait.hpp"

namespace khoj::jobs {
namespace {

class EventImportTest : public ::testing::Test {
 protected:
  EventImportProgress import(std::string_view text) {
    std::ofstream(folder_.file("events.ndjson"), std::ios::binary) << text;
    return khoj::testing::value_of(
        import_events({{}, folder_.file("events.ndjson"), folder_.file("rejects.jsonl")}, store_));
  }
  khoj::testing::TemporaryFolder folder_;
  khoj::testing::MemoryEventStore store_;
};

TEST_F(EventImportTest, AFileReadTwiceCountsOnce) {
  std::string text;
  for (int i = 0; i < 12'000; ++i)
    text += fmt::format("{{\"event_id\":\"e{}\",\"type\":\"view\",\"product_id\":\"p\",\"at_ms\":{}}}\n", i,
                        i + 1);
  const auto first = import(text);
  EXPECT_EQ(first.lines, 12'000U);
  EXPECT_EQ(first.recorded, 12'000U);
  EXPECT_EQ(first.known, 0U);
  const auto again = import(text);
  EXPECT_EQ(again.recorded, 0U);
  EXPECT_EQ(again.known, 12'000U);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("rejects.jsonl")));
}

TEST_F(EventImportTest, WhatIsNoEventIsWrittenAside) {
  const auto done = import(
      "{\"type\":\"search\",\"query\":\"saree\",\"user_id\":\"u\",\"at_ms\":5}\n\noops\n{\"type\":\"click\"}"
      "\n");
  EXPECT_EQ(done.lines, 3U);
  EXPECT_EQ(done.recorded, 1U);
  EXPECT_EQ(done.rejected, 2U);
  std::ifstream rejects(folder_.file("rejects.jsonl"));
  const std::string text((std::istreambuf_iterator<char>(rejects)), std::istreambuf_iterator<char>());
  EXPECT_NE(text.find("\"line\":4"), std::string::npos) << text;
}

TEST_F(EventImportTest, AFullStoreStopsIt) {
  store_.fail_appends([] { return base::make_error(base::ErrorCode::unavailable, "no space left"); });
  std::ofstream(folder_.file("events.ndjson")) << R"({"type":"click","product_id":"p","at_ms":5})";
  const auto done = import_events({{}, folder_.file("events.ndjson"), folder_.file("rejects.jsonl")}, store_);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, base::ErrorCode::unavailable);
}

}  // namespace
}  // namespace khoj::jobs
