#include "text/analyzer.hpp"

#include <fstream>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis_support.hpp"
#include "base/utf8.hpp"

namespace khoj::text {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Analyzer, FoldsSplitsAndStems) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "Running SHOES/Sandals"), ElementsAre("run@0", "shoe@1", "sandal@2"));
  EXPECT_THAT(placed_terms(analyzer, "Café Crème"), ElementsAre("cafe@0", "creme@1"));
  EXPECT_THAT(placed_terms(analyzer, ""), IsEmpty());
  EXPECT_THAT(placed_terms(analyzer, " -/!"), IsEmpty());
}

TEST(Analyzer, StripsPossessives) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "Women's Boys' kids’s men’s"),
              ElementsAre("women@0", "boy@1", "kid@2", "men@3"));
  EXPECT_THAT(placed_terms(analyzer, "don't O'Clock"), ElementsAre("dont@0", "oclock@1"));
  const Analyzer unstemmed = make_analyzer({.stemmers = {}});
  EXPECT_THAT(placed_terms(unstemmed, "Women's shoes"), ElementsAre("women@0", "shoes@1"));
}

TEST(Analyzer, WritesCompoundsAlsoAsOneWord) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "T-Shirts"), ElementsAre("t@0", "tshirt@0", "shirt@1"));
  EXPECT_THAT(placed_terms(analyzer, "v neck"), ElementsAre("v@0", "vneck@0", "neck@1"));
  EXPECT_THAT(placed_terms(analyzer, "WH-1000XM4"), ElementsAre("wh@0", "wh1000xm4@0", "1000xm4@1"));
  EXPECT_THAT(placed_terms(analyzer, "2-in-1"), ElementsAre("2@0", "2in1@0", "in@1", "1@2"));
  EXPECT_THAT(placed_terms(analyzer, "U.S.A"), ElementsAre("u@0", "usa@0", "s@1", "a@2"));
  EXPECT_THAT(placed_terms(analyzer, "H&M"), ElementsAre("h@0", "hm@0", "m@1"));
  EXPECT_THAT(placed_terms(analyzer, "3-5"), ElementsAre("3@0", "5@1"));
  EXPECT_THAT(placed_terms(analyzer, "blue - red"), ElementsAre("blue@0", "red@1"));
}

TEST(Analyzer, FindsCompoundsHoweverTheyAreWritten) {
  const Analyzer analyzer = make_analyzer();
  for (const char* document : {"Men's T-Shirt", "Men's T Shirt", "Men's Tshirt", "MENS T‑SHIRTS"}) {
    for (const char* query : {"t-shirt", "tshirt", "t shirt", "T-Shirts", "men tshirts"}) {
      EXPECT_TRUE(finds(analyzer, query, document)) << query << " in " << document;
    }
  }
  EXPECT_TRUE(finds(analyzer, "wh1000xm4", "Sony WH-1000XM4"));
  EXPECT_TRUE(finds(analyzer, "sony wh-1000xm4", "Sony WH1000XM4"));
  EXPECT_TRUE(finds(analyzer, "wi-fi", "WiFi Router"));
  EXPECT_TRUE(finds(analyzer, "wifi", "Wi-Fi Router"));
  EXPECT_TRUE(finds(analyzer, "2in1", "2 in 1 Laptop"));
  EXPECT_TRUE(finds(analyzer, "2 in 1", "2-in-1 Laptop"));
  EXPECT_FALSE(finds(analyzer, "t-shirt", "Shirt"));
}

TEST(Analyzer, KeepsModelCodesWhole) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "wh1000xm4s SM-G991B"),
              ElementsAre("wh1000xm4s@0", "sm@1", "smg991b@1", "g991b@2"));
}

