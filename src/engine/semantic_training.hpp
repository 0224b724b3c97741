// How the vectors of words and products are made of the catalogue and the event log: a pure function of both and the seed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/result.hpp"
#include "domain/tenant.hpp"
#include "engine/training.hpp"
#include "mine/word_vector_training.hpp"
#include "pipeline/semantic_model.hpp"
#include "signals/live_signals.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

struct SemanticTrainingOptions {
  mine::WordVectorOptions words;
  std::int64_t after_search_ms =
      1'800'000;                     ///< What a user wants so soon after a search is what the search meant.
  std::size_t least_users = 2;       ///< What fewer users wanted after a search says nothing of its words.
  std::size_t most_pairs = 500'000;  ///< Of a query and what was wanted after it; those wanted most.
};

/// Of each product one text is made, of the words of its title and of all levels of its categories; of each query and
/// each product that was wanted after it another, of the words of both, which weighs ln(1 + how much it was wanted). Words
/// that stand in the same texts get near vectors (mine/word_vector_training), and each product the vector of its own text.
/// @param events by at_ms.
/// @return null where there is too little to learn from: fewer than two words in two texts each, or none that stands with
/// others more often than by chance.
/// Blocks. Errors: invalid_argument (an option), those of the store, of `progress`, which is called with (0, 0) while
/// vectors are trained. Cost: docs/benchmarks.md; memory 16 bytes an event beside that.
base::Result<std::shared_ptr<const pipeline::SemanticModel>> train_semantic(
    store::CatalogStore& catalog, std::span<const signals::LoggedEvent> events, const domain::Tenant& tenant,
    const SemanticTrainingOptions& options = {}, const TrainingProgress& progress = {});

}  // namespace khoj::engine
