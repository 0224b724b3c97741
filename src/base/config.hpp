// The configuration of every program: plain structs that hold the values, and the functions that fill them
// from khoj.yaml, from the environment and from flags. Later sources win: defaults, file, environment, flags.
// What keys there are, with type, range and meaning, stands once, in config_keys.cpp; docs/configuration.md
// is made from it. A Config is a value that main() makes and passes on: there is no global one. Nothing here
// locks or starts anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::base {

struct ServerConfig {
  std::string host = "127.0.0.1";
  std::int64_t port = 8000;
  std::int64_t workers = 0;  ///< Event loops; 0 is one for each core.
  std::int64_t max_body_bytes = 16 << 20;
  std::int64_t max_header_bytes = 16 << 10;
  std::int64_t max_connections = 10'000;
  std::int64_t max_queue_ms = 200;
  std::int64_t idle_timeout_ms = 60'000;
  std::int64_t request_timeout_ms = 10'000;
  std::int64_t drain_timeout_ms = 10'000;
  std::vector<std::string> cors_origins;
  double access_log_sampling = 1.0;
};

struct SecurityConfig {
  std::string admin_key;
  std::string admin_key_file;
};

struct StoreConfig {
  std::string database_url;
  std::string redis_url;
  std::string redis_host;
  std::int64_t redis_port = 6379;
  std::int64_t redis_db = 0;
  std::string qdrant_host;
  std::int64_t qdrant_port = 6333;
};

/// Of a database beyond a network: PostgreSQL.
struct DatabaseConfig {
  std::string schema;
  std::int64_t pool_size = 4;
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t statement_timeout_ms = 30'000;
  std::int64_t lock_timeout_ms = 5'000;
  std::int64_t max_queue = 4'096;
};

struct LogConfig {
  std::string level = "info";
};

struct IndexConfig {
  std::int64_t buffer_mib = 256;
  double resident_share = 0.25;
  std::int64_t poll_interval_ms = 250;
  std::int64_t commit_interval_ms = 5'000;
};

struct SearchConfig {
  std::string policy_dir;
  bool price_intent = true;
  std::int64_t remembered_mib = 128;
};

struct EventsConfig {
  double impression_sample_rate = 1.0;
  std::vector<std::string> surface_sample_rates;
  std::int64_t impression_queue = 16'384;
  std::int64_t fold_window_ms = 5'000;
  std::int64_t impression_retention_days = 90;
  std::int64_t retention_days = 400;
};

struct SignalsConfig {
  double trending_decay = 0.95;
  std::int64_t trending_window_hours = 336;
  std::int64_t history_days = 30;
  std::int64_t session_gap_minutes = 30;
  std::int64_t max_users = 200'000;
  std::int64_t neighbours = 64;
};

struct SuggestConfig {
  std::int64_t max_suggestions = 8;
  std::int64_t budget_ms = 120;
  std::int64_t rebuild_interval_ms = 30'000;
  double half_life_days = 14.0;
};

struct LearningConfig {
  bool bandits = true;
  bool personalization = true;
  bool time_decay = true;
};

struct SessionConfig {
  std::int64_t expiry_seconds = 1800;
  std::int64_t sequence_length = 5;
  std::int64_t top_k = 5;
  std::int64_t cold_start_threshold = 2;
};

struct ModelConfig {
  std::int64_t threads = 2;
};

struct RulesConfig {
  double min_support = 0.01;
  double min_confidence = 0.5;
};

struct JobsConfig {
  bool enabled = true;
  std::vector<std::string> schedule;
  std::int64_t utc_offset_minutes = 330;
};

struct ArtefactsConfig {
  std::int64_t keep = 3;
};

struct Config {
  std::string data_dir = "./khoj-data";
  ServerConfig server;
  SecurityConfig security;
  StoreConfig store;
  DatabaseConfig database;
  LogConfig log;
  IndexConfig index;
  SearchConfig search;
  EventsConfig events;
  SignalsConfig signals;
  SuggestConfig suggest;
  LearningConfig learning;
  SessionConfig session;
  ModelConfig model;
  RulesConfig rules;
  JobsConfig jobs;
  ArtefactsConfig artefacts;
};

/// Answers the value of an environment variable, or nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// Reads YAML text over `config`: keys that the text does not name keep their value. `file` is only named in
/// errors. Errors: invalid_argument with context "file:line: key" (unknown, duplicate, wrong type, out of
/// range) or "file:line" (malformed YAML). Nothing is applied then.
[[nodiscard]] Status apply_yaml(Config& config, std::string_view text, std::string_view file);

/// Reads the variables that docs/configuration.md lists over `config`. An empty variable counts as not set.
/// Errors: invalid_argument whose context is the variable's name. Nothing is applied then.
[[nodiscard]] Status apply_environment(Config& config, const Environment& environment);

/// Sets one key from text, as a flag does: set_key(config, "server.port", "8080"). A list is separated by
/// commas. Errors: invalid_argument whose context is the key.
[[nodiscard]] Status set_key(Config& config, std::string_view path, std::string_view text);

/// Defaults, then `file` if given, then the environment; a key file is read when security.admin_key_file
/// names one. Flags are for the caller to set_key() on top. Errors: invalid_argument as above; not_found and
/// unavailable for a file that cannot be read.
[[nodiscard]] Result<Config> load_config(const std::optional<std::filesystem::path>& file,
                                         const Environment& environment);

/// Where the SQLite database is: store.database_url, or khoj.db in data_dir when that is empty.
/// Errors: invalid_argument (no URL of an SQLite database).
[[nodiscard]] Result<std::filesystem::path> sqlite_path(const Config& config);

/// docs/configuration.md.
[[nodiscard]] std::string configuration_markdown();

/// `config` as a khoj.yaml in which every key is explained. A secret is left out, with a note of whether it
/// is set.
[[nodiscard]] std::string configuration_yaml(const Config& config);

}  // namespace khoj::base
