// The jobs that make models of the catalogue and the event log, as versioned artefacts: `content` (TF-IDF over titles and
// sub-categories, and vectors of words and products), `rules` (what is wanted together), `profiles` (what each kind of event
// says of a user) and `trending` (what was wanted at the full hour: a server that has just started shows it until it has
// read the log). The servers' engines follow the artefacts.
#pragma once

#include <memory>

#include "engine/training.hpp"
#include "io/artefact_store.hpp"
#include "jobs/schedule/job.hpp"
#include "signals/trending_board.hpp"
#include "store/catalog_store.hpp"
#include "store/event_store.hpp"

namespace khoj::jobs {

/// Hourly.
[[nodiscard]] Job trending_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                               std::shared_ptr<store::EventStore> events, signals::TrendingOptions options);

/// Daily at 02:30.
[[nodiscard]] Job content_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                              std::shared_ptr<store::EventStore> events, std::int64_t history_days);

/// Daily at 02:45.
[[nodiscard]] Job rules_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                            std::shared_ptr<store::EventStore> events, engine::RuleTrainingOptions options);

/// Daily at 03:00.
[[nodiscard]] Job profiles_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                               std::shared_ptr<store::EventStore> events, signals::SignalOptions options);

}  // namespace khoj::jobs
