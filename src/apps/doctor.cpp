// khoj doctor: opens a data directory as the server would and says how it stands. Changes nothing that a start of the
// server would not change.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/shop.hpp"

namespace khoj::apps {
namespace {

base::Status examine(const CommonOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options));
  fmt::print("configuration  good\ndata_dir       {}\n", config.data_dir);
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  fmt::print("database       {}\n", stores.database);
  KHOJ_ASSIGN(const auto facts, stores.examine_database());
  for (const auto& fact : facts) fmt::print("               {}\n", fact);
  KHOJ_ASSIGN(const auto products, base::sync_wait(stores.catalog->count({})));
  fmt::print("products       {}\n", products);
  auto engine = start_engine(config, stores);
  if (!engine && engine.error().code == base::ErrorCode::failed_precondition) {
    fmt::print("index          in use by another process ({})\n", engine.error().describe());
    return {};
  }
  if (!engine) return base::fail(std::move(engine).error());
  KHOJ_TRY((*engine)->wait_until_searchable(600'000));
  const auto status = (*engine)->status();
  fmt::print("index          {} products in {} segments, up to change {} of {}\n", status.products,
             status.segments, status.searchable.value, status.catalog.value);
  if (status.products != products) {
    return base::fail(base::ErrorCode::corruption,
                      "the index has {} products and the database {}; delete the folder 'index' in the data "
                      "directory, it will be built anew",
                      status.products, products);
  }
  fmt::print("everything is in order\n");
  return {};
}

}  // namespace

void configure_doctor(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<CommonOptions>();
  add_common_options(app, *options);
  app.callback([options, &chosen] { chosen = [options] { return examine(*options); }; });
}

}  // namespace khoj::apps
