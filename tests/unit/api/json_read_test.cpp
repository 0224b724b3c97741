// Reading described types: types, limits, places of what is wrong (K0-22: schema validation → 422).
#include <boost/describe/class.hpp>
#include <gtest/gtest.h>

#include "api/json/read.hpp"

namespace khoj::api {
namespace {

struct Inner {
  std::string name;
  double weight = 1.0;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, weight))

struct Outer {
  std::string query;
  std::uint32_t max = 24;
  std::int64_t signed_number = 0;
  std::vector<std::string> chips;
  std::optional<std::string> pincode;
  std::vector<Inner> inner;
  std::string mode = "a";
  bool flag = false;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (query, max, signed_number, chips, pincode, inner, mode, flag))

constexpr Pattern kDigits{"^[0-9]+$", [](std::string_view text) {
                            return !text.empty() &&
                                   text.find_first_not_of("0123456789") == std::string_view::npos;
                          }};

}  // namespace

template <>
struct Rules<Inner> {
  static constexpr std::string_view name = "Inner";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {{.field = "name", .required = true, .min_length = 1},
                                   {.field = "weight", .min = 0, .max = 100}};
};

template <>
struct Rules<Outer> {
  static constexpr std::string_view name = "Outer";
  static constexpr std::string_view kModes[] = {"a", "b"};
  static constexpr Rule table[] = {
      {.field = "query", .required = true, .trim = true, .min_length = 1, .max_length = 5},
      {.field = "max", .min = 1, .max = 100},
      {.field = "chips", .min_length = 1, .max_length = 8, .max_items = 3},
      {.field = "pincode", .pattern = &kDigits},
      {.field = "mode", .one_of = kModes}};
};