TEST(Analyzer, CombinesNumbersWithUnits) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "1.5 Ton AC"), ElementsAre("1.5@0", "1.5ton@0", "ton@1", "ac@2"));
  EXPECT_THAT(placed_terms(analyzer, "1.5ton AC"), ElementsAre("1.5@0", "1.5ton@0", "ton@1", "ac@2"));
  EXPECT_THAT(placed_terms(analyzer, "55\" TV"), ElementsAre("55@0", "55inch@0", "inch@1", "tv@2"));
  EXPECT_THAT(placed_terms(analyzer, "55-inches"), ElementsAre("55@0", "55inch@0", "inch@1"));
  EXPECT_THAT(placed_terms(analyzer, "10,000mAh"), ElementsAre("10000@0", "10000mah@0", "mah@1"));
  EXPECT_THAT(placed_terms(analyzer, "4GB/64GB"),
              ElementsAre("4@0", "4gb@0", "gb@1", "64@2", "64gb@2", "gb@3"));
}

TEST(Analyzer, MeasuresMeetInOneSpelling) {
  const Analyzer analyzer = make_analyzer();
  const std::vector<std::vector<const char*>> groups = {
      {"1.5 Ton", "1.5ton", "1.50 tons", "1.5-Ton", "१.५ टन"},
      {"55\"", "55 inch", "55 inches", "55-inch", "55in", "55″", "55''", "55”"},
      {"128gb", "128 GB", "128-gb", "128 gigabytes", "१२८ जीबी"},
      {"5 litre", "5 ltr", "5 L", "5l", "5 liters", "5-litre", "5 लीटर"},
      {"1,000 g", "1000 gm", "1000grams"},
      {"5 star", "5-Star", "5star", "5 Stars", "5 स्टार"},
  };
  for (const auto& group : groups) {
    for (const char* document : group) {
      for (const char* query : group) {
        EXPECT_TRUE(finds(analyzer, query, std::string("Acme ") + document + " item"))
            << query << " in " << document;
        EXPECT_EQ(analyzer.analyze_query(query).size(), 1U) << query;
      }
    }
  }
  EXPECT_FALSE(finds(analyzer, "1.5 ton", "1 Ton AC, 5 star"));
  EXPECT_FALSE(finds(analyzer, "128 gb", "64 GB, 128 songs"));
}

TEST(Analyzer, TakesOnlyRealUnits) {
  const Analyzer analyzer = make_analyzer();
  // A closing quotation mark is no inch sign; "in" away from its number is a word.
  EXPECT_THAT(placed_terms(analyzer, "the \"iPhone 13\" case"),
              ElementsAre("the@0", "iphon@1", "13@2", "case@3"));
  EXPECT_THAT(placed_terms(analyzer, "10\" x 12\""),
              ElementsAre("10@0", "10inch@0", "inch@1", "x@2", "12@3", "12inch@3", "inch@4"));
  EXPECT_THAT(query_terms(analyzer, "2 in"), ElementsAre("2", "in"));
  EXPECT_THAT(query_terms(analyzer, "3 v-neck"), ElementsAre("3", "v|vneck", "neck|vneck"));
  EXPECT_THAT(query_terms(analyzer, "iphone 13s"), ElementsAre("iphon", "13s"));
}

TEST(Analyzer, ReadsNumbers) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "₹1,299 1,23,456.50 8,9,10 v5.0"),
              ElementsAre("1299@0", "123456.50@1", "8@2", "9@3", "10@4", "v5.0@5"));
  EXPECT_THAT(placed_terms(analyzer, "１２８ＧＢ"), ElementsAre("128@0", "128gb@0", "gb@1"));
}

