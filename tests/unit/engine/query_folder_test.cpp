// Which of the queries that a client asks for in a burst is the one that it meant.
#include "engine/query_folder.hpp"

#include <gtest/gtest.h>

namespace khoj::engine {
namespace {

constexpr std::int64_t kWindowMs = 5'000;

class QueryFolderTest : public ::testing::Test {
 protected:
  void ask(std::uint64_t client, const std::string& typed, std::int64_t at_ms, std::uint32_t offset = 0) {
    auto entry = std::make_unique<pipeline::Impression>();
    entry->client_key = client;
    entry->typed = typed;
    entry->shown.query = typed;
    entry->shown.at_ms = at_ms;
    entry->shown.offset = offset;
    folder_.add(std::move(entry));
  }

  /// What comes out, folded queries in brackets.
  std::vector<std::string> due(std::int64_t now_ms) {
    std::vector<QueryFolder::Entry> out;
    folder_.take_due(now_ms, out);
    return names(out);
  }
  std::vector<std::string> all() {
    std::vector<QueryFolder::Entry> out;
    folder_.take_all(out);
    return names(out);
  }

  QueryFolder folder_{kWindowMs, 100};

 private:
  static std::vector<std::string> names(const std::vector<QueryFolder::Entry>& entries) {
    std::vector<std::string> names;
    for (const auto& entry : entries)
      names.push_back(entry->shown.folded ? "(" + entry->typed + ")" : entry->typed);
    return names;
  }
};

using Names = std::vector<std::string>;

TEST_F(QueryFolderTest, X_10_ABurstOfTypingIsItsLastQuery) {
  ask(1, "sma", 1'000);
  ask(1, "smar", 1'300);
  ask(1, "Smart W", 2'000);
  ask(1, "smart watch", 3'000);
  EXPECT_EQ(due(3'000), Names{}) << "more letters may follow";
  EXPECT_EQ(due(6'001), (Names{"(sma)"}));
  EXPECT_EQ(due(100'000), (Names{"(smar)", "(Smart W)", "smart watch"}));
}

TEST_F(QueryFolderTest, X_10_AChainMayLastLongerThanTheWindow) {
  ask(1, "s", 0);
  ask(1, "sa", 4'000);
  ask(1, "sar", 8'000);
  EXPECT_EQ(all(), (Names{"(s)", "(sa)", "sar"}));
}

TEST_F(QueryFolderTest, X_10_ALaterSearchIsAnother) {
  ask(1, "saree", 0);
  ask(1, "saree red", 5'001);
  EXPECT_EQ(all(), (Names{"saree", "saree red"}));
}

TEST_F(QueryFolderTest, X_10_OtherWordsAreAnotherSearch) {
  ask(1, "smart", 0);
  ask(1, "kurta", 100);
  ask(1, "smart", 200);
  EXPECT_EQ(all(), (Names{"(smart)", "kurta", "smart"})) << "the same again within the window counts once";
}

TEST_F(QueryFolderTest, X_10_ErasingIsNotTyping) {
  ask(1, "smart watch", 0);
  ask(1, "smart", 500);
  EXPECT_EQ(all(), (Names{"smart watch", "smart"}));
}

TEST_F(QueryFolderTest, X_10_ClientsDoNotFoldEachOther) {
  ask(1, "sma", 0);
  ask(2, "smart watch", 100);
  ask(0, "sm", 200);
  ask(0, "smart", 300);
  EXPECT_EQ(due(300), (Names{"sm", "smart"})) << "without a client nothing waits";
  EXPECT_EQ(all(), (Names{"sma", "smart watch"}));
}

TEST_F(QueryFolderTest, X_10_BlanksAndOneScriptsCaseAreNoDifference) {
  ask(1, "T shi", 0);
  ask(1, "tshirt", 100);
  ask(1, "कु", 200);
  ask(1, "कुर्ता", 300);
  EXPECT_EQ(all(), (Names{"(T shi)", "tshirt", "(कु)", "कुर्ता"}));
}

TEST_F(QueryFolderTest, FurtherPagesPass) {
  ask(1, "saree", 0);
  ask(1, "saree", 100, 24);
  EXPECT_EQ(all(), (Names{"saree", "saree"}));
}

TEST_F(QueryFolderTest, NothingIsFoldedWithoutAWindow) {
  folder_ = QueryFolder(0, 100);
  ask(1, "sma", 0);
  ask(1, "smart", 100);
  EXPECT_EQ(due(100), (Names{"sma", "smart"}));
}

TEST_F(QueryFolderTest, MemoryIsBounded) {
  for (std::uint64_t i = 0; i < 150; ++i) ask(i + 1, "q" + std::to_string(i), 0);
  EXPECT_EQ(due(0).size(), 50U) << "the oldest go out early";
  ask(1, "q00", 1);
  EXPECT_EQ(all().size(), 101U) << "a client that went out early begins anew";
}

}  // namespace
}  // namespace khoj::engine
