#include "apps/bench_suggest.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/clock.hpp"
#include "index/completion/completion_builder.hpp"
#include "load/http_load.hpp"
#include "load/http_target.hpp"
#include "load/latency_histogram.hpp"
#include "load/load_report.hpp"
#include "simulate/completion_simulator.hpp"

namespace khoj::apps {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using simulate::SimulatedCompletion;

struct SuggestBenchOptions {
  std::string file;
  std::uint64_t count = 1'000'000;
  std::uint64_t seed = 1;
  std::uint64_t queries = 200'000;
  std::uint64_t typo_permille = 200;
  std::uint32_t max = 8;
  std::string url;
  load::LoadOptions load;
  bool json = false;
};

/// One completion a line, its count behind a tab if it has one.
base::Result<std::vector<SimulatedCompletion>> read_completions(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return base::fail(base::ErrorCode::not_found, "cannot open '{}'", file);
  std::vector<SimulatedCompletion> out;
  for (std::string line; std::getline(stream, line);) {
    const auto tab = line.find('\t');
    std::uint32_t count = 1;
    if (tab != std::string::npos) {
      const auto* const end = line.data() + line.size();
      if (std::from_chars(line.data() + tab + 1, end, count).ptr != end)
        return base::fail(base::ErrorCode::invalid_argument, "{}:{}: no count behind the tab", file,
                          out.size() + 1);
      line.resize(tab);
    }
    if (!line.empty()) out.push_back({std::move(line), count});
  }
  if (out.empty()) return base::fail(base::ErrorCode::invalid_argument, "'{}' has no completion", file);
  return out;
}

struct Typed {
  std::string text;
  bool typo = false;
};

std::vector<Typed> type(const std::vector<SimulatedCompletion>& completions,
                        const SuggestBenchOptions& options) {
  base::Rng rng(options.seed);
  std::vector<Typed> out(options.queries);
  for (auto& typed : out) {
    typed.typo = rng.below(1'000) < options.typo_permille;
    typed.text = simulate::simulate_typing(completions[rng.below(completions.size())].text, typed.typo, rng);
  }
  return out;
}

void print_latencies(const char* name, const load::LatencyHistogram& latency) {
  const auto us = [&](double quantile) { return static_cast<double>(latency.at_quantile(quantile)) / 1e3; };
  fmt::print(
      "{:<16}{:>9} calls   mean {:>7.1f}   p50 {:>7.1f}   p95 {:>7.1f}   p99 {:>7.1f}   max {:>8.1f} µs\n",
      name, latency.count(), latency.mean() / 1e3, us(0.5), us(0.95), us(0.99), us(1.0));
}

boost::json::object latencies_json(const load::LatencyHistogram& latency) {
  const auto us = [&](double quantile) { return static_cast<double>(latency.at_quantile(quantile)) / 1e3; };
  return {{"calls", latency.count()}, {"mean", latency.mean() / 1e3},
          {"p50", us(0.5)},           {"p95", us(0.95)},
          {"p99", us(0.99)},          {"max", us(1.0)}};
}

base::Status bench_in_process(const SuggestBenchOptions& options,
                              const std::vector<SimulatedCompletion>& completions) {
  const base::Stopwatch building;
  CompletionBuilder builder;
  std::uint64_t refused = 0;
  for (const auto& [text, count] : completions) {
    if (!builder.add({text, index::completion::Kind::query, static_cast<float>(std::log1p(count)), {}}))
      ++refused;
  }
  KHOJ_ASSIGN(const CompletionIndex index, builder.build());
  const double build_s = building.elapsed_s();
  const double bytes_each =
      static_cast<double>(index.memory_bytes()) / static_cast<double>(completions.size() - refused);

  const auto typed = type(completions, options);
  load::LatencyHistogram all;
  load::LatencyHistogram plain;
  load::LatencyHistogram mistaken;
  std::uint64_t answered = 0;
  for (const auto& [text, typo] : typed) {
    const auto begin = base::SteadyClock::now();
    const auto hits = index.complete(text, options.max);
    const auto ns = std::chrono::nanoseconds(base::SteadyClock::now() - begin).count();
    all.record(ns);
    (typo ? mistaken : plain).record(ns);
    if (!hits.empty()) ++answered;
  }
  if (options.json) {
    fmt::print("{}\n",
               boost::json::serialize(boost::json::object{{"completions", completions.size() - refused},
                                                          {"terms", index.term_count()},
                                                          {"build_s", build_s},
                                                          {"memory_bytes", index.memory_bytes()},
                                                          {"bytes_per_completion", bytes_each},
                                                          {"answered", answered},
                                                          {"latency_us", latencies_json(all)},
                                                          {"latency_us_plain", latencies_json(plain)},
                                                          {"latency_us_typos", latencies_json(mistaken)}}));
    return {};
  }
  fmt::print(
      "completions     {} of {} words, {} refused\nbuilt in        {:.2f} s\nmemory          {:.1f} bytes "
      "each\n"
      "answered        {} of {}\n",
      completions.size() - refused, index.term_count(), refused, build_s, bytes_each, answered, typed.size());
  print_latencies("all", all);
  print_latencies("as they are", plain);
  print_latencies("with a typo", mistaken);
  return {};
}

base::Status bench_over_http(const SuggestBenchOptions& options,
                             const std::vector<SimulatedCompletion>& completions) {
  KHOJ_ASSIGN(const auto target, load::parse_target(options.url));
  std::vector<std::string> requests;
  for (const auto& typed : type(completions, options)) {
    const auto body =
        boost::json::serialize(boost::json::object{{"query", typed.text}, {"max", options.max}});
    requests.push_back(load::request_bytes(target, "POST", "/api/v1/autosuggest", "application/json", body));
  }
  KHOJ_ASSIGN(const auto report,
              load::run_http_load(target, load::repeat(std::move(requests)), options.load));
  fmt::print("{}\n", options.json ? load::to_json(report) : load::to_table(report));
  if (report.completed > 0 && report.failed() == 0) return {};
  return base::fail(base::ErrorCode::unavailable, "{} requests failed", report.failed());
}

base::Status bench_suggest(const SuggestBenchOptions& options) {
  std::vector<SimulatedCompletion> completions;
  if (options.file.empty()) {
    completions = simulate::simulate_completions(options.count, options.seed);
  } else {
    KHOJ_ASSIGN(completions, read_completions(options.file));
  }
  return options.url.empty() ? bench_in_process(options, completions) : bench_over_http(options, completions);
}

}  // namespace

void configure_bench_suggest(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<SuggestBenchOptions>();
  app.add_option("--completions", options->file,
                 "One completion a line, a tab and its count; made up when absent")
      ->type_name("FILE");
  app.add_option("--count", options->count, "How many to make up")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--seed", options->seed, "Of the completions, and of what is typed")->capture_default_str();
  app.add_option("--queries", options->queries, "How many beginnings of completions are typed")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--typos", options->typo_permille, "How many in a thousand have a typing mistake")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000));
  app.add_option("--max", options->max, "Suggestions a request")
      ->capture_default_str()
      ->check(CLI::Range(1, 20));
  app.add_option("--url", options->url,
                 "A running server, http://127.0.0.1:8000; else an index in this process");
  app.add_option("--concurrency", options->load.concurrency, "Over HTTP: connections")->capture_default_str();
  app.add_option("--duration", options->load.duration_s, "Over HTTP: seconds to measure")
      ->capture_default_str();
  app.add_option("--rate", options->load.rate, "Over HTTP: an open loop of so many requests a second")
      ->capture_default_str();
  app.add_flag("--json", options->json, "Print JSON");
  app.callback([options, &chosen] { chosen = [options] { return bench_suggest(*options); }; });
}

}  // namespace khoj::apps