TEST(Analyzer, FindsIndicWordsByTheirLatinSpellingAndBack) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_TRUE(finds(analyzer, "kurta", "लाल कुर्ता"));
  EXPECT_TRUE(finds(analyzer, "कुर्ता", "Red Kurta"));
  EXPECT_TRUE(finds(analyzer, "saree", "साड़ी"));
  EXPECT_TRUE(finds(analyzer, "sari", "साड़ी"));
  EXPECT_TRUE(finds(analyzer, "साड़ी", "Silk Saree"));
  EXPECT_TRUE(finds(analyzer, "sari", "শাড়ি") || finds(analyzer, "shari", "শাড়ি"));
  EXPECT_TRUE(finds(analyzer, "kurta", "કુર્તા"));
  EXPECT_TRUE(finds(analyzer, "kurta", "కుర్తా"));
  const auto words = analyzer.analyze_query("कुर्ता");
  ASSERT_EQ(words.size(), 1U);
  ASSERT_EQ(words[0].alternatives.size(), 2U);
  EXPECT_EQ(words[0].alternatives[0].weight, 1.0F);
  EXPECT_EQ(words[0].alternatives[1], (TermAlternative{"kurta", 0.9F}));
  EXPECT_EQ(words[0].surface, "कुर्ता");
  const Analyzer own_script = make_analyzer({.transliterate = false});
  EXPECT_FALSE(finds(own_script, "kurta", "कुर्ता"));
}

TEST(Analyzer, TokensOfOneWordShareItsPosition) {
  const Analyzer analyzer = make_analyzer();
  TokenBuffer buffer;
  const std::string text = "सूती साड़ी red";
  analyzer.analyze(text, buffer);
  ASSERT_GE(buffer.tokens().size(), 5U);
  EXPECT_EQ(buffer.tokens().back().term, "red");
  EXPECT_EQ(buffer.tokens().back().position, 2U);
}

TEST(Analyzer, IgnoresInvisibleJoinersAndNukta) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_TRUE(finds(analyzer, "क्\u200Dष", "क्ष"));
  EXPECT_TRUE(finds(analyzer, "शर्\u200Cट", "शर्ट"));
  EXPECT_TRUE(finds(analyzer, "कमीज", "कमीज़"));
  EXPECT_TRUE(finds(analyzer, "ऊंचा", "ऊँचा"));
}

TEST(Analyzer, CutsHanByDictionary) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_TRUE(finds(analyzer, "手机", "华为手机"));
}

TEST(Analyzer, MarksStopWordsInQueriesOnly) {
  const Analyzer analyzer = make_analyzer();
  const auto words = analyzer.analyze_query("shoes for men ke liye के");
  std::vector<std::string> stop_words;
  for (const QueryWord& word : words) {
    if (word.stop_word) stop_words.push_back(word.surface);
  }
  EXPECT_THAT(stop_words, ElementsAre("for", "ke", "liye", "के"));
  EXPECT_THAT(placed_terms(analyzer, "shoes for men"), Contains("for@1"));
  const Analyzer none = make_analyzer({.stop_word_languages = {}});
  EXPECT_FALSE(none.analyze_query("for")[0].stop_word);
}

TEST(Analyzer, ReportsSurfaceAndPlaceOfQueryWords) {
  const Analyzer analyzer = make_analyzer();
  const auto words = analyzer.analyze_query("  1.5 Ton Women's AC");
  ASSERT_EQ(words.size(), 3U);
  EXPECT_EQ(words[0].surface, "1.5 ton");
  EXPECT_EQ(words[0].begin, 2U);
  EXPECT_EQ(words[0].end, 9U);
  EXPECT_EQ(words[1].surface, "women");
  EXPECT_EQ(words[1].begin, 10U);
  EXPECT_EQ(words[1].end, 17U);
}

TEST(Analyzer, KeywordFoldsTheWholeText) {
  const Analyzer analyzer = make_analyzer({.tokenizer = "keyword"});
  EXPECT_THAT(placed_terms(analyzer, "  Home &  Kitchen \n"), ElementsAre("home & kitchen@0"));
  EXPECT_THAT(placed_terms(analyzer, "B0-XYZ"), ElementsAre("b0-xyz@0"));
  EXPECT_THAT(placed_terms(analyzer, "  "), IsEmpty());
  EXPECT_THAT(query_terms(analyzer, " HOME & kitchen"), ElementsAre("home & kitchen"));
  EXPECT_THAT(analyzer.analyze_query(" "), IsEmpty());
}

