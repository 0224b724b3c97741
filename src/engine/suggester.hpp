// The Suggester keeps suggestions up to date: in the background, when the catalogue or the query log has changed, it
// builds a new SuggestionSet and publishes it. Requests take the newest one and never wait for a build. New queries enter
// with every build; what the catalogue gives is built anew as seldom as its size asks for. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/query_counts.hpp"
#include "engine/suggestion_set.hpp"
#include "pipeline/impression.hpp"

namespace khoj::engine {

struct SuggesterOptions {
  std::uint32_t max_suggestions = 8;           ///< When a request does not say (MAX_SUGGESTIONS).
  std::int64_t budget_ms = 120;                ///< Of a request (AUTOSUGGEST_P95_MS).
  std::int64_t rebuild_interval_ms = 30'000;   ///< Between the end of a build and the next look for changes.
  double half_life_days = 14.0;                ///< After which a logged query counts half.
  std::size_t max_logged_queries = 1'000'000;  ///< Of the most asked ones.
};

/// What is logged of an answer.
[[nodiscard]] pipeline::Impression shown_suggestions(const SuggestRequest& request,
                                                     const SuggestResponse& response);

class Suggester {
 public:
  /// What requests are answered from now; asked from the suggester's thread.
  using CurrentState = std::function<std::shared_ptr<const LiveState>()>;

  /// Starts the thread, which builds at once. `log` may be null: no query log.
  Suggester(SuggesterOptions options, domain::Tenant tenant, CurrentState current,
            std::shared_ptr<QueryCounts> log);
  ~Suggester();
  Suggester(const Suggester&) = delete;
  Suggester& operator=(const Suggester&) = delete;

  /// Until the first set is built there are no suggestions. Errors: invalid_argument (query, max).
  base::Result<SuggestResponse> suggest(const SuggestRequest& request) const;

  /// Builds and publishes a set if anything has changed, in this thread. @return whether it did.
  /// Errors: unavailable (the query log), internal, cancelled.
  base::Result<bool> refresh(const std::stop_token& stop = {});

  /// The set that requests are answered from; null before the first.
  [[nodiscard]] std::shared_ptr<const SuggestionSet> current() const;

 private:
  struct CatalogBasis {
    domain::ChangeSeq covered;  ///< No snapshot, so that no segment is kept for its sake.
    std::shared_ptr<const SearchSettings> settings;
    friend bool operator==(const CatalogBasis&, const CatalogBasis&) = default;
  };
  struct Basis {
    std::shared_ptr<const index::IndexSnapshot> index;
    std::shared_ptr<const SearchSettings> settings;
    std::uint64_t log_generation = 0;
    friend bool operator==(const Basis&, const Basis&) = default;
  };

  void run(const std::stop_token& stop);
  /// Builds what the catalogue gives anew if it has changed and the time has come. @return whether it did.
  base::Result<bool> refresh_catalog(const LiveState& live, const CatalogBasis& basis,
                                     const std::stop_token& stop);

  const SuggesterOptions options_;
  const domain::Tenant tenant_;
  const CurrentState state_;
  const std::shared_ptr<QueryCounts> log_;

  std::mutex building_;  ///< One build at a time; guards what follows.
  Basis built_from_;
  std::shared_ptr<const CatalogSuggestions> catalog_;
  CatalogBasis catalog_built_from_;
  base::SteadyClock::time_point catalog_due_;  ///< Not built again before.

  mutable std::mutex mutex_;  ///< Guards set_; held for a pointer's copy.
  std::shared_ptr<const SuggestionSet> set_;

  std::mutex waiting_;
  std::condition_variable_any wake_up_;
  std::jthread thread_;  ///< Last, so that it stops before anything that it uses is destroyed.
};

}  // namespace khoj::engine
