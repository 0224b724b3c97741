#include "apps/half_shop.hpp"

#include <thread>

#include "apps/shop_jobs.hpp"
#include "base/clock.hpp"
#include "jobs/train_models.hpp"

namespace khoj::apps {
namespace {

base::Status copy_products(store::CatalogStore& from, store::CatalogStore& to) {
  std::string cursor;
  bool odd = false;
  for (;;) {
    KHOJ_ASSIGN(auto page, base::sync_wait(from.list({}, 5'000, cursor)));
    std::vector<domain::Product> products;
    for (auto& stored : page.products) {
      if (odd) stored.product.categories.clear();
      odd = !odd;
      products.push_back(std::move(stored.product));
    }
    if (!products.empty()) KHOJ_TRY(base::sync_wait(to.upsert({}, std::move(products))));
    if (!page.next_cursor) return {};
    cursor = *std::move(page.next_cursor);
  }
}

/// Until the engine has taken what the job made.
base::Status wait_for_models(const engine::Engine& engine) {
  constexpr double kLongest_s = 30.0;
  const base::Stopwatch waited;
  while (waited.elapsed_s() < kLongest_s) {
    if (const auto models = engine.models(); models && models->content_version > 0) return {};
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return base::fail(base::ErrorCode::unavailable, "the engine did not take the models that were made");
}

}  // namespace

base::Result<HalfShop> make_half_shop(const CommonOptions& options, store::CatalogStore& from) {
  HalfShop half;
  KHOJ_ASSIGN(half.folder, TemporaryFolder::make());
  CommonOptions own = options;
  own.data_dir = half.folder->path().string();
  KHOJ_ASSIGN(auto config, resolve_config(own));
  config.store.database_url.clear();  // Its own database, whatever the shop itself is on.
  KHOJ_ASSIGN(half.shop, open_shop(config));
  KHOJ_TRY(copy_products(from, *half.shop.stores.catalog));
  const auto content = jobs::content_job(open_artefacts(config), half.shop.stores.catalog,
                                         half.shop.stores.events, config.signals.history_days);
  jobs::JobContext context{{}, {}, [](const jobs::JobProgress&) {}, [] { return base::now_ms(); }};
  KHOJ_TRY(content.run(context));
  KHOJ_TRY(wait_for_models(*half.shop.engine));
  return half;
}

}  // namespace khoj::apps
