// Opens what a data directory holds: the stores behind their ports and the engine over them. This is where adapters are
// chosen.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/result.hpp"
#include "engine/engine.hpp"
#include "store/catalog_store.hpp"
#include "store/event_store.hpp"
#include "store/job_store.hpp"
#include "store/lease_store.hpp"
#include "store/settings_store.hpp"

namespace khoj::apps {

struct Stores {
  std::string database;  ///< What it is and where, without a password.
  std::shared_ptr<store::CatalogStore> catalog;
  std::shared_ptr<store::SettingsStore> settings;
  std::shared_ptr<store::EventStore> events;
  std::shared_ptr<store::LeaseStore> leases;
  std::shared_ptr<store::JobStore> jobs;
  /// What a look at the database tells an operator, a line each.
  std::function<base::Result<std::vector<std::string>>()> examine_database;
};

/// Opens or creates the database of the configuration, and the data directory.
/// Errors: invalid_argument (the URL), unavailable, permission_denied, corruption, failed_precondition.
base::Result<Stores> open_stores(const base::Config& config);

/// How the shop's signals are kept. Without learning.time_decay nothing weighs less because it is older.
[[nodiscard]] signals::SignalOptions signal_options(const base::Config& config);

/// Only the server removes events that are older than its configuration says; a look at a shop changes nothing.
enum class OldEvents { keep, remove };

/// Starts an engine over them. Errors: as engine::Engine::start.
base::Result<std::unique_ptr<engine::Engine>> start_engine(const base::Config& config, const Stores& stores,
                                                           OldEvents old_events = OldEvents::keep);

/// The stores and the engine together.
struct Shop {
  Stores stores;
  std::unique_ptr<engine::Engine> engine;
};
base::Result<Shop> open_shop(const base::Config& config, OldEvents old_events = OldEvents::keep);

}  // namespace khoj::apps
