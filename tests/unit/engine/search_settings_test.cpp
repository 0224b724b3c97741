#include "engine/search_settings.hpp"

#include <gtest/gtest.h>

namespace khoj::engine {
namespace {

std::string error_of(std::string_view json) {
  const auto settings = search_settings_from_json(json);
  return settings ? "" : settings.error().describe();
}

TEST(SearchSettings, SurviveTheWayThroughJson) {
  SearchSettings settings;
  settings.version = 3;
  settings.searchable = {{"title", 5.5}, {"attributes.color", 1.0}};
  settings.filterable = {{"attributes.size", "keyword"}, {"attributes.shop", "geo"}};
  settings.synonyms = {{"earbuds", {"earphones"}}, {"", {"tv", "television"}}};
  settings.stop_words = {"online"};
  settings.out_of_stock = "hide";
  auto read = search_settings_from_json(to_json(settings)).value();
  EXPECT_EQ(read.version, 0U) << "the store gives the version";
  read.version = 3;
  EXPECT_EQ(read, settings);
}

TEST(SearchSettings, DefaultsAreValid) { EXPECT_TRUE(validate(SearchSettings{}).has_value()); }

TEST(SearchSettings, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(error_of(R"({"searchable":[{"name":"titel","weight":1}]})").substr(0, 26),
            "searchable[0].name: 'titel");
  EXPECT_EQ(error_of(R"({"searchable":[{"name":"title","weight":0}]})"),
            "searchable[0].weight: must be from 0.001 to 100, not 0");
  EXPECT_EQ(error_of(R"({"searchable":[{"name":"title","wait":1}]})"),
            "searchable[0].wait: is unknown; expected one of name, weight");
  EXPECT_EQ(error_of(R"({"searchable":[{"name":"title","weight":1e-50}]})").substr(0, 20),
            "searchable[0].weight");
  EXPECT_EQ(error_of(R"({"searchable":[]})"), "searchable: needs 1 to 8 fields, not 0");
  EXPECT_EQ(error_of(R"({"searchable":[{"name":"title"},{"name":"title"}]})"),
            "searchable[0].name: 'title' stands there twice");
  EXPECT_EQ(error_of(R"({"synonyms":[{"to":["tv"]}]})"), "synonyms[0].to: needs 2 to 64 entries");
  EXPECT_EQ(error_of(R"({"synonyms":[{"from":"tv","to":[1]}]})"), "synonyms[0].to[0]: must be a string");
  EXPECT_EQ(error_of(R"({"stop_words":"online"})"), "stop_words: must be a list");
  EXPECT_EQ(error_of(R"({"out_of_stock":"burn"})"),
            "out_of_stock: must be one of demote, hide, keep, not 'burn'");
  EXPECT_EQ(error_of(R"({"colour":1})"),
            "colour: is unknown; expected one of version, searchable, filterable, synonyms, stop_words, "
            "out_of_stock");
  EXPECT_EQ(error_of(R"({"filterable":[{"name":"size"}]})"),
            "filterable[0].name: 'size' is no attribute; expected attributes.<name>");
  EXPECT_EQ(error_of(R"({"filterable":[{"name":"attributes.size","type":"text"}]})"),
            "filterable[0].type: must be one of keyword, number, geo, not 'text'");
  EXPECT_NE(error_of("{"), "");
  EXPECT_NE(error_of("[]"), "");
}

}  // namespace
}  // namespace khoj::engine
