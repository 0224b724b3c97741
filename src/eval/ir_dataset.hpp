// Retrieval data sets in the layout that BEIR made common: a folder with corpus.jsonl, queries.jsonl and
// qrels/SPLIT.tsv. Reads them strictly and evaluates a search on them. Plain data and pure functions;
// thread-safe.
//
//   corpus.jsonl   {"_id": "31715818", "title": "…", "text": "…"}   one document a line; title may be missing
//   queries.jsonl  {"_id": "0", "text": "…"}
//   qrels/test.tsv query-id ⇥ corpus-id ⇥ score                      the first line is this heading or
//   already data
//
// Other members are ignored. Source: Thakur et al., arXiv:2104.08663.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "eval/metrics.hpp"
#include "eval/report.hpp"
#include "eval/search_function.hpp"

namespace khoj::eval {

struct IrDocument {
  std::string id;
  std::string title;
  std::string text;
};

struct IrQuery {
  std::string id;
  std::string text;
};

/// Query id → its judgements.
using Qrels = std::unordered_map<std::string, Relevance, base::StringHash, std::equal_to<>>;

struct IrDataset {
  std::string name;                   ///< The folder's name and the split: "scifact/test".
  std::vector<IrDocument> documents;  ///< In the file's order.
  std::vector<IrQuery> queries;       ///< In the file's order; also those that the split does not judge.
  Qrels qrels;
};

/// Reads all three files. @param split the name of a file in qrels/, without ".tsv".
/// Errors: not_found (a file is missing; for qrels with the splits that are there); invalid_argument with
/// "corpus.jsonl:17" as context: no JSON, a member missing or of the wrong type, an id twice, a judgement of
/// an unknown query or document, a score that is no number.
base::Result<IrDataset> load_ir_dataset(const std::filesystem::path& folder, std::string_view split);

/// One line each, as load_ir_dataset reads them; errors without the place.
base::Result<IrDocument> parse_ir_document(std::string_view json);
base::Result<IrQuery> parse_ir_query(std::string_view json);

/// One line of a qrels file; its views point into `line`.
struct Judgement {
  std::string_view query;
  std::string_view document;
  double relevance = 0;  ///< Finite.
};
base::Result<Judgement> parse_judgement(std::string_view line);

/// Runs every query that has a relevant document; the others are skipped (spec J4-37).
/// @return ndcg@10, mrr@10, recall@10 and recall@100. Errors: failed_precondition (no such query), the
/// search's own.
base::Result<Report> evaluate_ir(const IrDataset& dataset, const SearchFunction& search,
                                 const BootstrapOptions& bootstrap = {});

}  // namespace khoj::eval
