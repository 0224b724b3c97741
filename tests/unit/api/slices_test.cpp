#include "api/json/slices.hpp"

#include <gtest/gtest.h>

namespace khoj::api {
namespace {

using Slices = std::vector<std::string_view>;

TEST(ArraySlices, CutsElementsWithoutReadingThem) {
  EXPECT_EQ(array_slices("[]").value(), Slices{});
  EXPECT_EQ(array_slices(" [ ] ").value(), Slices{});
  EXPECT_EQ(array_slices(R"([{"a":[1,{"b":2}]}, 3 ,"x,]\"[" , [1,2]])").value(),
            (Slices{R"({"a":[1,{"b":2}]})", "3", R"("x,]\"[")", "[1,2]"}));
  EXPECT_EQ(array_slices("[not json, {\"a\": oops}]").value(), (Slices{"not json", "{\"a\": oops}"}));
}

TEST(ArraySlices, RefusesWhatIsNoArray) {
  for (const std::string_view bad :
       {"", "{}", "[", "[1", "[1,", "[,]", "[1,]", "[1,,2]", "[1] 2", "[\"x]", "[[1]", "[\"\\"}) {
    EXPECT_FALSE(array_slices(bad)) << bad;
  }
}

TEST(LineSlices, SkipsBlankLines) {
  EXPECT_EQ(line_slices("{\"a\":1}\r\n\n  \n{\"b\":2}"), (Slices{"{\"a\":1}", "{\"b\":2}"}));
  EXPECT_EQ(line_slices(""), Slices{});
}

}  // namespace
}  // namespace khoj::api
