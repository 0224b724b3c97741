// The Engine: what the product does, free of HTTP. It owns the index and the policies, tails the catalogue's changes,
// and answers searches on an immutable snapshot. One Engine serves all event loops; its methods are thread-safe.
//
// Catalogue writes go to store::CatalogStore and come back through the change sequence, whoever made them: this
// server, an import in another process, another replica. Writing to the index directly does not exist.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/tenant.hpp"
#include "engine/compiled_policy.hpp"
#include "engine/curation_book.hpp"
#include "engine/feedback.hpp"
#include "engine/indexer.hpp"
#include "engine/leading_categories.hpp"
#include "engine/recommend_request.hpp"
#include "engine/saved_synonyms.hpp"
#include "engine/search_request.hpp"
#include "engine/search_settings.hpp"
#include "engine/signal_follower.hpp"
#include "engine/source_evaluation.hpp"
#include "engine/suggester.hpp"
#include "store/catalog_store.hpp"
#include "store/settings_store.hpp"

namespace khoj::engine {

struct EngineOptions {
  std::filesystem::path data_dir;  ///< The index lives in data_dir/index/<tenant>/.
  std::filesystem::path
      policy_dir;         ///< YAML policies that replace or add to the built-in ones; may be empty.
  domain::Tenant tenant;  ///< Whose catalogue this engine follows.
  std::size_t index_buffer_bytes = 256U << 20U;
  std::size_t index_resident_bytes = 0;     ///< At rest the index is in memory of its own up to this size.
  std::int64_t poll_interval_ms = 250;      ///< How often changes of other processes are looked for.
  std::int64_t commit_interval_ms = 5'000;  ///< How often the index is made durable while changes arrive.
  std::int64_t rest_after_ms = 10'000;      ///< Without a change for so long, the index is merged further.
  bool price_intent = true;                 ///< Read "under 300" in a query as a filter (K0-24).
  bool personalization = true;              ///< What a shopper did changes what they are shown (K0-24).
  std::size_t remembered_bytes = 0;         ///< Answers that are kept for those who ask the same; 0: none.
  SuggesterOptions suggest;
  std::shared_ptr<QueryCounts>
      query_counts;  ///< What suggestions learn from; null: the event log, if there is one.
  EventOptions events;
  signals::SignalOptions signals;
  std::int64_t model_poll_interval_ms = 1'000;  ///< How often new versions of models are looked for.
};

/// How things stand, for /health and the metrics.
struct EngineStatus : IndexingStatus {
  ImpressionCounts impressions;
  EventCounts events;
  SignalStatus signals;
  std::uint64_t remembered_searches = 0;  ///< Answered out of memory since the start.
};

class Engine {
 public:
  /// Opens (or creates, or when it is damaged rebuilds) the index and starts to follow the catalogue. Returns at
  /// once, with what was on disk searchable; status().ready tells when it has caught up.
  /// @param events null: impressions are counted and not kept, and events are refused.
  /// Errors: failed_precondition (another process holds the index), unavailable, invalid_argument (a policy).
  static base::Result<std::unique_ptr<Engine>> start(EngineOptions options,
                                                     std::shared_ptr<store::CatalogStore> catalog,
                                                     std::shared_ptr<store::SettingsStore> settings,
                                                     std::shared_ptr<store::EventStore> events = nullptr);
  /// Stops following, commits the index, and writes the impressions that wait.
  ~Engine();

  /// Answers a search. Cost: a few hundred microseconds of CPU at a million products.
  /// Until the engine has caught up it answers from what is searchable already (status().ready tells).
  /// Errors: invalid_argument (field path as context).
  base::Task<base::Result<SearchResponse>> search(SearchRequest request);

  /// A page of recommendations: the policy's sources under the page's filter, for a shopper and about a product where the
  /// request names them. Only what is in stock.
  /// Errors: invalid_argument (field path), not_found (the anchor), unavailable.
  base::Task<base::Result<SearchResponse>> recommend(RecommendRequest request);

  /// The best rated products of the leading categories: those of what is trending, then the largest ones.
  base::Task<base::Result<std::vector<CategoryPicks>>> top_categories(std::uint32_t categories,
                                                                      RecommendRequest request);

  /// What was learnt in bulk: the live artefacts of data_dir/artefacts, which are followed. Null: nothing yet.
  [[nodiscard]] std::shared_ptr<const pipeline::Models> models() const;

  /// evaluate_sources() on the whole event log over the catalogue of now. Blocks, for minutes on a large log.
  /// Errors: failed_precondition (no event log), unavailable.
  base::Result<std::vector<SourceScore>> evaluate_sources(
      const SourceEvaluationOptions& options, const std::function<void(std::size_t, std::size_t)>& progress);

  /// What may be meant by a text that is being typed; see Suggester. Cost: some microseconds.
  /// Errors: invalid_argument (field path as context).
  base::Task<base::Result<SuggestResponse>> suggest(SuggestRequest request);

  /// Values of one field among what matches. Errors: invalid_argument (field path as context).
  base::Task<base::Result<FacetSearchResponse>> search_facet(FacetSearchRequest request);

  [[nodiscard]] SearchSettings settings() const;
  /// Validates, stores a new version, and applies it: synonyms and stop-words at once, searchable fields and weights
  /// after a rebuild in the background while the old index goes on answering.
  /// Errors: invalid_argument (field path), unavailable.
  base::Task<base::Result<SearchSettings>> put_settings(SearchSettings settings);

  /// The policies that a request may name.
  [[nodiscard]] std::shared_ptr<const PolicyTable> policies() const;
  /// PolicyLibrary's put and remove; the change holds from the next request on.
  base::Task<base::Result<CompiledPolicy>> put_policy(std::string name, std::string yaml);
  base::Task<base::Status> remove_policy(std::string name);

  /// The curation rules, by name.
  [[nodiscard]] std::shared_ptr<const CurationTable> curations() const;
  /// Checks and saves a rule; it holds from the next request on.
  /// Errors: invalid_argument (the rule's field as context), unavailable.
  base::Task<base::Result<SavedRule>> put_curation(std::string name, CurationRule rule);
  /// Errors: not_found, unavailable.
  base::Task<base::Status> remove_curation(std::string name);

  /// The synonyms that are saved one by one. A change holds from the next search on.
  /// Errors: invalid_argument (field as context), resource_exhausted (too many), not_found, unavailable.
  [[nodiscard]] std::shared_ptr<const SynonymTable> synonyms() const;
  base::Task<base::Result<SavedSynonym>> put_synonym(std::string id, Synonym synonym);
  base::Task<base::Status> remove_synonym(std::string id);

  /// The newest `limit` versions of the search settings, newest first. Errors: unavailable.
  base::Task<base::Result<std::vector<store::SettingsVersion>>> settings_versions(std::uint32_t limit);
  /// Makes an earlier version of the settings the newest one: put_settings() of what it held. Where it asks for the
  /// index before the live one, that one takes its place again as soon as it has caught up.
  /// Errors: not_found, invalid_argument (no longer valid), unavailable.
  base::Task<base::Result<SearchSettings>> restore_settings(std::uint64_t version);

  /// Builds the index anew from the catalogue, beside the live one, which answers until the new one takes its place.
  void rebuild_index();

  [[nodiscard]] EngineStatus status() const;

  /// Waits until everything that the catalogue held at the time of the call is searchable.
  /// Errors: deadline_exceeded, unavailable.
  base::Status wait_until_searchable(std::int64_t timeout_ms);

  [[nodiscard]] store::CatalogStore& catalog() noexcept;
  [[nodiscard]] Feedback& feedback() noexcept;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace khoj::engine
