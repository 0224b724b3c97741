#include "io/base64url.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::io {
namespace {

TEST(Base64Url, KnowsTheVectorsOfTheRfc) {
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(to_base64url("fo"), "Zm8");
  EXPECT_EQ(to_base64url("foo"), "Zm9v");
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64Url, ReadsBackWhatItWrote) {
  base::Rng rng(3);
  for (int round = 0; round < 1'000; ++round) {
    std::string bytes;
    for (std::uint64_t n = rng.below(40); n > 0; --n) bytes += static_cast<char>(rng.below(256));
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(Base64Url, RefusesWhatItNeverWrites) {
  for (const char* const text : {"A", "Zg=", "Z+8", "Zh", "Zm9", "Zg Z"})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
}

}  // namespace
}  // namespace khoj::io
