// Word vectors: what they put near, that they come out the same, and that damaged bytes are refused.
#include "mine/word_vectors.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "mine/word_pieces.hpp"
#include "mine/word_vector_training.hpp"

namespace khoj::mine {
namespace {

using Words = std::vector<std::string_view>;

/// Titles of three kinds of goods. "sneaker" and "trainer" never stand together but beside the same words.
WordDocuments small_shop() {
  const std::vector<Words> kinds = {{"running", "sole", "lace", "sport", "mesh", "cushion"},
                                    {"kettle", "steel", "boil", "litre", "kitchen", "handle"},
                                    {"saree", "silk", "banarasi", "zari", "blouse", "wedding"}};
  const std::vector<Words> names = {{"sneaker", "trainer"}, {"kettle", "boiler"}, {"saree", "drape"}};
  WordDocuments documents;
  base::Rng rng(5);
  for (int i = 0; i < 600; ++i) {
    const std::size_t kind = rng.below(3);
    Words words{names[kind][rng.below(2)], "the"};
    for (int j = 0; j < 3; ++j) words.push_back(kinds[kind][rng.below(6)]);
    documents.add(words);
  }
  return documents;
}

WordVectorOptions small_options() {
  WordVectorOptions options;
  options.dim = 8;
  options.buckets = 512;
  options.sif = 0.01;
  return options;
}

float cosine(const WordVectors& vectors, const Words& a, const Words& b) {
  std::vector<float> left(vectors.dim());
  std::vector<float> right(vectors.dim());
  EXPECT_TRUE(vectors.embed(a, left));
  EXPECT_TRUE(vectors.embed(b, right));
  return std::inner_product(left.begin(), left.end(), right.begin(), 0.0F);
}

WordVectors train(const WordDocuments& documents, const WordVectorOptions& options) {
  auto vectors = train_word_vectors(documents, options);
  EXPECT_TRUE(vectors) << vectors.error().describe();
  return *std::move(vectors);
}

TEST(T2_14_WordVectors, WordsThatShareContextsAreNear) {
  const auto vectors = train(small_shop(), small_options());
  EXPECT_GT(cosine(vectors, {"sneaker"}, {"trainer"}), 0.8F);
  EXPECT_GT(cosine(vectors, {"kettle"}, {"boiler"}), 0.8F);
  EXPECT_LT(cosine(vectors, {"sneaker"}, {"boiler"}), 0.2F);
  EXPECT_GT(cosine(vectors, {"trainer"}, {"sport", "mesh", "the"}), 0.7F);
  EXPECT_LT(cosine(vectors, {"trainer"}, {"silk", "zari", "the"}), 0.2F);
}

TEST(T2_14_WordVectors, UnknownWordsAreNearWhatTheyAreSpeltLike) {
  const auto vectors = train(small_shop(), small_options());
  ASSERT_FALSE(vectors.find("snekaer"));
  EXPECT_GT(cosine(vectors, {"sneakers"}, {"sneaker"}), 0.8F);
  EXPECT_GT(cosine(vectors, {"snekaer"}, {"sneaker"}), cosine(vectors, {"snekaer"}, {"banarasi"}) + 0.3F);
  EXPECT_GT(cosine(vectors, {"banaresi"}, {"banarasi"}), 0.6F);
}

TEST(T2_14_WordVectors, AreTheSameForASeedAndAnyNumberOfThreads) {
  const auto documents = small_shop();
  auto options = small_options();
  const auto bytes = train(documents, options).to_bytes();
  options.threads = 3;
  EXPECT_EQ(train(documents, options).to_bytes(), bytes);
  options.seed = 2;
  EXPECT_NE(train(documents, options).to_bytes(), bytes);
}

TEST(T2_14_WordVectors, VectorsHaveUnitLengthAndSkipWhatNobodyKnows) {
  auto options = small_options();
  options.buckets = 0;
  const auto vectors = train(small_shop(), options);
  std::vector<float> out(vectors.dim());
  EXPECT_TRUE(vectors.embed(Words{"saree", "unheard"}, out));
  EXPECT_NEAR(std::inner_product(out.begin(), out.end(), out.begin(), 0.0F), 1, 1e-5F);
  EXPECT_FALSE(vectors.embed(Words{"unheard", ""}, out));
  EXPECT_EQ(out, std::vector<float>(vectors.dim(), 0.0F));
  EXPECT_FALSE(vectors.embed(Words{}, out));
  const auto& parts = vectors.parts();
  for (std::size_t i = 0; i < parts.words.size(); ++i) {
    const auto row = std::span(parts.vectors).subspan(i * vectors.dim(), vectors.dim());
    EXPECT_NEAR(std::inner_product(row.begin(), row.end(), row.begin(), 0.0F), 1, 1e-4F) << parts.words[i];
  }
  EXPECT_LT(parts.weights[*vectors.find("the")], parts.weights[*vectors.find("zari")]);
}

TEST(T2_14_WordVectors, FewerWordsThanDimensionsAndWeightsAreFine) {
  WordDocuments documents;
  documents.add(Words{"tea", "green", "tea", ""}, 2.5F);
  documents.add(Words{"tea", "green"});
  documents.add(Words{"alone"});
  auto options = small_options();
  const auto vectors = train(documents, options);
  EXPECT_EQ(vectors.word_count(), 2U);
  options.dim = 200;
  EXPECT_EQ(train(documents, options).dim(), 200U);
  for (const float x : vectors.parts().vectors) EXPECT_TRUE(std::isfinite(x));
}

TEST(T2_14_WordVectors, TrainingRefusesWhatMakesNoSense) {
  const auto documents = small_shop();
  const auto refused = [&](auto change) {
    auto options = small_options();
    change(options);
    const auto result = train_word_vectors(documents, options);
    return !result && result.error().code == base::ErrorCode::invalid_argument;
  };
  EXPECT_TRUE(refused([](auto& o) { o.dim = 0; }));
  EXPECT_TRUE(refused([](auto& o) { o.dim = 2'000; }));
  EXPECT_TRUE(refused([](auto& o) { o.weighting = -1; }));
  EXPECT_TRUE(refused([](auto& o) { o.sif = 0; }));
  EXPECT_TRUE(refused([](auto& o) { o.cooccurrence.shift = 0.5; }));
  EXPECT_TRUE(refused([](auto& o) { o.cooccurrence.smoothing = std::nan(""); }));
  const auto too_few = train_word_vectors(WordDocuments(), small_options());
  ASSERT_FALSE(too_few);
  EXPECT_EQ(too_few.error().code, base::ErrorCode::failed_precondition);
}

std::span<const std::byte> as_bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(T2_14_WordVectors, BytesReadBackAsTheSame) {
  const auto vectors = train(small_shop(), small_options());
  const auto bytes = vectors.to_bytes();
  const auto again = WordVectors::from_bytes(as_bytes(bytes));
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(again->to_bytes(), bytes);
  EXPECT_EQ(again->parts().words, vectors.parts().words);
  std::vector<float> a(vectors.dim());
  std::vector<float> b(vectors.dim());
  vectors.embed(Words{"sneaker", "unheard"}, a);
  again->embed(Words{"sneaker", "unheard"}, b);
  EXPECT_EQ(a, b);
}

TEST(T2_14_WordVectors, DamagedBytesAreRefused) {
  const auto bytes = train(small_shop(), small_options()).to_bytes();
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 16) {
    const auto cut = WordVectors::from_bytes(as_bytes(bytes.substr(0, size)));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::ErrorCode::corruption) << size;
  }
  base::Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    auto damaged = bytes;
    damaged[rng.below(damaged.size())] ^= static_cast<char>(1 + rng.below(255));
    EXPECT_FALSE(WordVectors::from_bytes(as_bytes(damaged)));
  }
  // What a wrong number says is checked though the checksum fits.
  const auto sealed = [](std::string body) {
    const std::uint64_t checksum = base::hash64(body);
    body.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    return body;
  };
  auto later = bytes.substr(0, bytes.size() - 8);
  later[8] = 2;
  EXPECT_EQ(WordVectors::from_bytes(as_bytes(sealed(later))).error().code, base::ErrorCode::unsupported);
  for (std::size_t at = 12; at < 60; ++at) {
    for (const char value : {'\0', '\x7F', '\xFF'}) {
      auto body = bytes.substr(0, bytes.size() - 8);
      if (body[at] == value) continue;
      body[at] = value;
      const auto read = WordVectors::from_bytes(as_bytes(sealed(body)));
      EXPECT_TRUE(read || read.error().code == base::ErrorCode::corruption);
    }
  }
  auto not_finite = bytes.substr(0, bytes.size() - 8);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  not_finite.replace(not_finite.size() - 4, 4, reinterpret_cast<const char*>(&nan), 4);
  EXPECT_EQ(WordVectors::from_bytes(as_bytes(sealed(not_finite))).error().code, base::ErrorCode::corruption);
}

TEST(T2_14_WordVectors, PartsMustAgree) {
  const auto good = train(small_shop(), small_options()).parts();
  const auto refused = [&](auto change) {
    auto parts = good;
    change(parts);
    return !WordVectors::create(std::move(parts));
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_TRUE(refused([](auto& p) { p.words[1] = p.words[0]; }));
  EXPECT_TRUE(refused([](auto& p) { p.words[1].clear(); }));
  EXPECT_TRUE(refused([](auto& p) { p.words.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.vectors.pop_back(); }));
  EXPECT_TRUE(refused([](auto& p) { p.pieces.push_back(0); }));
  EXPECT_TRUE(refused([](auto& p) { p.common.clear(); }));
  EXPECT_TRUE(refused([](auto& p) { p.dim = 0; }));
  EXPECT_TRUE(refused([](auto& p) { p.weights[0] = std::numeric_limits<float>::infinity(); }));
}

TEST(T2_14_WordPieces, AreAllOfThreeToFiveCharacters) {
  std::vector<std::uint32_t> buckets;
  piece_buckets("cap", 1'000'000, buckets);
  EXPECT_EQ(buckets.size(), 6U);  // <ca cap ap> <cap cap> <cap>
  piece_buckets("लाल", 1'000'000, buckets);
  EXPECT_EQ(buckets.size(), 6U);  // By characters, not bytes.
  piece_buckets("", 100, buckets);
  EXPECT_TRUE(buckets.empty());
  piece_buckets("word", 0, buckets);
  EXPECT_TRUE(buckets.empty());
  piece_buckets("\x80\x80\xFF\xFE!", 7, buckets);
  for (const std::uint32_t bucket : buckets) EXPECT_LT(bucket, 7U);
}

}  // namespace
}  // namespace khoj::mine
