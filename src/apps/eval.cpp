// khoj eval: how good the results are. known-item asks a shop for its own products by rare words of their titles; ir runs
// a judged data set in the BEIR layout, whose documents are imported as products into a temporary shop; queries prints the
// first results of queries in a file, for people to read; sources and semantic are in files of their own.
#include <algorithm>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/eval_semantic.hpp"
#include "apps/eval_served.hpp"
#include "apps/eval_sources.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "apps/temporary_folder.hpp"
#include "base/utf8.hpp"
#include "eval/ir_dataset.hpp"
#include "eval/known_item.hpp"
#include "eval/report.hpp"

namespace khoj::apps {
namespace {

struct EvalOptions {
  CommonOptions common;
  eval::KnownItemOptions known_item;
  std::string dataset;
  std::string split = "test";
  std::string known_item_policy = "search";
  std::string ir_policy = "documents";
  std::string queries_file;
  bool json = false;
};

void print_report(const EvalOptions& options, const eval::Report& report) {
  fmt::print("{}{}", options.json ? report.to_json() : report.to_table(), options.json ? "\n" : "");
}

base::Result<std::vector<eval::KnownItemDocument>> read_titles(store::CatalogStore& catalog) {
  std::vector<eval::KnownItemDocument> documents;
  std::string cursor;
  for (;;) {
    KHOJ_ASSIGN(auto page, base::sync_wait(catalog.list({}, 5'000, cursor)));
    for (auto& stored : page.products)
      documents.push_back({std::move(stored.product.id), std::move(stored.product.title)});
    if (!page.next_cursor) return documents;
    cursor = *std::move(page.next_cursor);
  }
}

base::Status eval_known_item(const EvalOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  KHOJ_ASSIGN(const auto documents, read_titles(*shop.stores.catalog));
  KHOJ_ASSIGN(const auto queries, eval::make_known_item_queries(documents, options.known_item));
  KHOJ_ASSIGN(auto report,
              eval::evaluate_known_items(queries, search_with(*shop.engine, options.known_item_policy),
                                         options.known_item));
  report.model_name = fmt::format("policy {}", options.known_item_policy);
  report.dataset_name =
      fmt::format("known items of {} products, seed {}", documents.size(), options.known_item.seed);
  report.num_corpus = documents.size();
  print_report(options, report);
  return {};
}

domain::Product to_product(const eval::IrDocument& document) {
  domain::Product product;
  product.id = document.id;
  product.title = document.title.empty() ? document.id : document.title;
  product.title = base::truncate_utf8(product.title, domain::kMaxTitleBytes);
  product.description = base::truncate_utf8(document.text, domain::kMaxTextBytes);
  return product;
}

base::Status load_documents(const eval::IrDataset& dataset, Shop& shop) {
  constexpr std::size_t kBatch = 2'000;
  ProgressBar progress("importing");
  std::vector<domain::Product> batch;
  for (std::size_t i = 0; i < dataset.documents.size(); ++i) {
    batch.push_back(to_product(dataset.documents[i]));
    if (batch.size() < kBatch && i + 1 < dataset.documents.size()) continue;
    KHOJ_ASSIGN(const auto written, base::sync_wait(shop.stores.catalog->upsert({}, std::move(batch))));
    batch.clear();
    progress.update(i + 1, dataset.documents.size(), fmt::format("{} documents", i + 1));
  }
  return shop.engine->wait_until_searchable(3'600'000);
}

base::Status eval_ir(EvalOptions options) {
  KHOJ_ASSIGN(const auto dataset, eval::load_ir_dataset(options.dataset, options.split));
  KHOJ_ASSIGN(const auto folder, TemporaryFolder::make());
  options.common.data_dir = folder->path().string();
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(auto shop, open_shop(config));
  KHOJ_TRY(load_documents(dataset, shop));
  KHOJ_ASSIGN(auto report, eval::evaluate_ir(dataset, search_with(*shop.engine, options.ir_policy),
                                             options.known_item.bootstrap));
  report.model_name = fmt::format("policy {}", options.ir_policy);
  print_report(options, report);
  return {};
}

/// A title that fits into a cell of a Markdown table.
std::string cell(std::string_view title) {
  constexpr std::size_t kWidth = 48;
  std::string text(base::truncate_utf8(title, kWidth));
  std::replace(text.begin(), text.end(), '|', '/');
  return title.size() > kWidth ? text + " …" : text;
}

base::Status eval_queries(const EvalOptions& options) {
  constexpr std::size_t kShown = 3;
  std::ifstream file(options.queries_file);
  if (!file) return base::fail(base::ErrorCode::not_found, "cannot read '{}'", options.queries_file);
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  fmt::print("| Query | Found | First | Second | Third |\n|---|---|---|---|---|\n");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    engine::SearchRequest request;
    request.query = line;
    request.policy = options.known_item_policy;
    request.limit = kShown;
    KHOJ_ASSIGN(const auto response, base::sync_wait(shop.engine->search(std::move(request))));
    fmt::print("| {} | {} |", cell(line), response.total);
    for (std::size_t i = 0; i < kShown; ++i)
      fmt::print(" {} |", i < response.items.size() ? cell(response.items[i].title) : "");
    fmt::print("\n");
  }
  return {};
}

}  // namespace

void configure_eval(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<EvalOptions>();

  auto* known =
      app.add_subcommand("known-item", "Find each product again by three or four rare words of its title");
  add_common_options(*known, options->common);
  known->add_option("--queries", options->known_item.queries, "How many products to ask for")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  known->add_option("--seed", options->known_item.seed, "Which products, which typos")->capture_default_str();
  known->add_option("--policy", options->known_item_policy, "The policy to follow")->capture_default_str();
  known->add_flag("--json", options->json, "Print JSON");
  known->callback([options, &chosen] { chosen = [options] { return eval_known_item(*options); }; });

  auto* queries =
      app.add_subcommand("queries", "The first three results of each query in a file, as a table");
  add_common_options(*queries, options->common);
  queries->add_option("FILE", options->queries_file, "One query a line; lines that begin with # are skipped")
      ->required();
  queries->add_option("--policy", options->known_item_policy, "The policy to follow")->capture_default_str();
  queries->callback([options, &chosen] { chosen = [options] { return eval_queries(*options); }; });

  configure_eval_sources(app, chosen);
  configure_eval_semantic(
      *app.add_subcommand("semantic", "Find products that do not say their category's name, by word vectors"),
      chosen);

  auto* ir = app.add_subcommand(
      "ir", "A judged data set: a folder with corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv");
  add_common_options(*ir, options->common);
  ir->add_option("FOLDER", options->dataset, "The data set")->required();
  ir->add_option("--split", options->split, "Which file of qrels/")->capture_default_str();
  ir->add_option("--policy", options->ir_policy, "The policy to follow")->capture_default_str();
  ir->add_flag("--json", options->json, "Print JSON");
  ir->callback([options, &chosen] { chosen = [options] { return eval_ir(*options); }; });
}

}  // namespace khoj::apps