namespace {

struct Complaint {
  std::string field;
  std::string type;
  friend bool operator==(const Complaint&, const Complaint&) = default;
  friend void PrintTo(const Complaint& complaint, std::ostream* out) {
    *out << complaint.field << ' ' << complaint.type;
  }
};

std::vector<Complaint> complaints(std::string_view json) {
  const auto read = read_body<Outer>(json);
  std::vector<Complaint> out;
  if (read) return out;
  for (const auto& violation : read.error().items()) out.push_back({violation.field(), violation.type});
  return out;
}

using Complaints = std::vector<Complaint>;

TEST(JsonRead, FillsEveryKindOfMember) {
  const auto read =
      read_body<Outer>(R"({"query":" ok ","max":7,"signed_number":-3,"chips":["x","y"],"pincode":"110001",)"
                       R"("inner":[{"name":"n","weight":2.5}],"mode":"b","flag":true})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->query, "ok");
  EXPECT_EQ(read->max, 7U);
  EXPECT_EQ(read->signed_number, -3);
  EXPECT_EQ(read->chips, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(read->pincode, "110001");
  ASSERT_EQ(read->inner.size(), 1U);
  EXPECT_EQ(read->inner[0].weight, 2.5);
  EXPECT_EQ(read->mode, "b");
  EXPECT_TRUE(read->flag);
}

TEST(JsonRead, AbsentAndNullTakeDefaults) {
  const auto read = read_body<Outer>(R"({"query":"q","max":null,"pincode":null})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->max, 24U);
  EXPECT_FALSE(read->pincode);
}

TEST(JsonRead, UnknownMembersAreIgnoredUnlessTheTypeIsClosed) {
  EXPECT_EQ(complaints(R"({"query":"q","colour":1})"), Complaints{});
  EXPECT_EQ(complaints(R"({"query":"q","inner":[{"name":"n","wieght":1}]})"),
            (Complaints{{"inner[0].wieght", "extra_forbidden"}}));
}

TEST(JsonRead, RequiredMembersAreMissed) {
  EXPECT_EQ(complaints("{}"), (Complaints{{"query", "missing"}}));
  EXPECT_EQ(complaints(R"({"query":null})"), (Complaints{{"query", "missing"}}));
  EXPECT_EQ(complaints(R"({"query":"q","inner":[{"name":"n"},{}]})"),
            (Complaints{{"inner[1].name", "missing"}}));
  EXPECT_EQ(complaints(""), (Complaints{{"", "missing"}}));
}

TEST(JsonRead, EveryComplaintIsMadeAtOnce) {
  EXPECT_EQ(complaints(R"({"query":"","max":0,"chips":["ok",5],"pincode":"x","mode":"c","flag":1})"),
            (Complaints{{"query", "string_too_short"},
                        {"max", "greater_than_equal"},
                        {"chips[1]", "string_type"},
                        {"pincode", "string_pattern_mismatch"},
                        {"mode", "enum"},
                        {"flag", "bool_type"}}));
}

TEST(JsonRead, TypesAreStrict) {
  EXPECT_EQ(complaints(R"({"query":1})"), (Complaints{{"query", "string_type"}}));
  EXPECT_EQ(complaints(R"({"query":"q","max":"24"})"), (Complaints{{"max", "int_type"}}));
  EXPECT_EQ(complaints(R"({"query":"q","max":2.5})"), (Complaints{{"max", "int_type"}}));
  EXPECT_EQ(complaints(R"({"query":"q","max":2.0})"), Complaints{});
  EXPECT_EQ(complaints(R"({"query":"q","chips":"x"})"), (Complaints{{"chips", "list_type"}}));
  EXPECT_EQ(complaints(R"({"query":"q","inner":[1]})"), (Complaints{{"inner[0]", "model_type"}}));
  EXPECT_EQ(complaints("[1]"), (Complaints{{"", "model_type"}}));
}

TEST(JsonRead, NumbersOutsideTheTypeAreRefused) {
  EXPECT_EQ(complaints(R"({"query":"q","signed_number":9223372036854775808})"),
            (Complaints{}));  // Rounds to the limit as a double …
  EXPECT_EQ(complaints(R"({"query":"q","signed_number":1e30})"),
            (Complaints{{"signed_number", "less_than_equal"}}));
  EXPECT_EQ(complaints(R"({"query":"q","max":-1})"), (Complaints{{"max", "greater_than_equal"}}));
  EXPECT_EQ(complaints(R"({"query":"q","max":1e300})"), (Complaints{{"max", "less_than_equal"}}));
}

TEST(JsonRead, LengthsAreCountedInCharacters) {
  EXPECT_EQ(complaints(R"({"query":"साड़ी"})"), Complaints{});  // 5 characters, 15 bytes.
  EXPECT_EQ(complaints(R"({"query":"साड़ी1"})"), (Complaints{{"query", "string_too_long"}}));
  EXPECT_EQ(complaints(R"({"query":"   "})"), (Complaints{{"query", "string_too_short"}}));
  EXPECT_EQ(complaints(R"({"query":"q","chips":["a","b","c","d"]})"), (Complaints{{"chips", "too_long"}}));
}

TEST(JsonRead, OnlyStrictJsonIsRead) {
  for (const std::string_view bad :
       {"{", "{'query':'q'}", R"({"query":"q",})", R"({"query":"q"} x)", "nul", R"({"query":NaN})",
        "{\"query\":\"\xff\"}", R"({"query":"q"}{"query":"q"})"}) {
    EXPECT_EQ(complaints(bad), (Complaints{{"", "json_invalid"}})) << bad;
  }
  EXPECT_EQ(complaints(" {\"query\":\"q\"} \r\n"), Complaints{});
}

TEST(JsonRead, DepthIsLimited) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(complaints(deep), (Complaints{{"", "json_invalid"}}));
}

TEST(JsonRead, ManyComplaintsAreCountedButNotKept) {
  std::string json = R"({"query":"q","inner":[)";
  for (int i = 0; i < 1000; ++i) json += "1,";
  json += "1]}";
  const auto read = read_body<Outer>(json);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().items().size(), Violations::kMaxKept);
  EXPECT_EQ(read.error().summary(), "inner[0]: Input should be a JSON object (and 1000 more)");
}

TEST(FieldPath, IsReadBackIntoSteps) {
  using Steps = std::vector<PathStep>;
  EXPECT_EQ(parse_field_path("body", "chips[2]"), (Steps{"body", "chips", std::size_t{2}}));
  EXPECT_EQ(parse_field_path("body", "[0].a.b"), (Steps{"body", std::size_t{0}, "a", "b"}));
  EXPECT_EQ(parse_field_path("body", ""), (Steps{"body"}));
  EXPECT_EQ(parse_field_path("body", "a[x].b["), (Steps{"body", "a", "x", "b", ""}));
}

}  // namespace
}  // namespace khoj::api
