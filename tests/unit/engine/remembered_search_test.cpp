// What was asked before is answered as it was the first time, until anything changes.
#include "engine/remembered_search.hpp"

#include <set>

#include "base/clock.hpp"
#include "shop_fixture.hpp"

namespace khoj::engine {
namespace {

class RememberedSearchTest : public ShopTest {
 protected:
  RememberedSearchTest() { options_.remembered_bytes = 1U << 20U; }

  void SetUp() override {
    ShopTest::SetUp();
    std::vector<domain::Product> products(40);
    for (std::size_t i = 0; i < products.size(); ++i) {
      auto& product = products[i];
      product.id = "p" + std::to_string(i);
      product.title = i % 3 == 0 ? "Red cotton saree" : "Blue silk saree with border";
      product.brand = i % 2 == 0 ? "Nalli" : "Fabindia";
      product.categories = {"Clothing > Sarees"};
      product.price_paise = static_cast<std::int64_t>(10'000 * (i + 1));
      product.rating = 3.0 + static_cast<double>(i % 5) / 4.0;
      product.rating_count = static_cast<std::int64_t>(i);
      product.variant_group = "g" + std::to_string(i / 4);
      product.link = "https://shop.example/" + product.id;
    }
    put(std::move(products));
  }

  [[nodiscard]] std::uint64_t remembered() const { return engine_->status().remembered_searches; }
};

std::vector<SearchRequest> different_requests() {
  std::vector<SearchRequest> requests;
  const auto with = [&](auto change) {
    SearchRequest request;
    request.query = "saree";
    request.limit = 7;
    change(request);
    requests.push_back(std::move(request));
  };
  with([](SearchRequest&) {});
  with([](SearchRequest& r) { r.query = "silk saree"; });
  with([](SearchRequest& r) { r.browse = true, r.query = "", r.policy = "browse"; });
  with([](SearchRequest& r) { r.limit = 8; });
  with([](SearchRequest& r) { r.offset = 7; });
  with([](SearchRequest& r) { r.chips = {"under_2000"}; });
  with([](SearchRequest& r) { r.filter = "price <= 2000"; });
  with([](SearchRequest& r) { r.facets = {{"brand", 20, {}}}; });
  with([](SearchRequest& r) { r.facets = {{"brand", 1, {}}}; });
  with([](SearchRequest& r) { r.facets = {{"price", 20, HistogramRequest{500}}}; });
  with([](SearchRequest& r) { r.facets = {{"price", 20, HistogramRequest{1'000}}}; });
  with([](SearchRequest& r) { r.sort = {"price:desc"}; });
  with([](SearchRequest& r) { r.sort = {"price:asc", "rating:desc"}; });
  with([](SearchRequest& r) { r.group_by = "variant_group"; });
  with([](SearchRequest& r) { r.highlight = {"title"}; });
  with([](SearchRequest& r) { r.budget_ms = 10'000; });
  with([](SearchRequest& r) { r.policy = "browse"; });
  with([](SearchRequest& r) { r.explain = true; });
  return requests;
}

TEST(QuestionOf, EveryMemberThatMattersMakesAnotherQuestion) {
  std::set<std::string> questions;
  const auto requests = different_requests();
  for (const auto& request : requests) questions.insert(question_of(1, request));
  SearchRequest behind = requests[0];
  behind.cursor = "AAAA";
  questions.insert(question_of(1, behind));
  SearchRequest of_another;
  of_another.query = "saree";
  of_another.limit = 7;
  of_another.tenant = *domain::Tenant::parse("other");
  questions.insert(question_of(1, of_another));
  questions.insert(question_of(2, requests[0]));
  EXPECT_EQ(questions.size(), requests.size() + 3);
}

TEST(QuestionOf, WhoAsksMakesNoDifference) {
  SearchRequest request;
  request.query = "saree";
  const auto question = question_of(1, request);
  request.request_id = "request-0001";
  request.client_key = 17;
  request.pincode = *domain::Pincode::parse("560001");
  EXPECT_EQ(question_of(1, request), question);
}

TEST(QuestionOf, TextsDoNotRunIntoEachOther) {
  SearchRequest one;
  one.chips = {"cod", "4plus"};
  SearchRequest other;
  other.chips = {"cod4plus", ""};
  EXPECT_NE(question_of(1, one), question_of(1, other));
}

TEST_F(RememberedSearchTest, TheSecondAnswerIsTheFirst) {
  for (auto request : different_requests()) {
    const auto before = remembered();
    const auto first = ask(request);
    EXPECT_EQ(remembered(), before);
    EXPECT_EQ(ask(request), first);
    EXPECT_EQ(remembered(), before + (request.explain ? 0 : 1)) << "explanations are made anew";
    if (!first.next_cursor) continue;
    request.cursor = *first.next_cursor;
    request.offset = 0;
    const auto second_page = ask(request);
    EXPECT_EQ(ask(request), second_page);
    EXPECT_NE(ids(second_page), ids(first));
  }
}

TEST_F(RememberedSearchTest, AChangeOfTheCatalogueIsSeenAtOnce) {
  auto request = query("saree");
  request.sort = {"price:asc"};
  request.limit = 1;
  EXPECT_EQ(ids(ask(request)), std::vector<std::string>{"p0"});
  EXPECT_EQ(ids(ask(request)), std::vector<std::string>{"p0"});
  domain::Product cheapest;
  cheapest.id = "p9";
  cheapest.title = "Red cotton saree";
  ask(request);
  cheapest.price_paise = 100;
  put({cheapest});
  EXPECT_EQ(ids(ask(request)), std::vector<std::string>{"p9"});
}

TEST_F(RememberedSearchTest, AChangeOfRulesAndSettingsIsSeenAtOnce) {
  const auto request = query("saree");
  const auto first = ask(request);
  CurationRule rule;
  rule.queries = {"saree"};
  rule.hides = {first.items[0].product_id};
  ASSERT_TRUE(base::sync_wait(engine_->put_curation("hide", rule)).has_value());
  EXPECT_EQ(ask(request).total, first.total - 1);
  ASSERT_TRUE(base::sync_wait(engine_->remove_curation("hide")).has_value());
  EXPECT_EQ(ask(request), first);
  EXPECT_EQ(ask(query("lugda")).total, 0U);
  ASSERT_TRUE(base::sync_wait(engine_->put_synonym("1", Synonym{"lugda", {"saree"}})).has_value());
  EXPECT_EQ(ask(query("lugda")).total, first.total);
}

TEST_F(RememberedSearchTest, NothingIsRememberedWhileRulesDependOnTheTime) {
  CurationRule rule;
  rule.queries = {"saree"};
  rule.hides = {"p0"};
  rule.until_ms = base::now_ms() + 3'600'000;
  ASSERT_TRUE(base::sync_wait(engine_->put_curation("sale", rule)).has_value());
  ask(query("saree"));
  ask(query("saree"));
  EXPECT_EQ(remembered(), 0U);
  rule.until_ms = base::now_ms() - 1;
  ASSERT_TRUE(base::sync_wait(engine_->put_curation("sale", rule)).has_value());
  ask(query("saree"));
  ask(query("saree"));
  EXPECT_EQ(remembered(), 1U) << "the rule is over";
}

TEST_F(RememberedSearchTest, WhatTheTimeCutShortIsNotRemembered) {
  auto request = query("saree");
  request.budget_ms = 1e-6;
  EXPECT_TRUE(ask(request).partial);
  ask(request);
  EXPECT_EQ(remembered(), 0U);
}

TEST_F(RememberedSearchTest, AWrongRequestStaysWrong) {
  ask(query("saree"));
  auto request = query("saree");
  request.chips = {"nonsense"};
  const auto error = error_of(request);
  EXPECT_NE(error, "");
  EXPECT_EQ(error_of(request), error);
}

}  // namespace
}  // namespace khoj::engine
