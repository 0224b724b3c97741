// khoj export catalog: the catalogue as JSONL, which khoj import catalog reads back.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "jobs/catalog_export.hpp"

namespace khoj::apps {
namespace {

struct ExportCommandOptions {
  CommonOptions common;
  std::string out = "-";
};

base::Status export_catalog(const ExportCommandOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  jobs::ExportOptions job;
  if (options.out != "-") job.file = options.out;
  ProgressBar progress("exporting");
  KHOJ_ASSIGN(const auto summary,
              jobs::export_catalog(job, *stores.catalog, [&](const jobs::ExportProgress& done) {
                progress.update(done.products_done, done.products_total,
                                fmt::format("{} products", done.products_done));
              }));
  progress.finish();
  fmt::print(stderr, "{} products exported\n", summary.products);
  return {};
}

}  // namespace

void configure_export(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<ExportCommandOptions>();
  auto* catalog = app.add_subcommand("catalog", "All products as JSONL");
  add_common_options(*catalog, options->common);
  catalog->add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE");
  catalog->callback([options, &chosen] { chosen = [options] { return export_catalog(*options); }; });
}

}  // namespace khoj::apps
