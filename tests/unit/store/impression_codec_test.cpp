// Impressions to bytes and back (docs/formats/impression.md).
#include "store/impression_codec.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::store {
namespace {

using domain::Impression;
using domain::ItemId;

Impression search_impression() {
  Impression shown;
  shown.surface = "search";
  shown.policy = "search";
  shown.query = "saree";
  shown.offset = 48;
  shown.total = 300;
  shown.items = {ItemId(5), ItemId(200)};
  return shown;
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

TEST(ImpressionCodec, X_11_BytesAreAsTheFormatSays) {
  auto shown = search_impression();
  EXPECT_EQ(hex(pack_impression(shown)), "010030ac0206736561726368067365617263680573617265650205c801");
  shown.sample_rate = 0.25;
  shown.folded = true;
  shown.query = "";
  shown.items = {ItemId(5)};
  shown.propensities = {0.5F};
  EXPECT_EQ(hex(pack_impression(shown)),
            "0107000000000000d03f30ac0206736561726368067365617263680001050000003f");
}

TEST(ImpressionCodec, X_11_TextsAreVersionTwo) {
  Impression shown;
  shown.surface = shown.policy = "autosuggest";
  shown.query = "sa";
  shown.total = 1;
  shown.texts = {"saree"};
  const auto packed = pack_impression(shown);
  EXPECT_EQ(hex(packed),
            "020800010b6175746f737567676573740b6175746f7375676765737402736100010573617265"
            "65");
  EXPECT_EQ(unpack_impression(packed).value(), shown);
  auto older = packed;
  older[0] = 1;
  EXPECT_EQ(unpack_impression(older).error().code, base::ErrorCode::corruption) << "version 1 has none";
}

TEST(ImpressionCodec, X_11_WhatIsPackedComesBack) {
  base::Rng rng(7);
  for (int round = 0; round < 500; ++round) {
    Impression shown = search_impression();
    shown.query = std::string(rng.below(200), 'q');
    shown.offset = static_cast<std::uint32_t>(rng());
    shown.total = rng() >> rng.below(64);
    shown.folded = rng.chance(0.5);
    shown.sample_rate = rng.chance(0.5) ? 1.0 : 1.0 - rng.uniform();
    shown.items.clear();
    for (auto left = rng.below(40); left > 0; --left)
      shown.items.emplace_back(static_cast<std::uint32_t>(rng() >> rng.below(64)));
    for (auto left = rng.chance(0.5) ? rng.below(12) : 0; left > 0; --left)
      shown.texts.emplace_back(rng.below(300), 't');
    if (rng.chance(0.5)) {
      for (std::size_t i = 0; i < shown.items.size() + shown.texts.size(); ++i)
        shown.propensities.push_back(1.0F - static_cast<float>(rng.below(1'000)) / 1'000.0F);
    }
    const auto back = unpack_impression(pack_impression(shown));
    ASSERT_TRUE(back.has_value()) << back.error().describe();
    EXPECT_EQ(*back, shown);
  }
}

TEST(ImpressionCodec, EveryCutAndEveryAdditionIsNoticed) {
  auto shown = search_impression();
  shown.sample_rate = 0.5;
  shown.propensities = {0.5F, 0.25F};
  const auto packed = pack_impression(shown);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const auto read = unpack_impression(std::string_view(packed).substr(0, size));
    ASSERT_FALSE(read.has_value()) << size;
    EXPECT_EQ(read.error().code, base::ErrorCode::corruption);
  }
  EXPECT_FALSE(unpack_impression(packed + '\0').has_value());
}

TEST(ImpressionCodec, RefusesWhatItDoesNotKnow) {
  auto packed = pack_impression(search_impression());
  packed[0] = 3;
  EXPECT_EQ(unpack_impression(packed).error().code, base::ErrorCode::unsupported);
  packed[0] = 1;
  packed[1] = 8;
  EXPECT_EQ(unpack_impression(packed).error().code, base::ErrorCode::corruption);
}

TEST(ImpressionCodec, NumbersOutOfRangeAreNoPromiseOfMemory) {
  // A count of items of 2^40, and nothing behind it.
  std::string packed("\x01\x00\x00\x00\x01s\x01p\x00", 9);
  packed += std::string("\x80\x80\x80\x80\x80\x80\x01", 7);
  EXPECT_EQ(unpack_impression(packed).error().code, base::ErrorCode::corruption);
}

}  // namespace
}  // namespace khoj::store