TEST(Analyzer, RefusesUnknownOptions) {
  const auto expect_error = [](const AnalyzerOptions& options, const char* part) {
    const auto analyzer = Analyzer::create(options);
    ASSERT_FALSE(analyzer);
    EXPECT_EQ(analyzer.error().code, base::ErrorCode::invalid_argument);
    EXPECT_THAT(analyzer.error().message, testing::HasSubstr(part));
  };
  expect_error({.tokenizer = "ngram"}, "'ngram'");
  expect_error({.stemmers = {"klingon"}}, "'klingon'");
  expect_error({.stemmers = {"english", "german"}}, "same script");
  expect_error({.stop_word_languages = {"latin"}}, "'latin'");
}

TEST(Analyzer, AnalyzersMayTakeTurnsOnOneBuffer) {
  TokenBuffer buffer;
  std::vector<Analyzer> analyzers;
  for (int i = 0; i < 12; ++i) {
    analyzers.push_back(i % 2 == 0 ? make_analyzer() : make_analyzer({.stemmers = {}}));
  }
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < analyzers.size(); ++i) {
      analyzers[i].analyze("running", buffer);
      ASSERT_EQ(buffer.tokens().size(), 1U);
      EXPECT_EQ(buffer.tokens()[0].term, i % 2 == 0 ? "run" : "running");
    }
  }
}

TEST(Analyzer, ForgetsWordsWithoutForgettingHow) {
  const Analyzer analyzer = make_analyzer();
  TokenBuffer buffer;
  for (int i = 0; i < 300'000; ++i) {
    const std::string word = "word" + std::to_string(i);
    analyzer.analyze(word, buffer);
    ASSERT_EQ(buffer.tokens().size(), 1U);
    ASSERT_EQ(buffer.tokens()[0].term, word);
  }
}

TEST(Analyzer, TakesIllFormedText) {
  const Analyzer analyzer = make_analyzer();
  EXPECT_THAT(placed_terms(analyzer, "red\xFFshoe \xC3"), ElementsAre("red@0", "shoe@1"));
  EXPECT_THAT(placed_terms(analyzer, "\xE0\xA4 kurta\xED\xA0\x80"), ElementsAre("kurta@0"));
}

