#include "io/encoding.hpp"

#include <filesystem>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/utf8.hpp"
#include "io/text_file.hpp"

namespace khoj::io {
namespace {

std::string decode(std::string_view bytes, Encoding encoding, std::size_t max_read = 3,
                   std::size_t out_size = 5) {
  MemorySource source(bytes, max_read);
  const auto decoding = std::make_unique<DecodingSource>(source, encoding);
  std::string text;
  std::string out(out_size, '\0');
  for (;;) {
    const auto count = decoding->read(out);
    EXPECT_TRUE(count.has_value());
    if (*count == 0) return text;
    text.append(out, 0, *count);
  }
}

Encoding guess(std::string_view bytes, std::size_t piece = 1) {
  EncodingGuess guess;
  for (std::size_t i = 0; i < bytes.size(); i += piece) guess.add(bytes.substr(i, piece));
  return guess.finish();
}

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes) {
    static int counter = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("khoj_encoding_test_" + std::to_string(::getpid()) + "_" + std::to_string(counter++));
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& path, std::optional<Encoding> encoding = std::nullopt) {
  auto file = TextFile::open(path, encoding);
  EXPECT_TRUE(file.has_value());
  std::string text(1 << 20, '\0');
  text.resize(read_fully(**file, text).value());
  return text;
}

TEST(Encoding, DecodesWindows1252) {
  EXPECT_EQ(decode("caf\xE9 \x80 5\xA0kg \x93q\x94", Encoding::windows1252), "café € 5\u00A0kg “q”");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_TRUE(base::is_valid_utf8(decode(all, Encoding::windows1252)));
}

TEST(Encoding, DecodesUtf16) {
  EXPECT_EQ(decode(std::string_view("K\0h\0\x16\x09\x3D\xD8\x00\xDE", 10), Encoding::utf16le), "Khख😀");
  EXPECT_EQ(decode(std::string_view("\0K\x09\x16\xD8\x3D\xDE\x00", 8), Encoding::utf16be), "Kख😀");
}

TEST(Encoding, IllFormedUtf16GivesInvalidUtf8SoThatReadersSeeIt) {
  EXPECT_FALSE(base::is_valid_utf8(decode(std::string_view("K\0\x3D\xD8x\0", 6), Encoding::utf16le)));
  EXPECT_FALSE(base::is_valid_utf8(decode(std::string_view("K\0x", 3), Encoding::utf16le)));
}

TEST(Encoding, GuessesByCounting) {
  EXPECT_EQ(guess("plain"), Encoding::utf8);
  EXPECT_EQ(guess("कुर्ता ₹999", 2), Encoding::utf8);
  EXPECT_EQ(guess("5\xA0kg"), Encoding::windows1252);
  EXPECT_EQ(guess("कुर्ता \xA0 ₹999", 5), Encoding::utf8) << "one damaged place in UTF-8 text";
  EXPECT_EQ(guess("ends in \xE0\xA4"), Encoding::windows1252);
}

TEST(Encoding, NamesAreReadAndRefused) {
  EXPECT_EQ(parse_encoding("CP1252").value(), Encoding::windows1252);
  EXPECT_EQ(parse_encoding("utf8").value(), Encoding::utf8);
  EXPECT_EQ(parse_encoding("ebcdic").error().code, base::ErrorCode::invalid_argument);
}

TEST(TextFile, ObeysAndRemovesByteOrderMarks) {
  EXPECT_EQ(read_text(TemporaryFile("\xEF\xBB\xBF"
                                    "a,b")
                          .path()),
            "a,b");
  EXPECT_EQ(read_text(TemporaryFile(std::string_view("\xFF\xFE"
                                                     "a\0\x16\x09",
                                                     6))
                          .path()),
            "aख");
  EXPECT_EQ(read_text(TemporaryFile(std::string_view("\xFE\xFF\0a\x09\x16", 6)).path()), "aख");
}

TEST(TextFile, DetectsOrTakesTheNamedEncoding) {
  EXPECT_EQ(read_text(TemporaryFile("5\xA0kg").path()), "5\u00A0kg");
  EXPECT_EQ(read_text(TemporaryFile("caf\xC3\xA9").path()), "café");
  EXPECT_EQ(read_text(TemporaryFile("caf\xC3\xA9").path(), Encoding::windows1252), "cafÃ©");
  EXPECT_EQ(read_text(TemporaryFile("").path()), "");
}

TEST(TextFile, UnpacksGzipAndRefusesDamage) {
  const TemporaryFile packed("");
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",x\n";
  gzFile file = ::gzopen(packed.path().c_str(), "wb");
  ::gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  ::gzclose(file);
  EXPECT_EQ(read_text(packed.path()), text);

  std::filesystem::resize_file(packed.path(), std::filesystem::file_size(packed.path()) / 2);
  const auto damaged = TextFile::open(packed.path());
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(damaged.error().code, base::ErrorCode::corruption);
}

TEST(TextFile, SaysWhatCannotBeOpened) {
  EXPECT_EQ(TextFile::open("/nonexistent/file").error().code, base::ErrorCode::not_found);
  EXPECT_EQ(TextFile::open("/tmp").error().code, base::ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace khoj::io
