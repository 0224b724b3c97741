// What the API adds to a search: reading its body, writing its answer, packing it.
#include <benchmark/benchmark.h>

#include "api/http/gzip.hpp"
#include "api/json/read.hpp"
#include "api/json/write.hpp"
#include "api/k0/search_types.hpp"

namespace {

namespace api = khoj::api;

api::k0::SearchAnswer make_answer(std::size_t items) {
  api::k0::SearchAnswer answer;
  for (std::size_t i = 0; i < items; ++i) {
    api::k0::SearchItem item;
    item.product_id = "B0" + std::to_string(1'000'000 + i);
    item.title = "Noise-cancelling headphones with 40 hours of battery, fast charging and dual pairing " +
                 std::to_string(i);
    item.brand = "Dhvani";
    item.category = "Electronics > Audio > Headphones";
    item.price = 1299.0 + static_cast<double>(i);
    item.original_price = 2990.0;
    item.rating = 4.1;
    item.review_count = 1234;
    item.relevance_score = 0.8125 / static_cast<double>(i + 1);
    item.ranking_score = 0.7 / static_cast<double>(i + 1);
    item.seller_id = "seller-17";
    item.image = "https://pictures.example/products/1000000/front.jpg";
    item.link = "https://shop.example/products/1000000";
    item.currency = "INR";
    answer.results.push_back(std::move(item));
  }
  answer.normalized_query = "headphones";
  answer.request_id = "0123456789abcdef01234567";
  return answer;
}

void read_search_body(benchmark::State& state) {
  constexpr std::string_view kBody =
      R"({"query":"smart watch","max":24,"chips":["under_2000","4plus"],"pincode":"560001"})";
  for (auto _ : state) benchmark::DoNotOptimize(api::read_body<api::k0::SearchBody>(kBody));
}
BENCHMARK(read_search_body);

void write_search_answer(benchmark::State& state) {
  const auto answer = make_answer(24);
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string text = api::json_text(answer);
    bytes += text.size();
    benchmark::DoNotOptimize(text.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(write_search_answer);

void gzip_search_answer(benchmark::State& state) {
  const std::string text = api::json_text(make_answer(24));
  for (auto _ : state) benchmark::DoNotOptimize(api::gzip_compress(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(gzip_search_answer);

}  // namespace
