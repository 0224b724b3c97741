#include "apps/shop_items.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "io/jsonl_reader.hpp"
#include "io/text_file.hpp"
#include "simulate/ordered_parallel.hpp"
#include "store/product_json.hpp"

namespace khoj::apps {
namespace {

using base::ErrorCode;
using simulate::ShopItem;

ShopItem item_of(domain::Product product) {
  return {.id = std::move(product.id),
          .title = std::move(product.title),
          .category = product.categories.empty() ? std::string() : std::move(product.categories.front()),
          .brand = std::move(product.brand),
          .price_paise = product.price_paise,
          .rating = product.rating,
          .rating_count = product.rating_count};
}

tl::unexpected<base::Error> bad_line(const std::filesystem::path& file, std::uint64_t line,
                                     base::Error error) {
  const auto place = fmt::format("{}:{}", file.string(), line);
  error.context = error.context.empty() ? place : place + ": " + error.context;
  return base::fail(std::move(error));
}

}  // namespace

base::Result<std::vector<ShopItem>> read_shop_items(const std::filesystem::path& file) {
  KHOJ_ASSIGN(const auto text, io::TextFile::open(file));
  io::JsonlReader reader(*text);
  std::vector<ShopItem> items;
  for (;;) {
    KHOJ_ASSIGN(const auto outcome, reader.next());
    if (outcome == io::ReadOutcome::end) break;
    if (outcome == io::ReadOutcome::fault)
      return bad_line(file, reader.fault().line,
                      base::make_error(ErrorCode::invalid_argument, "{}", reader.fault().reason));
    auto product = store::product_from_json(reader.record().text);
    if (!product) return bad_line(file, reader.record().line, std::move(product).error());
    items.push_back(item_of(*std::move(product)));
  }
  if (items.empty())
    return base::fail(ErrorCode::invalid_argument,
                      "there are no products in '{}'; khoj export catalog writes such a file", file.string());
  return items;
}

std::vector<ShopItem> simulate_shop_items(const simulate::CatalogSimulatorOptions& options,
                                          unsigned threads) {
  const simulate::CatalogSimulator simulator(options);
  std::vector<ShopItem> items;
  items.reserve(simulator.options().products);
  const auto render = [&](std::uint64_t first, std::uint64_t last) {
    std::vector<ShopItem> some;
    for (std::uint64_t i = first; i < last; ++i) some.push_back(item_of(simulator.product(i)));
    return some;
  };
  // The sink has no error to give.
  (void)simulate::render_in_order(0, simulator.options().products, {.batch = 1'024, .threads = threads},
                                  render, [&](std::vector<ShopItem>&& some) -> base::Status {
                                    std::move(some.begin(), some.end(), std::back_inserter(items));
                                    return {};
                                  });
  return items;
}

}  // namespace khoj::apps
