#include "eval/report.hpp"

#include <gtest/gtest.h>

namespace khoj::eval {
namespace {

Report example() {
  Report report{.model_name = "lexical", .dataset_name = "demo/test", .num_queries = 2, .num_corpus = 5};
  report.metrics.push_back({"ndcg@10", {0.123456, 0.1, 0.15}});
  report.metrics.push_back({"mrr@10", {1, 1, 1}});
  return report;
}

TEST(Report, TableIsAligned) {
  EXPECT_EQ(example().to_table(),
            "lexical on demo/test: 2 queries, 5 documents\n"
            "metric     mean   95 % interval\n"
            "ndcg@10  0.1235   0.1000 to 0.1500\n"
            "mrr@10   1.0000   1.0000 to 1.0000\n");
}

TEST(Report, JsonIsRoundedToFourDecimals) {
  // Spec J4-38.
  EXPECT_EQ(
      example().to_json(),
      R"({"model_name":"lexical","dataset_name":"demo/test","num_queries":2,"num_corpus":5,"confidence":0.95,)"
      R"("metrics":{"ndcg@10":0.1235,"mrr@10":1},"intervals":{"ndcg@10":[0.1,0.15],"mrr@10":[1,1]}})");
}

TEST(Report, FindsRowsByName) {
  auto report = example();
  const std::vector<double> values = {0, 1, 1, 0};
  add_metric(report, "hit@1", values, {.confidence = 0.9});
  ASSERT_NE(report.find("hit@1"), nullptr);
  EXPECT_DOUBLE_EQ(report.find("hit@1")->value.mean, 0.5);
  EXPECT_EQ(report.confidence, 0.9);
  EXPECT_EQ(report.find("missing"), nullptr);
}

}  // namespace
}  // namespace khoj::eval
