// Building a content model over KHOJ_BENCH_DOCUMENTS simulated products (100,000 unless set), title once and the last level
// of the category once, words alone or (KHOJ_BENCH_WORDS=2) with pairs of words, on KHOJ_BENCH_THREADS threads (2 unless
// set); and asking it for the 10 most similar products: to a product, to a new text, to a taste of 20 products, and under
// filters that few products pass; and for the 120 nearest to three products, from the lists of their nearest
// and without them. Searches report the mean as their time and p50, p95 and p99 as counters: microseconds of
// the thread's CPU time, so that neighbours on the machine do not count.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/rng.hpp"
#include "mine/tfidf_builder.hpp"
#include "simulate/catalog_simulator.hpp"
#include "text/analyzer.hpp"

namespace khoj::mine {
namespace {

constexpr std::size_t kBest = 10;

std::uint32_t number_from(const char* variable, std::uint32_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}
std::uint32_t documents() { return number_from("KHOJ_BENCH_DOCUMENTS", 100'000); }

/// The texts that the model is made of, made once: making products is not what is measured.
struct Shop {
  Shop() {
    const simulate::CatalogSimulator simulator({.products = documents(), .seed = 1});
    names.reserve(documents());
    for (std::uint32_t i = 0; i < documents(); ++i) {
      domain::Product product = simulator.product(i);
      names.push_back(std::move(product.title));
      const std::string& path = product.categories.front();
      const std::size_t last = path.rfind(domain::kCategorySeparator);
      categories.push_back(last == std::string::npos ? path
                                                     : path.substr(last + domain::kCategorySeparator.size()));
    }
  }
  std::vector<std::string> names;
  std::vector<std::string> categories;
};

const Shop& shop() {
  static const Shop kShop;
  return kShop;
}

/// Reads a product's texts as the model wants them; one a thread.
class Reader {
 public:
  TfidfDocument& read(std::uint32_t i) {
    document_.clear();
    for (const auto* texts : {&shop().names, &shop().categories}) {
      analyzer_->analyze((*texts)[i], tokens_);
      document_.add(tokens_.tokens());
    }
    return document_;
  }

 private:
  base::Result<text::Analyzer> analyzer_ = text::Analyzer::create({});
  text::TokenBuffer tokens_;
  TfidfDocument document_;
};

TfidfModel build_model(std::uint32_t threads) {
  TfidfOptions options;
  options.max_words = number_from("KHOJ_BENCH_WORDS", 1);
  std::vector<TfidfBuilder> builders;
  for (std::uint32_t t = 0; t < threads; ++t) builders.push_back(TfidfBuilder::create(options).value());
  std::vector<std::thread> workers;
  for (std::uint32_t t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      Reader reader;
      const std::uint64_t all = documents();
      for (auto i = static_cast<std::uint32_t>(all * t / threads); i < all * (t + 1) / threads; ++i)
        builders[t].add(domain::ItemId(i), reader.read(i));
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (std::uint32_t t = 1; t < threads; ++t) builders[0].absorb(std::move(builders[t]));
  return std::move(builders[0]).build().value();
}

const TfidfModel& model() {
  static const TfidfModel kModel = build_model(number_from("KHOJ_BENCH_THREADS", 2));
  return kModel;
}

double thread_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

template <typename Ask>
void measure(benchmark::State& state, const Ask& ask) {
  base::Rng rng(7);
  TfidfScratch scratch;
  std::vector<double> times;
  for (int i = 0; i < 100; ++i) benchmark::DoNotOptimize(ask(rng, scratch));
  for (auto _ : state) {
    const double before = thread_us();
    benchmark::DoNotOptimize(ask(rng, scratch));
    times.push_back(thread_us() - before);
  }
  std::sort(times.begin(), times.end());
  const auto at = [&times](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  state.counters["p50_us"] = at(0.5);
  state.counters["p95_us"] = at(0.95);
  state.counters["p99_us"] = at(0.99);
  state.counters["max_us"] = at(1.0);
}

domain::ItemId any_item(base::Rng& rng) {
  return domain::ItemId(static_cast<std::uint32_t>(rng.below(documents())));
}

void build(benchmark::State& state) {
  static_cast<void>(shop());
  for (auto _ : state) {
    const TfidfModel built = build_model(number_from("KHOJ_BENCH_THREADS", 2));
    state.counters["mib"] = static_cast<double>(built.bytes().size()) / (1 << 20);
    state.counters["terms"] = static_cast<double>(built.terms());
  }
}
BENCHMARK(build)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

void open(benchmark::State& state) {
  std::vector<std::uint8_t> bytes(model().bytes().size());
  std::transform(model().bytes().begin(), model().bytes().end(), bytes.begin(),
                 [](std::byte b) { return static_cast<std::uint8_t>(b); });
  for (auto _ : state) {
    auto opened = TfidfModel::from_bytes(std::move(bytes)).value();
    state.PauseTiming();
    bytes.assign(reinterpret_cast<const std::uint8_t*>(opened.bytes().data()),
                 reinterpret_cast<const std::uint8_t*>(opened.bytes().data()) + opened.bytes().size());
    state.ResumeTiming();
  }
}
BENCHMARK(open)->Unit(benchmark::kMillisecond)->Iterations(3);

void similar_to_product(benchmark::State& state) {
  measure(state, [](base::Rng& rng, TfidfScratch& scratch) {
    return model().similar(any_item(rng), kBest, scratch);
  });
}
BENCHMARK(similar_to_product)->Unit(benchmark::kMicrosecond)->Iterations(3000);

void similar_to_text(benchmark::State& state) {
  Reader reader;
  measure(state, [&](base::Rng& rng, TfidfScratch& scratch) {
    return model().similar(reader.read(any_item(rng).value), kBest, scratch);
  });
}
BENCHMARK(similar_to_text)->Unit(benchmark::kMicrosecond)->Iterations(3000);

void similar_to_taste(benchmark::State& state) {
  measure(state, [](base::Rng& rng, TfidfScratch& scratch) {
    std::vector<WeightedItem> taste;
    for (int i = 0; i < 20; ++i) taste.push_back({any_item(rng), 1.0F / static_cast<float>(i + 1)});
    return model().similar(taste, kBest, scratch);
  });
}
BENCHMARK(similar_to_taste)->Unit(benchmark::kMicrosecond)->Iterations(1000);

std::vector<WeightedItem> three_of(base::Rng& rng) {
  std::vector<WeightedItem> latest;
  for (int i = 0; i < 3; ++i) latest.push_back({any_item(rng), 1.0F / static_cast<float>(i + 1)});
  return latest;
}

void similar_to_three(benchmark::State& state) {
  measure(state, [](base::Rng& rng, TfidfScratch& scratch) {
    return model().similar(three_of(rng), 120, scratch,
                           [](domain::ItemId item) { return item.value % 1024 != 0; });
  });
}
BENCHMARK(similar_to_three)->Unit(benchmark::kMicrosecond)->Iterations(2000);

/// Of 1,000 products, so that most lists are remembered.
void nearest_to_three(benchmark::State& state) {
  measure(state, [](base::Rng& rng, TfidfScratch& scratch) {
    auto latest = three_of(rng);
    std::vector<domain::ItemId> near;
    for (auto& [item, weight] : latest) {
      item = domain::ItemId(item.value % 1'000);
      const auto nearest = model().nearest(item, scratch).value();
      for (const auto& hit : *nearest) near.push_back(hit.item);
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    return model().rank(latest, near, scratch);
  });
}
BENCHMARK(nearest_to_three)->Unit(benchmark::kMicrosecond)->Iterations(5000);

/// The argument is how many in a thousand products pass.
void similar_filtered(benchmark::State& state) {
  measure(state, [&](base::Rng& rng, TfidfScratch& scratch) {
    return model().similar(any_item(rng), kBest, scratch, [&](domain::ItemId item) {
      return (item.value * 0x9E37'79B1ULL >> 8U) % 1000 < static_cast<std::uint64_t>(state.range(0));
    });
  });
}
BENCHMARK(similar_filtered)
    ->Arg(500)
    ->Arg(100)
    ->Arg(10)
    ->Arg(1)
    ->Unit(benchmark::kMicrosecond)
    ->Iterations(1000);

}  // namespace
}  // namespace khoj::mine
