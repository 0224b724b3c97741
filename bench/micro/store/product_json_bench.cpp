// How fast products go to and from JSON, on a product of about 1 KB: `items_per_second` is products,
// `bytes_per_second` JSON. A million of them are read at a start, so reading is what matters.
#include <benchmark/benchmark.h>

#include "store/product_json.hpp"

namespace khoj::store {
namespace {

domain::Product typical_product() {
  domain::Product product;
  product.id = "B0B5CJXTDK";
  product.title =
      "Realme Narzo Wireless Earbuds 40 Hours Playback with Environmental Noise Cancellation, Jet Black";
  for (int i = 0; i < 9; ++i)
    product.description += "Deep bass, low latency gaming mode and a case that charges in ten minutes. ";
  product.brand = "Realme";
  product.categories = {"Electronics > Audio > Earphones > True Wireless"};
  product.price_paise = 129'900;
  product.original_price_paise = 299'900;
  product.rating = 4.1;
  product.rating_count = 18'234;
  product.image = "https://example.com/images/B0B5CJXTDK.jpg";
  product.seller_id = "s-1042";
  product.return_rate = 0.042;
  product.stock = 120;
  product.attributes = {{"color", "black"}, {"battery_hours", 40.0}, {"waterproof", true}};
  return product;
}

std::string typical_json() {
  std::string json;
  append_product_json(json, typical_product());
  return json;
}

template <auto Read>
void read_product(benchmark::State& state) {
  const auto json = typical_json();
  for (auto _ : state) benchmark::DoNotOptimize(Read(json));
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}

void write_product(benchmark::State& state) {
  const auto product = typical_product();
  std::string json;
  for (auto _ : state) {
    json.clear();
    append_product_json(json, product);
    benchmark::DoNotOptimize(json.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}

void patch_price(benchmark::State& state) {
  const auto product = typical_product();
  for (auto _ : state) benchmark::DoNotOptimize(patch_product(product, R"({"price":999.5,"stock":3})"));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(read_product<product_from_json>);
BENCHMARK(read_product<product_from_trusted_json>);
BENCHMARK(write_product);
BENCHMARK(patch_price);

}  // namespace
}  // namespace khoj::store
