#include "apps/eval_sources.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <numeric>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/common_options.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "apps/temporary_folder.hpp"
#include "base/clock.hpp"
#include "eval/significance.hpp"

namespace khoj::apps {
namespace {

struct SourcesOptions {
  CommonOptions common;
  engine::SourceEvaluationOptions sources;
  std::string train;
  std::string test;
};

using Sessions = std::vector<std::vector<std::string>>;

/// One session a line: item ids with blanks between them.
base::Result<Sessions> read_sessions(const std::string& path) {
  std::ifstream file(path);
  if (!file) return base::fail(base::ErrorCode::not_found, "cannot read '{}'", path);
  Sessions sessions;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> session;
    for (std::size_t begin = 0; begin < line.size();) {
      const auto end = std::min(line.find(' ', begin), line.size());
      if (end > begin) session.push_back(line.substr(begin, end - begin));
      begin = end + 1;
    }
    if (!session.empty()) sessions.push_back(std::move(session));
  }
  if (sessions.empty()) return base::fail(base::ErrorCode::invalid_argument, "'{}' holds no sessions", path);
  return sessions;
}

base::Status load_products(const Sessions& train, const Sessions& test, Shop& shop) {
  constexpr std::size_t kBatch = 5'000;
  std::set<std::string> items;
  for (const auto* sessions : {&train, &test}) {
    for (const auto& session : *sessions) items.insert(session.begin(), session.end());
  }
  std::vector<domain::Product> batch;
  for (const auto& item : items) {
    auto& product = batch.emplace_back();
    product.id = item;
    product.title = item;
    if (batch.size() < kBatch && item != *items.rbegin()) continue;
    KHOJ_TRY(base::sync_wait(shop.stores.catalog->upsert({}, std::move(batch))));
    batch.clear();
  }
  return shop.engine->wait_until_searchable(600'000);
}

/// Each session is a user; they come one after the other over four weeks, the last one now.
/// @return when the first of `test` comes.
base::Result<std::int64_t> load_sessions(const Sessions& train, const Sessions& test,
                                         store::EventStore& events) {
  constexpr std::int64_t kFourWeeksMs = 28 * 86'400'000LL;
  constexpr std::int64_t kDayMs = 86'400'000;
  constexpr std::int64_t kBetweenClicksMs = 10'000;
  constexpr std::size_t kBatch = 10'000;
  const std::size_t count = train.size() + test.size();
  const std::int64_t start_ms = base::now_ms() - kFourWeeksMs - kDayMs;
  const auto when = [&](std::size_t i) {
    return start_ms + kFourWeeksMs / static_cast<std::int64_t>(count) * static_cast<std::int64_t>(i);
  };
  ProgressBar progress("importing");
  std::vector<domain::Event> batch;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& session = i < train.size() ? train[i] : test[i - train.size()];
    for (std::size_t k = 0; k < session.size(); ++k) {
      auto& event = batch.emplace_back();
      event.event_id = fmt::format("{}-{}", i, k);
      event.kind = domain::EventKind::click;
      event.product_id = session[k];
      event.user_id = fmt::format("s{}", i);
      event.at_ms = when(i) + kBetweenClicksMs * static_cast<std::int64_t>(k);
    }
    if (batch.size() < kBatch && i + 1 < count) continue;
    KHOJ_TRY(base::sync_wait(events.append_events({}, std::move(batch))));
    batch.clear();
    progress.update(i + 1, count, fmt::format("{} sessions", i + 1));
  }
  return when(train.size());
}

std::string interval(const std::vector<double>& values) {
  const auto mean = eval::bootstrap_mean(values);
  return fmt::format("{:.4f} ({:.4f} to {:.4f})", mean.mean, mean.low, mean.high);
}

/// One row a source, the best recall first.
void print_scores(std::uint32_t k, std::vector<engine::SourceScore> scores) {
  const auto hits = [](const engine::SourceScore& score) {
    return std::accumulate(score.recall.begin(), score.recall.end(), 0.0);
  };
  std::stable_sort(scores.begin(), scores.end(),
                   [&](const auto& a, const auto& b) { return hits(a) > hits(b); });
  fmt::print("| Source | recall@{} | ndcg@{} | shoppers answered |\n|---|---|---|---|\n", k, k);
  for (const auto& score : scores) {
    fmt::print("| {} | {} | {} | {:.1f} % |\n", score.name, interval(score.recall), interval(score.ndcg),
               score.answered * 100.0);
  }
  if (!scores.empty()) fmt::print("\n{} shoppers\n", scores.front().recall.size());
}

base::Status evaluate(engine::Engine& engine, const engine::SourceEvaluationOptions& options) {
  ProgressBar progress("replaying");
  KHOJ_ASSIGN(auto scores, engine.evaluate_sources(options, [&](std::size_t done, std::size_t all) {
    progress.update(done, all, fmt::format("{} events", done));
  }));
  progress.finish();
  print_scores(options.k, std::move(scores));
  return {};
}

base::Status eval_shop(const SourcesOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  return evaluate(*shop.engine, options.sources);
}

base::Status eval_sessions(SourcesOptions options) {
  KHOJ_ASSIGN(const auto train, read_sessions(options.train));
  KHOJ_ASSIGN(const auto test, read_sessions(options.test));
  KHOJ_ASSIGN(const auto folder, TemporaryFolder::make());
  options.common.data_dir = folder->path().string();
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(auto shop, open_shop(config));
  KHOJ_TRY(load_products(train, test, shop));
  KHOJ_ASSIGN(options.sources.from_ms, load_sessions(train, test, *shop.stores.events));
  options.sources.repeats = true;
  return evaluate(*shop.engine, options.sources);
}

}  // namespace

void configure_eval_sources(CLI::App& eval, Action& chosen) {
  const auto options = std::make_shared<SourcesOptions>();
  auto* sources = eval.add_subcommand(
      "sources",
      "Replay the event log: which source of recommendations ranks each shopper's last new product how high");
  add_common_options(*sources, options->common);
  sources->add_option("--users", options->sources.max_users, "How many shoppers at most")
      ->capture_default_str();
  sources->add_option("--k", options->sources.k, "How long the lists are")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000));
  sources->add_option("--policy", options->sources.blend, "The blend that is compared with its sources")
      ->capture_default_str();
  sources->add_flag("--repeats", options->sources.repeats,
                    "Products that were seen before count, and may be shown");
  sources->add_flag("!--assumed-weights", options->sources.weigh_kinds,
                    "Kinds of events weigh what is assumed, not what the log teaches");
  sources->add_option("--min-support", options->sources.rules.min_support, "Of the rules")
      ->capture_default_str();
  sources->add_option("--min-confidence", options->sources.rules.min_confidence, "Of the rules")
      ->capture_default_str();
  auto* train =
      sources->add_option("--train", options->train,
                          "Instead of the shop: sessions, one a line, item ids with blanks between them");
  sources->add_option("--test", options->test, "The sessions whose last items are to be found")->needs(train);
  sources->callback([options, &chosen] {
    chosen = [options] { return options->test.empty() ? eval_shop(*options) : eval_sessions(*options); };
  });
}

}  // namespace khoj::apps
