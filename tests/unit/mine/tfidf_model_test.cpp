// Row T2-01: building, vectors, bytes. What a search finds is tfidf_search_test's subject.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "plain_tfidf.hpp"
#include "support/temporary_folder.hpp"
#include "text/analyzer.hpp"

namespace khoj::mine {
namespace {

using domain::ItemId;

std::vector<std::uint8_t> copy_of(const TfidfModel& model) {
  const auto bytes = model.bytes();
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {begin, begin + bytes.size()};
}

/// Puts the right checksum under bytes that were changed.
void sign(std::vector<std::uint8_t>& bytes) {
  const std::uint64_t checksum = base::hash64(std::as_bytes(std::span(bytes)).first(bytes.size() - 8));
  std::memcpy(bytes.data() + bytes.size() - 8, &checksum, 8);
}

TEST(TfidfModel, T2_01_VectorsAreThoseOfTheDefinition) {
  for (const TfidfOptions& options :
       {TfidfOptions{},
        TfidfOptions{.max_words = 2, .min_documents = 3, .max_document_share = 0.1, .sublinear = true}}) {
    const PlainCorpus corpus = random_corpus(21, 1'500);
    const PlainTfidf plain(corpus, options);
    const TfidfModel model = build(corpus, options);
    EXPECT_EQ(model.options(), options);
    for (const auto& [item, text] : corpus) {
      const auto vector = model.vector(ItemId(item)).value();
      const PlainVector& expected = plain.vector(item);
      ASSERT_EQ(vector.size(), expected.size());
      auto at = expected.begin();
      for (const WeightedTerm& entry : vector) {
        EXPECT_EQ(entry.term, at->first);
        EXPECT_NEAR(entry.weight, at->second, 1e-6);
        ++at;
      }
    }
  }
}

TEST(TfidfModel, T2_01_AnalyzedTextsMakeTerms) {
  const auto analyzer = text::Analyzer::create({}).value();
  text::TokenBuffer tokens;
  TfidfDocument document;
  analyzer.analyze("Cotton T-Shirts", tokens);
  document.add(tokens.tokens(), 2.0F);
  analyzer.analyze("shirts cotton", tokens);
  document.add(tokens.tokens(), 0.5F);
  std::vector<std::pair<std::string, std::uint32_t>> terms;
  for (const auto& term : document.terms({.max_words = 2})) terms.emplace_back(term.text, term.count);
  // "tshirt" shares the position of "t"; no run reaches from "shirts" of the first field to that of the second.
  const std::vector<std::pair<std::string, std::uint32_t>> expected{
      {"cotton", 160}, {"cotton t", 128}, {"cotton tshirt", 128}, {"shirt", 160},       {"shirt cotton", 32},
      {"t", 128},      {"t shirt", 128},  {"tshirt", 128},        {"tshirt shirt", 128}};
  EXPECT_EQ(terms, expected);
  document.clear();
  EXPECT_TRUE(document.terms({}).empty());
}

TEST(TfidfModel, T2_01_WeightsAreRoundedTo64thsAndCountsHaveAnEnd) {
  TfidfDocument document;
  const std::vector<text::Token> tokens{{"a", 0, 0, 0}, {"b", 1, 0, 0}};
  for (const float weight : {0.0F, -1.0F, std::nanf("")}) document.add(tokens, weight);
  EXPECT_TRUE(document.terms({}).empty());
  document.add(tokens, 1e-9F);
  EXPECT_EQ(document.terms({}).front().count, 1U);
  document.add(tokens, 1e9F);
  document.add(tokens, HUGE_VALF);
  EXPECT_EQ(document.terms({}).front().count, kMaxTfidfCount);
}

TEST(TfidfModel, T2_01_ManyDifferentCountsTakeTwoBytes) {
  PlainCorpus corpus;
  for (std::uint32_t i = 0; i < 600; ++i)
    corpus[i] = {{{"a", "b" + std::to_string(i % 7)}, static_cast<float>(i + 1) / 64.0F},
                 {{"b" + std::to_string(i % 7)}, 1.0F}};
  const PlainTfidf plain(corpus, {});
  const TfidfModel model = build(corpus, {});
  ASSERT_EQ(read_tfidf(model.bytes()).value().count_width, 2U);
  TfidfScratch scratch;
  for (const std::uint32_t item : {0U, 1U, 300U, 599U}) {
    const auto vector = model.vector(ItemId(item)).value();
    for (const WeightedTerm& entry : vector)
      EXPECT_NEAR(entry.weight, plain.vector(item).at(std::string(entry.term)), 1e-6);
    auto cosines = plain.cosines(plain.vector(item));
    const auto hits = model.similar(ItemId(item), 20, scratch).value();
    for (const SimilarItem& hit : hits) EXPECT_NEAR(hit.score, cosines.at(hit.item.value), 2e-6);
  }
}

TEST(TfidfModel, T2_01_SharedTermsAddUpToTheCosine) {
  const PlainCorpus corpus = random_corpus(22, 800);
  const TfidfModel model = build(corpus, {});
  TfidfScratch scratch;
  for (const auto& [item, text] : corpus) {
    const auto hits = model.similar(ItemId(item), 3, scratch).value();
    for (const SimilarItem& hit : hits) {
      const auto shared = model.shared_terms(ItemId(item), hit.item).value();
      double sum = 0.0;
      for (const WeightedTerm& entry : shared) sum += entry.weight;
      EXPECT_NEAR(sum, hit.score, 1e-6);
      EXPECT_TRUE(std::is_sorted(shared.begin(), shared.end(),
                                 [](const auto& a, const auto& b) { return a.weight > b.weight; }));
    }
  }
  EXPECT_FALSE(model.shared_terms(ItemId(corpus.begin()->first), ItemId(4'000'000)));
  EXPECT_FALSE(model.vector(ItemId(4'000'000)));
}

TEST(TfidfModel, T2_01_TheNearestAreFoundOnceAndRemembered) {
  const PlainCorpus corpus = random_corpus(21, 2'000);
  const TfidfModel model = build(corpus, {});
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      TfidfScratch scratch;
      int asked = 0;
      for (const auto& [item, text] : corpus) {
        const auto nearest = model.nearest(domain::ItemId(item), scratch);
        ASSERT_TRUE(nearest);
        EXPECT_EQ(**nearest, model.similar(domain::ItemId(item), TfidfModel::kNearest, scratch).value());
        if (++asked == 200) break;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  TfidfScratch scratch;
  const domain::ItemId first(corpus.begin()->first);
  const auto copy = std::make_unique<const TfidfModel>(model);
  EXPECT_EQ(model.nearest(first, scratch).value(), copy->nearest(first, scratch).value()) << "the same list";
  EXPECT_EQ(model.nearest(domain::ItemId(4'000'000), scratch).error().code, base::ErrorCode::not_found);
}

TEST(TfidfModel, T2_01_SomeProductsAreRankedAsAllAre) {
  const PlainCorpus corpus = random_corpus(22, 1'500);
  const TfidfModel model = build(corpus, {});
  TfidfScratch scratch;
  base::Rng rng(3);
  std::vector<domain::ItemId> all;
  for (const auto& [item, text] : corpus) all.emplace_back(item);
  for (int round = 0; round < 20; ++round) {
    std::vector<WeightedItem> taste;
    for (int i = 0; i < 3; ++i)
      taste.push_back({all[rng.below(all.size())], 0.1F + static_cast<float>(rng.uniform())});
    std::vector<domain::ItemId> some{domain::ItemId(4'000'000)};  // Unknown.
    for (const auto item : all)
      if (rng.chance(0.2)) some.push_back(item);
    const auto is_one = [&](domain::ItemId item) {
      return std::find(some.begin(), some.end(), item) != some.end();
    };
    const auto expected = model.similar(taste, all.size(), scratch, is_one).value();
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(model.rank(taste, some, scratch).value(), expected);
    EXPECT_TRUE(model.rank(taste, {}, scratch).value().empty());
    EXPECT_TRUE(model.rank({}, some, scratch).value().empty());
    taste.front().weight = 0.0F;
    EXPECT_EQ(model.rank(taste, some, scratch).error().code, base::ErrorCode::invalid_argument);
  }
}

// The bytes depend on the documents alone: not on their order, nor on how many builders shared them.
TEST(TfidfModel, T2_01_TheSameDocumentsGiveTheSameBytes) {
  const PlainCorpus corpus = random_corpus(23, 2'000);
  const auto expected = copy_of(build(corpus, {.max_words = 2}));
  base::Rng rng(1);
  for (const std::size_t parts : {1U, 2U, 5U}) {
    std::vector<TfidfBuilder> builders;
    for (std::size_t i = 0; i < parts; ++i)
      builders.push_back(TfidfBuilder::create({.max_words = 2}).value());
    std::vector<std::uint32_t> items;
    for (const auto& [item, text] : corpus) items.push_back(item);
    for (std::size_t i = items.size(); i-- > 1;) std::swap(items[i], items[rng.below(i + 1)]);
    for (const std::uint32_t item : items) {
      TfidfDocument document = document_of(corpus.at(item));
      builders[rng.below(parts)].add(ItemId(item), document);
    }
    for (std::size_t i = 1; i < parts; ++i) builders[0].absorb(std::move(builders[i]));
    EXPECT_EQ(builders[0].size(), corpus.size());
    EXPECT_EQ(copy_of(std::move(builders[0]).build().value()), expected);
  }
}

TEST(TfidfModel, T2_01_WrongOptionsAndItemsAreNamed) {
  const auto context = [](const TfidfOptions& options) {
    const auto builder = TfidfBuilder::create(options);
    return builder ? "" : builder.error().context;
  };
  EXPECT_EQ(context({.min_words = 0}), "min_words");
  EXPECT_EQ(context({.min_words = 2, .max_words = 1}), "max_words");
  EXPECT_EQ(context({.max_words = 3}), "max_words");
  EXPECT_EQ(context({.min_documents = 0}), "min_documents");
  for (const double share : {0.0, -1.0, 1.5, std::nan("")})
    EXPECT_EQ(context({.max_document_share = share}), "max_document_share");
  EXPECT_EQ(context({}), "");

  auto builder = TfidfBuilder::create({}).value();
  TfidfDocument document;
  for (const std::uint32_t item : {5U, 6U, 5U}) builder.add(ItemId(item), document);
  const auto model = std::move(builder).build();
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, base::ErrorCode::already_exists);
  EXPECT_EQ(model.error().message, "item 5 was added twice; expected once");
}

TEST(TfidfModel, T2_01_AFileHoldsTheSame) {
  const PlainCorpus corpus = random_corpus(24, 1'000);
  const TfidfModel built = build(corpus, {});
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(built.save(folder.file("model.tfidf")));
  const auto opened = TfidfModel::open(folder.file("model.tfidf"));
  ASSERT_TRUE(opened) << opened.error().describe();
  EXPECT_EQ(copy_of(*opened), copy_of(built));
  TfidfScratch scratch;
  for (const auto& [item, text] : corpus)
    EXPECT_EQ(opened->similar(ItemId(item), 5, scratch).value(),
              built.similar(ItemId(item), 5, scratch).value());
  const auto missing = TfidfModel::open(folder.file("none"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
}

TEST(TfidfModel, T2_01_DamageIsRefused) {
  const auto good = copy_of(build(random_corpus(25, 40), {}));
  for (std::size_t size = 0; size < good.size(); size += size < 128 ? 1 : 61) {
    const auto cut = TfidfModel::from_bytes({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::ErrorCode::corruption);
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] ^= 0x10U;
    EXPECT_FALSE(TfidfModel::from_bytes(std::move(bad))) << "byte " << at;
  }
  auto other = good;
  other[8] = 2;
  EXPECT_EQ(TfidfModel::from_bytes(other).error().code, base::ErrorCode::unsupported);
}

// With a right checksum, too: whatever opens can be searched (under the sanitizers), and the structure is checked.
TEST(TfidfModel, T2_01_ForgedBytesAreRefusedOrSafe) {
  const PlainCorpus corpus = random_corpus(26, 60);
  const auto good = copy_of(build(corpus, {.max_words = 2}));
  base::Rng rng(9);
  TfidfScratch scratch;
  std::size_t opened = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bad = good;
    for (std::uint64_t i = 1 + rng.below(3); i > 0; --i)
      bad[rng.below(bad.size())] = static_cast<std::uint8_t>(rng.below(2) == 0 ? rng.below(256) : 255);
    sign(bad);
    const auto model = TfidfModel::from_bytes(std::move(bad));
    if (!model) continue;
    ++opened;
    for (const auto& [item, text] : corpus) {
      if (!model->contains(ItemId(item))) continue;
      const auto hits = model->similar(ItemId(item), 5, scratch).value();
      for (const SimilarItem& hit : hits) EXPECT_TRUE(hit.score > 0.0F && hit.score <= 1.0F);
    }
  }
  EXPECT_GT(opened, 100U);  // A changed weight or letter shows nowhere.
}

// ---- The golden file. To write one, run this test with KHOJ_WRITE_GOLDEN=1 from the project's root. ----

TEST(TfidfGolden, T2_01_OpensAndAnswers) {
  static_assert(kTfidfVersion == 1, "a new version gets a new file; the old ones stay");
  const char* const file = "tests/golden/tfidf-v1.tfidf";
  if (std::getenv("KHOJ_WRITE_GOLDEN") != nullptr) {
    const PlainCorpus corpus{{11, {{{"red", "cotton", "kurta"}, 1.0F}, {{"kurtas"}, 0.5F}}},
                             {12, {{{"blue", "cotton", "kurta"}, 1.0F}, {{"kurtas"}, 0.5F}}},
                             {13, {{{"red", "running", "shoe"}, 1.0F}, {{"shoes"}, 0.5F}}},
                             {14, {{{"blue", "shoe"}, 1.0F}, {{"shoes"}, 0.5F}}},
                             {19, {}}};
    ASSERT_TRUE(build(corpus, {.max_words = 2}).save(file));
  }
  const auto model = TfidfModel::open(file);
  ASSERT_TRUE(model) << model.error().describe() << "; run from the project's root";
  EXPECT_EQ(model->documents(), 5U);
  EXPECT_EQ(model->terms(), 8U);
  TfidfScratch scratch;
  const auto found = model->similar(ItemId(11), 10, scratch).value();
  ASSERT_EQ(found.size(), 2U);
  // By hand: every term is in two of five documents, so only counts matter. 11 has cotton, cotton kurta, kurta and red once
  // and kurtas by half; 12 the same with blue for red: (1 + 1 + 1 + 1/4) / 4.25. 13 has red, shoe once, shoes by half.
  EXPECT_EQ(found[0].item, ItemId(12));
  EXPECT_NEAR(found[0].score, 3.25 / 4.25, 1e-6);
  EXPECT_EQ(found[1].item, ItemId(13));
  EXPECT_NEAR(found[1].score, 1.0 / std::sqrt(4.25 * 2.25), 1e-6);
}

}  // namespace
}  // namespace khoj::mine
