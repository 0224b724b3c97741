#include "eval/ir_dataset.hpp"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>

namespace khoj::eval {
namespace {

class IrDatasetFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ir_dataset_test" /
              testing::UnitTest::GetInstance()->current_test_info()->name() / "tiny";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "qrels");
    write("corpus.jsonl",
          "{\"_id\":\"d1\",\"title\":\"Saree\",\"text\":\"red\",\"metadata\":{}}\n"
          "{\"_id\":\"d2\",\"text\":\"blue kurta\"}\n{\"_id\":\"d3\",\"title\":null,\"text\":\"\"}\n");
    write("queries.jsonl",
          "{\"_id\":\"q1\",\"text\":\"red "
          "saree\"}\n{\"_id\":\"q2\",\"text\":\"kurta\"}\n{\"_id\":\"q3\",\"text\":\"unjudged\"}\n");
    write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td3\t1\nq2\td2\t1\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) { std::ofstream(folder_ / name) << text; }

  std::string error(std::string_view split = "test") {
    const auto dataset = load_ir_dataset(folder_, split);
    return dataset ? "no error" : dataset.error().describe();
  }

  std::filesystem::path folder_;
};

TEST_F(IrDatasetFiles, AreReadInOrder) {
  const auto dataset = load_ir_dataset(folder_, "test");
  ASSERT_TRUE(dataset) << dataset.error().describe();
  EXPECT_EQ(dataset->name, "tiny/test");
  ASSERT_EQ(dataset->documents.size(), 3U);
  EXPECT_EQ(dataset->documents[0].title, "Saree");
  EXPECT_EQ(dataset->documents[1].text, "blue kurta");
  EXPECT_EQ(dataset->queries.size(), 3U);
  EXPECT_EQ(dataset->qrels.at("q1").at("d1"), 2.0);
  EXPECT_EQ(dataset->qrels.size(), 2U);
}

TEST_F(IrDatasetFiles, NeedNoHeading) {
  write("qrels/test.tsv", "q1\td1\t2\n");
  const auto dataset = load_ir_dataset(folder_, "test");
  ASSERT_TRUE(dataset);
  EXPECT_EQ(dataset->qrels.size(), 1U);
}

TEST_F(IrDatasetFiles, ErrorsNameFileLineAndWhatWasExpected) {
  EXPECT_NE(error("dev").find("the splits that are there: test"), std::string::npos) << error("dev");
  write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n");
  EXPECT_EQ(error(), "test.tsv:2: expected three columns with tabs between them: query-id, corpus-id, score");
  write("qrels/test.tsv", "q1\td1\t1\nq1\td2\tmany\n");
  EXPECT_EQ(error(), "test.tsv:2: the score 'many' is no number");
  write("qrels/test.tsv", "q9\td1\t1\n");
  EXPECT_EQ(error(), "test.tsv:1: the query 'q9' is not in queries.jsonl");
  write("qrels/test.tsv", "q1\td9\t1\n");
  EXPECT_EQ(error(), "test.tsv:1: the document 'd9' is not in corpus.jsonl");
  write("qrels/test.tsv", "q1\td1\t1\nq1\td1\t1\n");
  EXPECT_EQ(error(), "test.tsv:2: the document 'd1' is judged twice for the query 'q1'");
  write("qrels/test.tsv",
        "q1\td1\t1\n"
        "q1\td2\tinf\n");
  EXPECT_EQ(error(), "test.tsv:2: the score 'inf' is no number");
  write("qrels/test.tsv", "query\tdocument\trelevance\n");
  EXPECT_EQ(error(), "test.tsv:1: the score 'relevance' is no number") << "only the usual heading is one";
  write("corpus.jsonl", "{\"_id\":\"d1\",\"text\":\"a\"}\n\nnonsense\n");
  EXPECT_TRUE(error().starts_with("corpus.jsonl:3: is not JSON: ")) << error();
  write("corpus.jsonl", "{\"_id\":\"d1\",\"text\":\"a\"}\n{\"_id\":\"d1\",\"text\":\"b\"}\n");
  EXPECT_EQ(error(), "corpus.jsonl:2: the id 'd1' stands twice");
  write("corpus.jsonl", "{\"_id\":7,\"text\":\"a\"}\n");
  EXPECT_EQ(error(), "corpus.jsonl:1: the member '_id' must be a string");
  write("corpus.jsonl", "{\"_id\":\"d1\"}\n");
  EXPECT_EQ(error(), "corpus.jsonl:1: the member 'text' is missing");
  write("corpus.jsonl", "[]\n");
  EXPECT_EQ(error(), "corpus.jsonl:1: must be a JSON object");
  std::filesystem::remove(folder_ / "corpus.jsonl");
  EXPECT_EQ(load_ir_dataset(folder_, "test").error().code, base::ErrorCode::not_found);
}

TEST_F(IrDatasetFiles, AreEvaluatedOverTheJudgedQueries) {
  const auto dataset = load_ir_dataset(folder_, "test");
  ASSERT_TRUE(dataset);
  int asked = 0;
  const SearchFunction search = [&](std::string_view query,
                                    std::size_t k) -> base::Result<std::vector<std::string>> {
    ++asked;
    EXPECT_EQ(k, 100U);
    if (query == "red saree") return std::vector<std::string>{"d1", "d2", "d3"};
    return std::vector<std::string>{"d1", "d2"};
  };
  const auto report = evaluate_ir(*dataset, search);
  ASSERT_TRUE(report);
  EXPECT_EQ(asked, 2) << "a query without judgements is skipped";
  EXPECT_EQ(report->num_queries, 2U);
  EXPECT_EQ(report->num_corpus, 3U);
  EXPECT_NEAR(report->find("ndcg@10")->value.mean, (0.950234 + 0.630930) / 2, 1e-6);
  EXPECT_DOUBLE_EQ(report->find("mrr@10")->value.mean, 0.75);
  EXPECT_DOUBLE_EQ(report->find("recall@100")->value.mean, 1.0);
}

TEST_F(IrDatasetFiles, WithoutRelevantDocumentsCannotBeEvaluated) {
  write("qrels/test.tsv", "q1\td1\t0\n");
  const auto dataset = load_ir_dataset(folder_, "test");
  ASSERT_TRUE(dataset);
  const SearchFunction search = [](std::string_view, std::size_t) { return std::vector<std::string>{}; };
  EXPECT_EQ(evaluate_ir(*dataset, search).error().code, base::ErrorCode::failed_precondition);
}

TEST(IrDatasetRealData, SciFactIsReadWhole) {
  const std::filesystem::path folder = "../shared/data/retrieval/scifact";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no real data here";
  const auto dataset = load_ir_dataset(folder, "train");
  ASSERT_TRUE(dataset) << dataset.error().describe();
  EXPECT_EQ(dataset->documents.size(), 5'183U);
  EXPECT_EQ(dataset->qrels.size(), 809U);
}

}  // namespace
}  // namespace khoj::eval
