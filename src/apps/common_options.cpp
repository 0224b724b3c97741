#include "apps/common_options.hpp"

#include <filesystem>
#include <optional>

#include <CLI/CLI.hpp>

#include "base/log.hpp"

namespace khoj::apps {

void add_common_options(CLI::App& app, CommonOptions& options) {
  app.add_option("--config", options.config_file, "Configuration file (khoj.yaml); see docs/configuration.md")
      ->type_name("FILE");
  app.add_option("--data-dir", options.data_dir,
                 "Folder of the database and the index; made when it is not there")
      ->type_name("DIR");
  app.add_option("--set", options.settings, "Set one key of the configuration, as in --set server.port=8080")
      ->type_name("KEY=VALUE");
}

base::Result<base::Config> resolve_config(const CommonOptions& options) {
  std::optional<std::filesystem::path> file;
  if (!options.config_file.empty()) file = options.config_file;
  KHOJ_ASSIGN(auto config, base::load_config(file, base::process_environment()));
  for (const auto& setting : options.settings) {
    const auto split = setting.find('=');
    if (split == std::string::npos) {
      return base::fail(base::ErrorCode::invalid_argument, "--set takes KEY=VALUE, not '{}'", setting);
    }
    KHOJ_TRY(base::set_key(config, setting.substr(0, split), setting.substr(split + 1)));
  }
  if (!options.data_dir.empty()) KHOJ_TRY(base::set_key(config, "data_dir", options.data_dir));
  std::error_code error;
  const auto absolute = std::filesystem::absolute(config.data_dir, error);
  if (!error) config.data_dir = absolute.string();
  KHOJ_ASSIGN(const auto level, base::log::parse_level(config.log.level));
  base::log::set_level(level);
  return config;
}

}  // namespace khoj::apps
