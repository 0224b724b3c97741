#include "index/completion/completion_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/completion/completion_builder.hpp"

namespace khoj::index::completion {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CompletionIndex index_of(const std::vector<Entry>& entries) {
  CompletionBuilder builder;
  for (const auto& entry : entries) EXPECT_TRUE(builder.add(entry).has_value()) << entry.text;
  auto index = builder.build();
  EXPECT_TRUE(index.has_value());
  return *std::move(index);
}

std::vector<std::string> texts(const std::vector<Hit>& hits) {
  std::vector<std::string> out;
  for (const auto& hit : hits) out.push_back(hit.text);
  return out;
}

TEST(CompletionIndex, K0_01_ContinuesWhatIsTypedByPopularity) {
  const auto index = index_of({{"shoes for men", Kind::query, 5, {}},
                               {"shoes for women", Kind::query, 7, {}},
                               {"shoe rack", Kind::query, 6, {}},
                               {"shirt", Kind::query, 9, {}}});
  EXPECT_THAT(texts(index.complete("sho", 8)), ElementsAre("shoes for women", "shoe rack", "shoes for men"));
  EXPECT_THAT(texts(index.complete("shoes for ", 8)), ElementsAre("shoes for women", "shoes for men"));
  EXPECT_THAT(texts(index.complete("sho", 1)), ElementsAre("shoes for women"));
  EXPECT_THAT(texts(index.complete("sandal", 8)), IsEmpty());
  EXPECT_THAT(texts(index.complete(" ,. ", 8)), IsEmpty());
}

TEST(CompletionIndex, K0_01_FindsWordsInAnyOrderBehindContinuations) {
  const auto index = index_of({{"cotton kurta for women", Kind::query, 9, {}},
                               {"kurta cotton", Kind::query, 1, {}},
                               {"silk kurta", Kind::query, 8, {}}});
  EXPECT_THAT(texts(index.complete("kurta co", 8)), ElementsAre("kurta cotton", "cotton kurta for women"));
  EXPECT_THAT(texts(index.complete("women cotton k", 8)), ElementsAre("cotton kurta for women"));
  EXPECT_THAT(texts(index.complete("kurt", 8)),
              ElementsAre("kurta cotton", "cotton kurta for women", "silk kurta"));
}

TEST(CompletionIndex, X_03_ForgivesTyposTogetherWithAPrefix) {
  const auto index = index_of({{"samsung galaxy", Kind::query, 9, {}},
                               {"refrigerator", Kind::query, 5, {}},
                               {"saree", Kind::query, 3, {}},
                               {"1500 watt", Kind::query, 3, {}}});
  EXPECT_THAT(texts(index.complete("samsnug", 8)), ElementsAre("samsung galaxy")) << "swapped";
  EXPECT_THAT(texts(index.complete("amsun", 8)), ElementsAre("samsung galaxy")) << "the first letter lost";
  EXPECT_THAT(texts(index.complete("zamsu", 8)), ElementsAre("samsung galaxy"))
      << "the first letter replaced";
  EXPECT_THAT(texts(index.complete("samsnug ga", 8)), ElementsAre("samsung galaxy"));
  EXPECT_THAT(texts(index.complete("galxy sam", 8)), ElementsAre("samsung galaxy"));
  EXPECT_THAT(texts(index.complete("refrejerat", 8)), ElementsAre("refrigerator")) << "two in a long word";
  EXPECT_THAT(texts(index.complete("sbr", 8)), IsEmpty()) << "none in a short word";
  EXPECT_THAT(texts(index.complete("1501", 8)), IsEmpty()) << "none in a number";
  EXPECT_THAT(texts(index.complete("samsnug", 8, {.max_typos = 0})), IsEmpty());
  EXPECT_EQ(index.complete("samsnug", 8)[0].typos, 1);
}

TEST(CompletionIndex, X_03_ExactComesBeforeFuzzyWhateverItsPopularity) {
  const auto index = index_of({{"shirt", Kind::query, 9, {}}, {"skirt", Kind::query, 1, {}}});
  EXPECT_THAT(texts(index.complete("skirt", 8)), ElementsAre("skirt"));
  EXPECT_THAT(texts(index.complete("skirt", 8, {.enough = 2})), ElementsAre("skirt", "shirt"));
}

TEST(CompletionIndex, X_14_IndicScriptsAndTheirLatinFormsMeet) {
  const auto index = index_of({{"लाल साड़ी", Kind::query, 2, {}}, {"saree cotton", Kind::query, 5, {}}});
  EXPECT_THAT(texts(index.complete("ला", 8)), ElementsAre("लाल साड़ी"));
  EXPECT_THAT(texts(index.complete("lal sar", 8)), ElementsAre("लाल साड़ी"));
  EXPECT_THAT(texts(index.complete("साड़ी", 8)), ElementsAre("saree cotton", "लाल साड़ी"));
}

TEST(CompletionIndex, CompoundsAndMeasuresAreFoundEitherWay) {
  const auto index = index_of({{"T-Shirt for men", Kind::query, 2, {}}, {"1.5 ton ac", Kind::query, 2, {}}});
  for (const auto* typed : {"t-sh", "tshirt", "t shirt f", "T-SHIRT"})
    EXPECT_THAT(texts(index.complete(typed, 8)), ElementsAre("T-Shirt for men")) << typed;
  for (const auto* typed : {"1.5", "1.5 to", "1.5ton", "1.5 ton a"})
    EXPECT_THAT(texts(index.complete(typed, 8)), ElementsAre("1.5 ton ac")) << typed;
}

TEST(CompletionIndex, ShowsATextAsItWasGivenAndFindsItUnderItsForms) {
  const auto index = index_of({{"Levi's Jeans", Kind::brand, 2, {"levis denim"}}});
  EXPECT_THAT(texts(index.complete("levis je", 8)), ElementsAre("Levi's Jeans"));
  EXPECT_THAT(texts(index.complete("denim", 8)), ElementsAre("Levi's Jeans"));
}

TEST(CompletionIndex, GivesOnlyTheKindsAskedFor) {
  const auto index = index_of(
      {{"nike", Kind::query, 9, {}}, {"nike", Kind::brand, 4, {}}, {"nike cap", Kind::product, 2, {}}});
  EXPECT_THAT(texts(index.complete("ni", 8)), ElementsAre("nike", "nike", "nike cap"));
  EXPECT_THAT(texts(index.complete("ni", 8, {.kinds = mask_of(Kind::product)})), ElementsAre("nike cap"));
}

TEST(CompletionIndex, StopsWhenItsBudgetIsSpent) {
  std::vector<Entry> entries;
  for (int i = 0; i < 100; ++i)
    entries.push_back({fmt::format("a{} shoes", i), Kind::query, 100.0F - static_cast<float>(i), {}});
  const auto index = index_of(entries);
  EXPECT_EQ(index.complete("shoes", 100, {.max_visits = 10}).size(), 10U);
  EXPECT_EQ(index.complete("shoes", 100).size(), 100U);
}

TEST(CompletionIndex, BuilderRefusesWhatIsNoCompletion) {
  CompletionBuilder builder;
  EXPECT_FALSE(builder.add({"", Kind::query, 1, {}}));
  EXPECT_FALSE(builder.add({"--", Kind::query, 1, {}}));
  EXPECT_FALSE(builder.add({"\xff", Kind::query, 1, {}}));
  EXPECT_FALSE(builder.add({"shoes", Kind::query, -1, {}}));
  EXPECT_FALSE(builder.add({"a b c d e f g h i j k l m n o p", Kind::query, 1, {}}));
  const auto index = builder.build();
  ASSERT_TRUE(index);
  EXPECT_THAT(index->complete("a", 8), IsEmpty());
  EXPECT_THAT(CompletionIndex().complete("a", 8), IsEmpty());
}

}  // namespace
}  // namespace khoj::index::completion
