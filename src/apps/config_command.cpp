// khoj config: the configuration as it would be used, its defaults, or the reference of its keys.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"

namespace khoj::apps {
namespace {

struct ConfigOptions {
  CommonOptions common;
  bool markdown = false;
  bool defaults = false;
};

base::Status show_config(const ConfigOptions& options) {
  if (options.markdown) {
    fmt::print("{}", base::configuration_markdown());
    return {};
  }
  if (options.defaults) {
    fmt::print("{}", base::configuration_yaml({}));
    return {};
  }
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  fmt::print("{}", base::configuration_yaml(config));
  return {};
}

}  // namespace

void configure_config(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ConfigOptions>();
  add_common_options(app, options->common);
  app.add_flag("--defaults", options->defaults, "Print a khoj.yaml with every key at its default, explained");
  app.add_flag("--markdown", options->markdown, "Print docs/configuration.md");
  app.callback([options, &chosen] { chosen = [options] { return show_config(*options); }; });
}

}  // namespace khoj::apps
