#include "eval/ir_dataset.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <unordered_set>

#include <simdjson.h>

#include "io/byte_source.hpp"
#include "io/jsonl_reader.hpp"

namespace khoj::eval {
namespace {

using base::ErrorCode;

constexpr std::string_view kHeading = "query-id\tcorpus-id\tscore";

/// @param required whether the member must be there.
base::Result<std::string> read_member(const simdjson::dom::object& object, std::string_view name,
                                      bool required) {
  simdjson::dom::element element;
  if (object.at_key(name).get(element) != simdjson::SUCCESS) {
    if (!required) return std::string();
    return base::fail(ErrorCode::invalid_argument, "the member '{}' is missing", name);
  }
  std::string_view text;
  if (element.get(text) == simdjson::SUCCESS) return std::string(text);
  if (!required && element.is_null()) return std::string();
  return base::fail(ErrorCode::invalid_argument, "the member '{}' must be a string", name);
}

base::Result<simdjson::dom::object> parse_object(simdjson::dom::parser& parser, std::string_view json) {
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS) {
    return base::fail(ErrorCode::invalid_argument, "is not JSON: {}", simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return base::fail(ErrorCode::invalid_argument, "must be a JSON object");
  return object;
}

base::Result<std::string> read_id(const simdjson::dom::object& object) {
  KHOJ_ASSIGN(auto id, read_member(object, "_id", true));
  if (id.empty()) return base::fail(ErrorCode::invalid_argument, "the member '_id' must not be empty");
  return id;
}

/// Calls `on_line(text)` for every line of the file and says where its errors happened.
template <typename OnLine>
base::Status for_each_line(const std::filesystem::path& path, const OnLine& on_line) {
  KHOJ_ASSIGN(auto source, io::FileSource::open(path));
  io::JsonlReader reader(source);
  for (;;) {
    KHOJ_ASSIGN(const auto outcome, reader.next());
    if (outcome == io::ReadOutcome::end) return {};
    base::Status status;
    std::uint64_t line = 0;
    if (outcome == io::ReadOutcome::fault) {
      line = reader.fault().line;
      status = base::fail(ErrorCode::invalid_argument, "{}", reader.fault().reason);
    } else {
      line = reader.record().line;
      status = on_line(reader.record().text, line);
    }
    if (!status) {
      return base::fail(
          base::at(fmt::format("{}:{}", path.filename().string(), line), std::move(status).error()));
    }
  }
}

/// Reads a file of records with ids, each id once.
template <typename Record, typename Parse>
base::Result<std::vector<Record>> read_records(const std::filesystem::path& path, const Parse& parse,
                                               std::unordered_set<std::string>& ids) {
  std::vector<Record> records;
  KHOJ_TRY(for_each_line(path, [&](std::string_view text, std::uint64_t) -> base::Status {
    KHOJ_ASSIGN(auto record, parse(text));
    if (!ids.insert(record.id).second) {
      return base::fail(ErrorCode::invalid_argument, "the id '{}' stands twice", record.id);
    }
    records.push_back(std::move(record));
    return {};
  }));
  return records;
}

std::string splits_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".tsv") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

base::Result<Qrels> read_qrels(const std::filesystem::path& path,
                               const std::unordered_set<std::string>& queries,
                               const std::unordered_set<std::string>& documents) {
  Qrels qrels;
  const auto on_line = [&](std::string_view text, std::uint64_t line) -> base::Status {
    if (line == 1 && text == kHeading) return {};
    KHOJ_ASSIGN(const auto judgement, parse_judgement(text));
    const std::string query(judgement.query);
    const std::string document(judgement.document);
    if (!queries.contains(query))
      return base::fail(ErrorCode::invalid_argument, "the query '{}' is not in queries.jsonl", query);
    if (!documents.contains(document)) {
      return base::fail(ErrorCode::invalid_argument, "the document '{}' is not in corpus.jsonl", document);
    }
    if (!qrels[query].emplace(document, judgement.relevance).second) {
      return base::fail(ErrorCode::invalid_argument, "the document '{}' is judged twice for the query '{}'",
                        document, query);
    }
    return {};
  };
  KHOJ_TRY(for_each_line(path, on_line));
  return qrels;
}

}  // namespace

base::Result<IrDocument> parse_ir_document(std::string_view json) {
  simdjson::dom::parser parser;
  KHOJ_ASSIGN(const auto object, parse_object(parser, json));
  IrDocument document;
  KHOJ_ASSIGN(document.id, read_id(object));
  KHOJ_ASSIGN(document.title, read_member(object, "title", false));
  KHOJ_ASSIGN(document.text, read_member(object, "text", true));
  return document;
}

base::Result<IrQuery> parse_ir_query(std::string_view json) {
  simdjson::dom::parser parser;
  KHOJ_ASSIGN(const auto object, parse_object(parser, json));
  IrQuery query;
  KHOJ_ASSIGN(query.id, read_id(object));
  KHOJ_ASSIGN(query.text, read_member(object, "text", true));
  return query;
}

base::Result<Judgement> parse_judgement(std::string_view line) {
  const std::size_t first = line.find('\t');
  const std::size_t second = first == std::string_view::npos ? first : line.find('\t', first + 1);
  if (second == std::string_view::npos || line.find('\t', second + 1) != std::string_view::npos) {
    return base::fail(ErrorCode::invalid_argument,
                      "expected three columns with tabs between them: query-id, corpus-id, score");
  }
  Judgement judgement{line.substr(0, first), line.substr(first + 1, second - first - 1)};
  const std::string_view score = line.substr(second + 1);
  const char* const end = score.data() + score.size();
  const auto [stop, error] = std::from_chars(score.data(), end, judgement.relevance);
  if (error != std::errc() || stop != end || !std::isfinite(judgement.relevance)) {
    return base::fail(ErrorCode::invalid_argument, "the score '{}' is no number", score);
  }
  return judgement;
}

base::Result<IrDataset> load_ir_dataset(const std::filesystem::path& folder, std::string_view split) {
  const auto qrels_path = folder / "qrels" / fmt::format("{}.tsv", split);
  std::error_code ignored;
  if (!std::filesystem::exists(qrels_path, ignored)) {
    return base::fail(ErrorCode::not_found, "no judgements at {}; the splits that are there: {}",
                      qrels_path.string(), splits_in(folder / "qrels"));
  }
  IrDataset dataset;
  const auto normal = folder.lexically_normal();
  const auto name = normal.has_filename() ? normal.filename() : normal.parent_path().filename();
  dataset.name = fmt::format("{}/{}", name.string(), split);
  std::unordered_set<std::string> documents, queries;
  KHOJ_ASSIGN(dataset.documents,
              read_records<IrDocument>(folder / "corpus.jsonl", parse_ir_document, documents));
  KHOJ_ASSIGN(dataset.queries, read_records<IrQuery>(folder / "queries.jsonl", parse_ir_query, queries));
  KHOJ_ASSIGN(dataset.qrels, read_qrels(qrels_path, queries, documents));
  return dataset;
}

base::Result<Report> evaluate_ir(const IrDataset& dataset, const SearchFunction& search,
                                 const BootstrapOptions& bootstrap) {
  constexpr std::size_t kDepth = 100;
  std::vector<double> ndcg, reciprocal, recall_10, recall_100;
  for (const auto& query : dataset.queries) {
    const auto relevance = dataset.qrels.find(query.id);
    if (relevance == dataset.qrels.end()) continue;
    if (judge({}, relevance->second).ideal.empty()) continue;
    KHOJ_ASSIGN(const auto found, search(query.text, kDepth));
    const auto ranking = judge(found, relevance->second);
    ndcg.push_back(ndcg_at_k(ranking, 10));
    reciprocal.push_back(reciprocal_rank_at_k(ranking, 10));
    recall_10.push_back(recall_at_k(ranking, 10));
    recall_100.push_back(recall_at_k(ranking, kDepth));
  }
  if (ndcg.empty())
    return base::fail(ErrorCode::failed_precondition, "{} has no query with a relevant document",
                      dataset.name);
  Report report;
  report.dataset_name = dataset.name;
  report.num_queries = ndcg.size();
  report.num_corpus = dataset.documents.size();
  add_metric(report, "ndcg@10", ndcg, bootstrap);
  add_metric(report, "mrr@10", reciprocal, bootstrap);
  add_metric(report, "recall@10", recall_10, bootstrap);
  add_metric(report, "recall@100", recall_100, bootstrap);
  return report;
}

}  // namespace khoj::eval
