#include "api/http/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace khoj::api {
namespace {

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Gzip, ReadsBackTheSame) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "product " + std::to_string(i * 7919) + ", ";
  const auto compressed = gzip_compress(text);
  ASSERT_TRUE(compressed);
  EXPECT_LT(compressed->size(), text.size() / 2);
  EXPECT_EQ(gunzip(*compressed), text);
  EXPECT_EQ(gunzip(gzip_compress("").value()), "");
  EXPECT_EQ(gzip_compress(text), compressed) << "The compressor is used again from a clean state.";
}

TEST(Gzip, IsNegotiated) {
  for (const std::string_view yes :
       {"gzip", "deflate, gzip;q=0.5", "*", "GZIP", "br;q=1, *;q=0.1", " gzip "}) {
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "deflate", "gzip;q=0", "gzip; q=0.000", "gzip;q=0, *", "*;q=0", "gzipped", ",,"}) {
    EXPECT_FALSE(accepts_gzip(no)) << no;
  }
}

TEST(Accept, OnlyWhatIsNamedCounts) {
  EXPECT_TRUE(names_media("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"));
  EXPECT_FALSE(names_media("*/*", "text/html"));
  EXPECT_FALSE(names_media("text/html;q=0", "text/html"));
  EXPECT_FALSE(names_media("", "text/html"));
}

}  // namespace
}  // namespace khoj::api
