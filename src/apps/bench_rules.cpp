#include "apps/bench_rules.hpp"

#include <algorithm>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.hpp"
#include "mine/association_rules.hpp"
#include "mine/fp_growth.hpp"
#include "simulate/basket_simulator.hpp"

namespace khoj::apps {
namespace {

struct RulesBenchOptions {
  simulate::BasketSimulatorOptions baskets;
  mine::FpGrowthOptions sets{.min_support = 0.002};
  mine::RuleOptions rules;
  unsigned rounds = 10;
  std::string baskets_file;
  std::string out;
  bool json = false;
};

base::Result<std::ofstream> create(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  if (!file) return base::fail(base::ErrorCode::unavailable, "cannot write '{}'", path);
  return file;
}

/// One basket a line, its items apart by blanks.
base::Status write_baskets(const std::string& path, const simulate::Baskets& baskets) {
  KHOJ_ASSIGN(auto file, create(path));
  for (std::size_t b = 0; b + 1 < baskets.offsets.size(); ++b) {
    const auto basket =
        std::span(baskets.items).subspan(baskets.offsets[b], baskets.offsets[b + 1] - baskets.offsets[b]);
    file << fmt::format("{}\n", fmt::join(basket, " "));
  }
  if (file.flush()) return {};
  return base::fail(base::ErrorCode::unavailable, "cannot write '{}'", path);
}

/// sets.txt (items, a tab, the count) and rules.txt (antecedent, consequent, the measures, apart by tabs) in a folder.
base::Status write_found(const std::string& folder, const mine::ItemSets& sets,
                         const mine::AssociationRules& rules) {
  KHOJ_ASSIGN(auto sets_file, create(folder + "/sets.txt"));
  for (std::size_t i = 0; i < sets.size(); ++i)
    sets_file << fmt::format("{}\t{}\n", fmt::join(sets.items(i), " "), sets.count(i));
  KHOJ_ASSIGN(auto rules_file, create(folder + "/rules.txt"));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto rule = rules[i];
    rules_file << fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", fmt::join(rule.antecedent, " "),
                              fmt::join(rule.consequent, " "), rule.support, rule.confidence, rule.lift,
                              rule.leverage, rule.conviction);
  }
  if (sets_file.flush() && rules_file.flush()) return {};
  return base::fail(base::ErrorCode::unavailable, "cannot write into '{}'", folder);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

base::Status bench_rules(const RulesBenchOptions& options) {
  const auto baskets = simulate::simulate_baskets(options.baskets);
  if (!options.baskets_file.empty()) KHOJ_TRY(write_baskets(options.baskets_file, baskets));
  mine::ItemSets sets;
  mine::AssociationRules rules;
  std::vector<double> sets_ms;
  std::vector<double> rules_ms;
  for (unsigned round = 0; round < options.rounds; ++round) {
    const base::Stopwatch mining;
    KHOJ_ASSIGN(sets, mine::mine_item_sets({baskets.offsets, baskets.items}, options.sets));
    sets_ms.push_back(mining.elapsed_ms());
    const base::Stopwatch deriving;
    KHOJ_ASSIGN(rules, mine::derive_rules(sets, options.rules));
    rules_ms.push_back(deriving.elapsed_ms());
  }
  if (!options.out.empty()) KHOJ_TRY(write_found(options.out, sets, rules));
  const double fastest = *std::min_element(sets_ms.begin(), sets_ms.end());
  const double fastest_rules = *std::min_element(rules_ms.begin(), rules_ms.end());
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"engine", "khoj"},
                                                                  {"version", KHOJ_VERSION},
                                                                  {"baskets", options.baskets.baskets},
                                                                  {"threads", options.sets.threads},
                                                                  {"item_sets", sets.size()},
                                                                  {"rules", rules.size()},
                                                                  {"item_sets_ms", fastest},
                                                                  {"item_sets_median_ms", median(sets_ms)},
                                                                  {"rules_ms", fastest_rules},
                                                                  {"rules_median_ms", median(rules_ms)}}));
    return {};
  }
  fmt::print(
      "baskets    {} of {} items ({} different)\nitem sets  {} in {:.2f} ms (median {:.2f} of {})\nrules     "
      " {} in "
      "{:.2f} ms (median {:.2f})\n",
      options.baskets.baskets, baskets.items.size(), options.baskets.items, sets.size(), fastest,
      median(sets_ms), options.rounds, rules.size(), fastest_rules, median(rules_ms));
  return {};
}

}  // namespace

void configure_bench_rules(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<RulesBenchOptions>();
  app.add_option("--baskets", options->baskets.baskets, "How many to make up")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--items", options->baskets.items, "How many different items there are")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--mean-size", options->baskets.mean_size, "Items of a basket, in the mean")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  app.add_option("--seed", options->baskets.seed, "Of the baskets")->capture_default_str();
  app.add_option("--min-support", options->sets.min_support, "Least share of the baskets of a set")
      ->capture_default_str();
  app.add_option("--max-length", options->sets.max_length, "Most items of a set; 0 is any number")
      ->capture_default_str();
  app.add_option("--max-item-sets", options->sets.max_item_sets, "More are an error")->capture_default_str();
  app.add_option("--min-confidence", options->rules.min_confidence, "Least confidence of a rule")
      ->capture_default_str();
  app.add_option("--threads", options->sets.threads, "Threads that mine")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_option("--rounds", options->rounds, "How often; the fastest round counts")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  app.add_option("--write-baskets", options->baskets_file, "Also write the baskets, one a line")
      ->type_name("FILE");
  app.add_option("--out", options->out, "Also write what was found: sets.txt and rules.txt")
      ->type_name("FOLDER");
  app.add_flag("--json", options->json, "Print JSON");
  app.callback([options, &chosen] { chosen = [options] { return bench_rules(*options); }; });
}

}  // namespace khoj::apps
