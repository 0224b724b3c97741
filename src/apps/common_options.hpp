// The options that every subcommand takes, and how they become a configuration: defaults, then the file, then the
// environment, then flags.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/result.hpp"

namespace CLI {
class App;
}

namespace khoj::apps {

struct CommonOptions {
  std::string config_file;
  std::string data_dir;
  std::vector<std::string> settings;  ///< "server.port=8080"
};

/// Adds --config, --data-dir and --set to `app`.
void add_common_options(CLI::App& app, CommonOptions& options);

/// The configuration that these options and the environment ask for; also sets the log level. A relative data_dir is
/// made absolute. Errors: invalid_argument, not_found, with the place as context.
base::Result<base::Config> resolve_config(const CommonOptions& options);

}  // namespace khoj::apps
