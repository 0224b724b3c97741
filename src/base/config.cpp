#include "base/config.hpp"

#include <cstdlib>
#include <fstream>

#include "base/config_value.hpp"
#include "base/utf8.hpp"

namespace khoj::base {
namespace {

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return fail(Error{ErrorCode::not_found, "there is no such file", path.string()});
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(kMaxConfigFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) {
    return fail(
        Error{ErrorCode::unavailable, "cannot be read; is it a file, and may we read it?", path.string()});
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of ours ever sets a variable.
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

Status apply_environment(Config& config, const Environment& environment) {
  Config changed = config;
  for (const auto& key : config_keys()) {
    std::vector<std::string> names = {key.own_environment_name()};
    names.insert(names.end(), key.environment.begin(), key.environment.end());
    for (const auto& name : names) {
      const auto text = environment(name);
      if (!text || text->empty()) continue;
      if (auto status = assign(changed, key, given_from_text(key, *text)); !status) {
        return fail(at(name, std::move(status.error())));
      }
      break;
    }
  }
  config = std::move(changed);
  return {};
}

Status set_key(Config& config, std::string_view path, std::string_view text) {
  const ConfigKey* key = find_config_key(path);
  if (key == nullptr) return fail(at(truncate_utf8(path, 100), unknown_key(path)));
  auto status = assign(config, *key, given_from_text(*key, text));
  if (!status) return fail(at(path, std::move(status.error())));
  return {};
}

Result<Config> load_config(const std::optional<std::filesystem::path>& file, const Environment& environment) {
  Config config;
  if (file) {
    KHOJ_ASSIGN(const std::string text, read_file(*file));
    KHOJ_TRY(apply_yaml(config, text, file->string()));
  }
  KHOJ_TRY(apply_environment(config, environment));
  if (config.security.admin_key.empty() && !config.security.admin_key_file.empty()) {
    KHOJ_ASSIGN(const std::string text, read_file(config.security.admin_key_file));
    const std::string_view line = std::string_view(text).substr(0, text.find_first_of("\r\n"));
    if (line.empty()) {
      return fail(Error{ErrorCode::invalid_argument, "expected the admin key on the first line",
                        config.security.admin_key_file});
    }
    config.security.admin_key = line;
  }
  return config;
}

Result<std::filesystem::path> sqlite_path(const Config& config) {
  constexpr std::string_view kScheme = "sqlite:///";
  const std::string_view url = config.store.database_url;
  if (url.empty()) return std::filesystem::path(config.data_dir) / "khoj.db";
  if (!url.starts_with(kScheme) || url.size() == kScheme.size()) {
    return fail(
        Error{ErrorCode::invalid_argument,
              "expected sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/database",
              "store.database_url"});
  }
  return std::filesystem::path(url.substr(kScheme.size()));
}

}  // namespace khoj::base
