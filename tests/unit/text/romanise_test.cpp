#include "text/romanise.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "text/normalise.hpp"

namespace khoj::text {
namespace {

std::string first(const std::string& word) { return romanise(fold(word), script_of_word(word)).first; }
std::string second(const std::string& word) { return romanise(fold(word), script_of_word(word)).second; }

TEST(Romanise, SpellsHindiAsItIsTyped) {
  EXPECT_EQ(first("कुर्ता"), "kurta");
  EXPECT_EQ(first("साड़ी"), "sari");
  EXPECT_EQ(second("साड़ी"), "saree");
  EXPECT_EQ(first("चप्पल"), "chappal");
  EXPECT_EQ(first("शर्ट"), "shart");
  EXPECT_EQ(first("रंग"), "rang");
  EXPECT_EQ(first("लंबा"), "lamba");
  EXPECT_EQ(first("ज्ञान"), "gyan");
  EXPECT_EQ(second("जूता"), "joota");
  EXPECT_EQ(first("आवाज़"), "avaz");
  EXPECT_EQ(second("आवाज़"), "aawaz");
  EXPECT_EQ(second("फल"), "fal");
  EXPECT_EQ(first("फ़ोन"), "fon");
  EXPECT_EQ(second("कुर्ता"), "");
}

TEST(Romanise, DropsSchwasThatAreNotSpoken) {
  EXPECT_EQ(first("कमल"), "kamal");
  EXPECT_EQ(first("नमकीन"), "namkin");
  EXPECT_EQ(first("मित्र"), "mitra");
  EXPECT_EQ(first("न"), "na");
}

TEST(Romanise, KnowsTheOtherIndicScripts) {
  EXPECT_EQ(first("জামা"), "jama");
  EXPECT_EQ(first("કુર્તા"), "kurta");
  EXPECT_EQ(first("ਸਾੜੀ"), "sari");
  EXPECT_EQ(first("ਪੱਗ"), "pagg");
  EXPECT_EQ(first("ଶାଢ଼ୀ"), "sharhi");
  EXPECT_EQ(first("புடவை"), "putavai");
  EXPECT_EQ(first("చీర"), "chira");
  EXPECT_EQ(second("ಸೀರೆ"), "seere");
  EXPECT_EQ(first("ഫോൺ"), "phon");
}

TEST(Romanise, HasNothingToSayAboutOtherScripts) {
  EXPECT_EQ(romanise("abc", Script::latin).first, "");
  EXPECT_EQ(romanise("手", Script::han).first, "");
  EXPECT_EQ(romanise("", Script::devanagari).first, "");
}

TEST(RomaniseRealData, MeetsWhatPeopleType) {
  std::ifstream file("../shared/data/vernacular/hi.translit.sampled.dev.tsv");
  if (!file) GTEST_SKIP() << "../shared/data is not here";
  std::map<std::string, std::vector<std::string>> attested;
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string roman;
    std::string native;
    if (std::getline(fields, roman, '\t') && std::getline(fields, native, '\t'))
      attested[native].push_back(roman);
  }
  std::size_t hits = 0;
  for (const auto& [native, romans] : attested) {
    const RomanSpellings spellings = romanise(fold(native), Script::devanagari);
    hits += std::any_of(romans.begin(), romans.end(), [&](const std::string& roman) {
      return roman == spellings.first || roman == spellings.second;
    });
  }
  RecordProperty("hits", static_cast<int>(hits));
  RecordProperty("words", static_cast<int>(attested.size()));
  EXPECT_GT(hits * 100, attested.size() * 70) << hits << " of " << attested.size();
}

}  // namespace
}  // namespace khoj::text
