#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "io/atomic_file.hpp"
#include "io/file_lock.hpp"
#include "io/mapped_file.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("khoj_files_test_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string read(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(Files, AtomicWriteReplacesTheWholeFile) {
  const auto path = folder_ / "a";
  ASSERT_TRUE(write_file_atomically(path, "first, and longer"));
  const std::string one = "one";
  const std::string two = "two";
  const std::span<const std::byte> parts[] = {
      std::as_bytes(std::span(one)), {}, std::as_bytes(std::span(two))};
  ASSERT_TRUE(write_file_atomically(path, parts));
  EXPECT_EQ(read(path), "onetwo");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Files, AnAtomicWriteThatIsNotCommittedLeavesNothing) {
  const auto path = folder_ / "a";
  ASSERT_TRUE(write_file_atomically(path, "old"));
  {
    auto writer = AtomicFileWriter::create(path);
    ASSERT_TRUE(writer.has_value());
    ASSERT_TRUE(writer->write("new"));
    EXPECT_EQ(read(path), "old");
  }
  EXPECT_EQ(read(path), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Files, AtomicWriteNamesTheTargetInItsErrors) {
  const auto outcome = write_file_atomically(folder_ / "missing" / "a", "x");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, base::ErrorCode::not_found);
  EXPECT_EQ(outcome.error().context, (folder_ / "missing" / "a").string());
  fs::create_directory(folder_ / "d");
  EXPECT_FALSE(write_file_atomically(folder_ / "d", "x").has_value());
  EXPECT_EQ(files(), 1U) << "no temporary file stays behind";
}

TEST_F(Files, MapsFilesAndKeepsThemThroughAReplacement) {
  const auto path = folder_ / "a";
  ASSERT_TRUE(write_file_atomically(path, "hello"));
  auto mapped = MappedFile::open(path);
  ASSERT_TRUE(mapped.has_value());
  ASSERT_TRUE(write_file_atomically(path, "other"));
  MappedFile moved = std::move(*mapped);
  EXPECT_EQ(moved.text(), "hello");
  EXPECT_EQ(moved.bytes().size(), 5U);

  ASSERT_TRUE(write_file_atomically(path, ""));
  EXPECT_TRUE(MappedFile::open(path).value().bytes().empty());
  EXPECT_EQ(MappedFile::open(folder_ / "missing").error().code, base::ErrorCode::not_found);
  EXPECT_EQ(MappedFile::open(folder_).error().code, base::ErrorCode::invalid_argument);
}

TEST_F(Files, AMappedFileBecomesMemoryWhileOthersReadIt) {
  const auto path = folder_ / "a";
  std::string content;
  for (int i = 0; content.size() < (5U << 20U) + 123; ++i) content += std::to_string(i);
  ASSERT_TRUE(write_file_atomically(path, content));
  const auto mapped = MappedFile::open(path);
  ASSERT_TRUE(mapped);
  std::atomic<bool> wrong = false;
  {
    const std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) wrong = wrong || mapped->text() != content;
    });
    const auto* const where = mapped->bytes().data();
    ASSERT_TRUE(mapped->make_resident());
    EXPECT_EQ(mapped->bytes().data(), where);
    ASSERT_TRUE(mapped->make_resident()) << "again";
  }
  EXPECT_FALSE(wrong);
  // Written in place: what was mapped would change with it.
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << "other";
  EXPECT_EQ(mapped->text(), content);
  EXPECT_NE(read(path), content);
}

TEST_F(Files, LocksExcludeEachOtherUntilTheyEnd) {
  const auto path = folder_ / "lock";
  {
    auto held = FileLock::try_acquire(path);
    ASSERT_TRUE(held.has_value());
    const auto refused = FileLock::try_acquire(path);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, base::ErrorCode::failed_precondition);
    EXPECT_FALSE(FileLock::try_acquire(path, FileLock::Mode::shared).has_value());
  }
  const auto first = FileLock::try_acquire(path, FileLock::Mode::shared);
  const auto second = FileLock::acquire(path, FileLock::Mode::shared);
  EXPECT_TRUE(first.has_value());
  EXPECT_TRUE(second.has_value());
}

}  // namespace
}  // namespace khoj::io
