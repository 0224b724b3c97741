#include "apps/shop.hpp"

#include <filesystem>
#include <system_error>

#include "adapters/postgres/examination.hpp"
#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_event_store.hpp"
#include "adapters/postgres/postgres_job_store.hpp"
#include "adapters/postgres/postgres_lease_store.hpp"
#include "adapters/postgres/postgres_settings_store.hpp"
#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_job_store.hpp"
#include "adapters/sqlite/sqlite_lease_store.hpp"
#include "adapters/sqlite/sqlite_settings_store.hpp"
#include "apps/process_memory.hpp"

namespace khoj::apps {
namespace {

base::Result<engine::EventOptions> event_options(const base::EventsConfig& config, OldEvents old_events) {
  engine::EventOptions options;
  options.impression_sample_rate = config.impression_sample_rate;
  auto rates = engine::parse_surface_rates(config.surface_sample_rates);
  if (!rates) return base::fail(base::at("events.surface_sample_rates", std::move(rates).error()));
  options.surface_sample_rates = *std::move(rates);
  options.impression_queue = static_cast<std::size_t>(config.impression_queue);
  options.fold_window_ms = config.fold_window_ms;
  const bool remove = old_events == OldEvents::remove;
  options.impression_retention_days = remove ? config.impression_retention_days : 0;
  options.event_retention_days = remove ? config.retention_days : 0;
  return options;
}

base::Status make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (!error) return {};
  return base::fail(base::ErrorCode::unavailable, "cannot create the folder '{}': {}", folder.string(),
                    error.message());
}

base::Result<Stores> open_sqlite(const base::Config& config) {
  namespace sqlite = adapters::sqlite;
  KHOJ_ASSIGN(const auto path, base::sqlite_path(config));
  KHOJ_TRY(make_folder(path.parent_path()));
  KHOJ_ASSIGN(auto database, sqlite::Database::open(path.string()));
  return Stores{"SQLite, " + path.string(),
                std::make_shared<sqlite::SqliteCatalogStore>(database),
                std::make_shared<sqlite::SqliteSettingsStore>(database),
                std::make_shared<sqlite::SqliteEventStore>(database),
                std::make_shared<sqlite::SqliteLeaseStore>(database),
                std::make_shared<sqlite::SqliteJobStore>(database),
                [] { return std::vector<std::string>(); }};
}

base::Result<Stores> open_postgres(const base::Config& config) {
  namespace postgres = adapters::postgres;
  postgres::DatabaseOptions options;
  options.schema = config.database.schema;
  options.readers = static_cast<int>(config.database.pool_size);
  options.connect_timeout_ms = config.database.connect_timeout_ms;
  options.statement_timeout_ms = config.database.statement_timeout_ms;
  options.lock_timeout_ms = config.database.lock_timeout_ms;
  options.max_queued_requests = static_cast<std::size_t>(config.database.max_queue);
  KHOJ_ASSIGN(auto database, postgres::Database::open(config.store.database_url, options));
  return Stores{"PostgreSQL, " + database->shown(),
                std::make_shared<postgres::PostgresCatalogStore>(database),
                std::make_shared<postgres::PostgresSettingsStore>(database),
                std::make_shared<postgres::PostgresEventStore>(database),
                std::make_shared<postgres::PostgresLeaseStore>(database),
                std::make_shared<postgres::PostgresJobStore>(database),
                [database] { return base::sync_wait(postgres::examine(database)); }};
}

/// What decays by this, does not.
constexpr double kNeverDays = 1e6;

}  // namespace

signals::SignalOptions signal_options(const base::Config& config) {
  const auto& chosen = config.signals;
  signals::SignalOptions options;
  options.trending = {chosen.trending_decay, chosen.trending_window_hours};
  options.co_visits.neighbours = static_cast<std::uint32_t>(chosen.neighbours);
  options.max_users = static_cast<std::size_t>(chosen.max_users);
  options.history_days = chosen.history_days;
  options.session_gap_ms = chosen.session_gap_minutes * 60'000;
  if (!config.learning.time_decay) {
    options.trending.decay_per_hour = 1.0;
    options.co_visits.decay_days = kNeverDays;
    options.query_clicks.decay_days = kNeverDays;
  }
  return options;
}

base::Result<Stores> open_stores(const base::Config& config) {
  KHOJ_TRY(make_folder(config.data_dir));
  return adapters::postgres::is_postgres_url(config.store.database_url) ? open_postgres(config)
                                                                        : open_sqlite(config);
}

base::Result<std::unique_ptr<engine::Engine>> start_engine(const base::Config& config, const Stores& stores,
                                                           OldEvents old_events) {
  engine::EngineOptions options;
  options.data_dir = config.data_dir;
  options.policy_dir = config.search.policy_dir;
  options.index_resident_bytes =
      static_cast<std::size_t>(config.index.resident_share * static_cast<double>(machine_memory_bytes()));
  options.index_buffer_bytes = static_cast<std::size_t>(config.index.buffer_mib) << 20U;
  options.poll_interval_ms = config.index.poll_interval_ms;
  options.commit_interval_ms = config.index.commit_interval_ms;
  options.price_intent = config.search.price_intent;
  options.remembered_bytes = static_cast<std::size_t>(config.search.remembered_mib) << 20U;
  options.suggest.max_suggestions = static_cast<std::uint32_t>(config.suggest.max_suggestions);
  options.suggest.budget_ms = config.suggest.budget_ms;
  options.suggest.rebuild_interval_ms = config.suggest.rebuild_interval_ms;
  options.suggest.half_life_days = config.learning.time_decay ? config.suggest.half_life_days : kNeverDays;
  KHOJ_ASSIGN(options.events, event_options(config.events, old_events));
  options.signals = signal_options(config);
  options.personalization = config.learning.personalization;
  return engine::Engine::start(std::move(options), stores.catalog, stores.settings, stores.events);
}

base::Result<Shop> open_shop(const base::Config& config, OldEvents old_events) {
  Shop shop;
  KHOJ_ASSIGN(shop.stores, open_stores(config));
  KHOJ_ASSIGN(shop.engine, start_engine(config, shop.stores, old_events));
  return shop;
}

}  // namespace khoj::apps