TEST(Analyzer, TakesVeryLongText) {
  const Analyzer analyzer = make_analyzer();
  TokenBuffer buffer;
  const std::string word(1'000'000, 'a');
  analyzer.analyze(word, buffer);
  ASSERT_EQ(buffer.tokens().size(), 1U);
  EXPECT_EQ(buffer.tokens()[0].end, word.size());
  EXPECT_LE(buffer.tokens()[0].term.size(), 256U);

  const std::string digits = std::string(5000, '7') + " inch";
  analyzer.analyze(digits, buffer);
  EXPECT_FALSE(buffer.tokens().empty());

  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "shoe ";
  analyzer.analyze(text, buffer);
  EXPECT_EQ(buffer.tokens().size(), 200'000U);
  EXPECT_EQ(buffer.tokens().back().position, 199'999U);

  std::string joined;
  for (int i = 0; i < 50'000; ++i) joined += "कुर्ता-";
  analyzer.analyze(joined, buffer);
  EXPECT_GE(buffer.tokens().size(), 50'000U);
}

/// Random text of words, numbers, units, punctuation and scripts, now and then ill-formed.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "Shoe",   "T", "shirts", "women's", "in",     "1",      "55",   "1.5",    "1,299",     "8,9",   "gb",
      "inches", "v", "neck",   "\"",      "''",     "-",      "/",    "&",      ".",         ",",     " ",
      " ",      " ", "कुर्ता",   "साड़ी",    "टन",     "१२",     "é",    "’",      "手机",      "புடவை", "№",
      "²",      "ß", "ﷺ",      "\u200D",  "\u0301", "🙂",     "\xFF", "\u00A0", "WH1000XM4", "″",     "“",
      "”",      "x", "_",      ":",       "\n",     "মোবাইল", "ൺ",    "ᅟ",
  };
  std::string text;
  const std::size_t size = random() % 14;
  for (std::size_t i = 0; i < size; ++i) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(AnalyzerProperty, TokensLieInTheTextBetweenCodePoints) {
  const Analyzer analyzer = make_analyzer();
  TokenBuffer buffer;
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = base::replace_invalid_utf8(random_text(random));
    analyzer.analyze(text, buffer);
    std::uint32_t position = 0;
    for (const Token& token : buffer.tokens()) {
      ASSERT_FALSE(token.term.empty()) << text;
      ASSERT_TRUE(base::is_valid_utf8(token.term)) << text;
      ASSERT_LT(token.begin, token.end) << text;
      ASSERT_LE(token.end, text.size()) << text;
      ASSERT_TRUE(base::is_valid_utf8(text.substr(token.begin, token.end - token.begin))) << text;
      ASSERT_GE(token.position, position) << text;
      ASSERT_LE(token.position, position + 1) << text;
      position = token.position;
    }
  }
}

TEST(AnalyzerProperty, AQueryFindsTheDocumentItIs) {
  const Analyzer analyzer = make_analyzer();
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    const auto terms = term_set(analyzer, text);
    const auto words = analyzer.analyze_query(text);
    ASSERT_EQ(words.empty(), terms.empty()) << text;
    if (!words.empty()) {
      ASSERT_TRUE(finds(analyzer, text, text)) << text;
    }
    for (const QueryWord& word : words) {
      ASSERT_LT(word.begin, word.end) << text;
      ASSERT_LE(word.end, text.size()) << text;
      ASSERT_FALSE(word.surface.empty()) << text;
    }
  }
}

TEST(AnalyzerProperty, SingleWordsOfATextFindIt) {
  const Analyzer analyzer = make_analyzer();
  const std::string title =
      "Samsung 1.5 Ton 5-Star Wi-Fi Split AC (AR18, कॉपर, White) Women's T-Shirt 2 in 1 साड़ी";
  for (const char* query : {"samsung", "1.5", "ton", "1.5ton", "5 star", "star", "wifi", "wi fi", "ar18",
                            "कॉपर", "women", "tshirt", "shirts", "2in1", "saree", "AC 1.5 Ton"}) {
    EXPECT_TRUE(finds(analyzer, query, title)) << query;
  }
}

TEST(Analyzer, ServesThreadsAtOnce) {
  const Analyzer analyzer = make_analyzer();
  const std::string text = "Women's T-Shirt 1.5 ton साड़ी कुर्ता 手机 55\" Café";
  const auto expected = placed_terms(analyzer, text);
  const auto expected_query = query_terms(analyzer, text);
  const auto work = [&] {
    TokenBuffer buffer;
    for (int i = 0; i < 2'000; ++i) {
      analyzer.analyze(text, buffer);
      ASSERT_EQ(buffer.tokens().size(), expected.size());
      if (i % 100 == 0) {
        ASSERT_EQ(placed_terms(analyzer, text), expected);
        ASSERT_EQ(query_terms(analyzer, text), expected_query);
      }
    }
  };
  std::thread other(work);
  work();
  other.join();
}

TEST(AnalyzerRealData, EveryTitleFindsItself) {
  std::ifstream file("../shared/data/catalog/amazon-india.csv");
  if (!file) GTEST_SKIP() << "../shared/data is not here";
  const Analyzer analyzer = make_analyzer();
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line) && lines < 4'000; ++lines) {
    ASSERT_TRUE(finds(analyzer, line, line)) << line;
  }
  EXPECT_GT(lines, 1'000U);
}

}  // namespace
}  // namespace khoj::text
