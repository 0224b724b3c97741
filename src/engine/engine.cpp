#include "engine/engine.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.hpp"
#include "engine/curation_library.hpp"
#include "engine/highlighting.hpp"
#include "engine/index_rotation.hpp"
#include "engine/parser_settings.hpp"
#include "engine/policy_library.hpp"
#include "engine/product_columns.hpp"
#include "engine/search_pipeline.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr const char* kSettingsDocument = "search";
/// After an error the indexer waits this long before it tries again.
constexpr std::int64_t kRetryIntervalMs = 1'000;

/// The store's commit listener outlives no engine: it holds this by shared_ptr and the engine too.
struct WakeUp {
  std::mutex mutex;
  std::condition_variable condition;
  bool pending = false;

  void ring() {
    const std::lock_guard lock(mutex);
    pending = true;
    condition.notify_all();
  }

  /// Waits for a ring, at most `timeout_ms`.
  void wait(std::int64_t timeout_ms, const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    condition.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                       [&] { return pending || stop.stop_requested(); });
    pending = false;
  }
};

Result<SearchSettings> load_settings(store::SettingsStore& store, const domain::Tenant& tenant) {
  auto document = base::sync_wait(store.get(tenant, kSettingsDocument));
  if (!document) {
    if (document.error().code == ErrorCode::not_found) return SearchSettings{};
    return base::fail(std::move(document).error());
  }
  auto settings = search_settings_from_json(document->body);
  if (!settings) return base::fail(base::at("settings in the database", std::move(settings).error()));
  settings->version = document->version;
  return settings;
}

}  // namespace

struct Engine::Impl {
  EngineOptions options;
  std::shared_ptr<store::CatalogStore> catalog;
  std::shared_ptr<store::SettingsStore> settings_store;
  std::shared_ptr<WakeUp> wake_up = std::make_shared<WakeUp>();
  ImpressionCounters impressions;
  std::unique_ptr<PolicyLibrary> policies;
  std::unique_ptr<CurationLibrary> curation;
  std::atomic<std::uint64_t> curation_asked{0};  ///< How often the book was begun to be made anew.
  std::uint64_t curation_made = 0;               ///< The newest one that is live; under `mutex`.
  std::unique_ptr<SavedSynonyms> synonyms;
  std::mutex parser_mutex;  ///< One parser is made at a time, so that the last one has seen all changes.

  /// Guards `live` and `status`; held for a pointer's copy.
  mutable std::mutex mutex;
  std::condition_variable progress;
  std::shared_ptr<const LiveState> live;
  EngineStatus status;

  /// The indexer's own: no other thread touches these after start().
  std::unique_ptr<IndexRotation> indexes;
  base::Stopwatch since_commit;

  std::atomic<bool> rebuild_requested{false};
  std::unique_ptr<Suggester> suggester;

  std::jthread indexer;  ///< Last, so that it stops before anything that it uses is destroyed.

  [[nodiscard]] std::shared_ptr<const LiveState> current() const {
    const std::lock_guard lock(mutex);
    return live;
  }

  /// Makes the parser anew from the settings and synonyms of now; both were checked when they were saved.
  void refresh_parser() {
    const std::lock_guard lock(parser_mutex);
    auto parser = make_parser(*current()->settings, *synonyms->table());
    if (!parser) {
      base::log::error("synonyms could not be applied", {{"error", parser.error().describe()}});
      return;
    }
    update_live([&](LiveState& state) { state.parser = *std::move(parser); });
  }

  /// Publishes a copy of the live state after `change` has been made to it.
  template <typename Change>
  void update_live(Change change) {
    const std::lock_guard lock(mutex);
    auto next = std::make_shared<LiveState>(*live);
    change(*next);
    live = std::move(next);
  }

  void publish_snapshot() {
    auto snapshot = std::make_shared<pipeline::Snapshot>();
    snapshot->index = indexes->snapshot();
    const auto covered = snapshot->index->covered();
    const auto products = snapshot->index->doc_count();
    const auto segments = snapshot->index->segment_count();
    {
      // An index that was opened again begins at its last commit: nobody shall see the past.
      const std::lock_guard lock(mutex);
      if (covered < status.searchable) return;
    }
    auto fields = std::make_shared<const query::FieldTable>(product_fields(snapshot->index->schema()));
    update_live([&](LiveState& state) {
      state.snapshot = std::move(snapshot);
      state.fields = std::move(fields);
    });
    const std::lock_guard lock(mutex);
    status.searchable = covered;
    status.products = products;
    status.segments = segments;
    status.indexes = indexes->status();
    progress.notify_all();
  }

  void run(const std::stop_token& stop) {
    const std::stop_callback on_stop(stop, [this] { wake_up->ring(); });
    bool tidied = false;  // Other indexes go when this one has caught up once, not before.
    while (!stop.stop_requested()) {
      const auto done = guarded_round(stop);
      if (done && !tidied && !stop.stop_requested()) indexes->remove_strangers();
      tidied = tidied || done;
      note_result(done);
      wake_up->wait(done ? options.poll_interval_ms : kRetryIntervalMs, stop);
    }
    if (const auto committed = indexes->commit(); !committed) {
      base::log::error("index could not be committed at the end", {{"error", committed.error().describe()}});
    }
  }

  /// Threads and memory may fail to be had while indexing: that ends the round, not the program.
  Status guarded_round(const std::stop_token& stop) {
    try {
      return index_round(stop);
    } catch (const std::exception& error) {
      return base::fail(ErrorCode::resource_exhausted, "indexing was interrupted: {}", error.what());
    }
  }

  void note_result(const Status& done) {
    const std::string message = done ? std::string() : done.error().describe();
    const std::lock_guard lock(mutex);
    if (message != status.last_error && !message.empty())
      base::log::error("indexing stands still", {{"error", message}});
    if (done) status.ready = true;
    status.last_error = message;
    progress.notify_all();
  }

  /// The live index catches up with the catalogue first, whatever becomes of one that is being built beside it.
  Status index_round(const std::stop_token& stop) {
    KHOJ_TRY(note_newest());
    bool more = true;
    while (more && !stop.stop_requested()) {
      KHOJ_ASSIGN(const auto applied, indexes->follow());
      if (applied > 0) {
        publish_snapshot();
        if (current()->curation->unknown_products() > 0) KHOJ_TRY(base::sync_wait(refresh_curation()));
      }
      if (rebuild_requested.exchange(false)) indexes->request_rebuild();
      KHOJ_ASSIGN(const auto rebuilt, indexes->rebuild(*current()->settings));
      if (rebuilt.switched) {
        publish_snapshot();
        KHOJ_TRY(base::sync_wait(refresh_curation()));
        indexes->remove_strangers();
      }
      note_indexes();
      more = applied > 0 || rebuilt.more;
      KHOJ_TRY(commit_when_due());
    }
    return commit_when_due();
  }

  /// Makes the curation book anew: after a change of the rules, of the fields, or when a product may have come that a
  /// rule names.
  base::Task<Status> refresh_curation() {
    const auto number = ++curation_asked;
    const auto now = current();
    KHOJ_CO_ASSIGN(auto book, co_await curation->make_book(now->fields, now->parser));
    update_live([&](LiveState& state) {
      if (number < curation_made) return;  // A later one has overtaken this one.
      curation_made = number;
      state.curation = std::move(book);
    });
    co_return Status{};
  }

  Status note_newest() {
    KHOJ_ASSIGN(const auto newest, base::sync_wait(catalog->last_change(options.tenant)));
    const std::lock_guard lock(mutex);
    status.catalog = newest;
    return {};
  }

  void note_indexes() {
    auto indexes_now = indexes->status();
    const std::lock_guard lock(mutex);
    status.indexes = std::move(indexes_now);
  }

  Status commit_when_due() {
    if (since_commit.elapsed_ms() < static_cast<double>(options.commit_interval_ms)) return {};
    KHOJ_ASSIGN(const bool live_committed, indexes->commit());
    if (live_committed) publish_snapshot();
    since_commit = {};
    return {};
  }
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::start(EngineOptions options,
                                              std::shared_ptr<store::CatalogStore> catalog,
                                              std::shared_ptr<store::SettingsStore> settings_store) {
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  impl->catalog = std::move(catalog);
  impl->settings_store = std::move(settings_store);
  KHOJ_ASSIGN(auto settings, load_settings(*impl->settings_store, impl->options.tenant));
  KHOJ_ASSIGN(impl->policies,
              PolicyLibrary::open(impl->options.policy_dir, impl->settings_store, impl->options.tenant));
  KHOJ_ASSIGN(impl->curation,
              CurationLibrary::open(impl->settings_store, impl->catalog, impl->options.tenant));
  KHOJ_ASSIGN(impl->synonyms, SavedSynonyms::open(impl->settings_store, impl->options.tenant, "synonym",
                                                  read_saved_synonym));
  KHOJ_ASSIGN(auto parser, make_parser(settings, *impl->synonyms->table()));
  KHOJ_ASSIGN(auto identity, base::sync_wait(impl->catalog->identity(impl->options.tenant)));
  KHOJ_ASSIGN(
      impl->indexes,
      IndexRotation::open({impl->options.data_dir / "index" / impl->options.tenant.id(), std::move(identity),
                           impl->options.index_buffer_bytes, impl->options.tenant},
                          impl->catalog, settings));

  auto live = std::make_shared<LiveState>();
  live->settings = std::make_shared<const SearchSettings>(std::move(settings));
  live->parser = std::move(parser);
  KHOJ_ASSIGN(auto analyzer, text::Analyzer::create({}));
  live->analyzer = std::make_shared<const text::Analyzer>(std::move(analyzer));
  live->policies = impl->policies->table();
  live->price_intent = impl->options.price_intent;
  impl->live = std::move(live);
  impl->publish_snapshot();
  KHOJ_TRY(base::sync_wait(impl->refresh_curation()));

  impl->catalog->on_commit([wake_up = impl->wake_up] { wake_up->ring(); });
  impl->indexer = std::jthread([raw = impl.get()](const std::stop_token& stop) { raw->run(stop); });
  impl->suggester = std::make_unique<Suggester>(
      impl->options.suggest, impl->options.tenant, [raw = impl.get()] { return raw->current(); },
      impl->options.query_counts);
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

base::Task<Result<SearchResponse>> Engine::search(SearchRequest request) {
  const auto live = impl_->current();
  auto response = run_search(*live, request, impl_->impressions);
  if (!response || request.highlight.empty()) co_return response;
  // The index keeps what result lists show; longer texts are fetched for the products of the page.
  std::vector<std::optional<domain::Product>> products(response->items.size());
  for (std::size_t i = 0; highlights_stored_texts(request.highlight) && i < products.size(); ++i) {
    auto stored = co_await impl_->catalog->get(request.tenant, response->items[i].product_id);
    if (stored) products[i] = std::move(stored->product);  // One that has just been deleted has none.
  }
  highlight_items(*live->analyzer, request.highlight, products, *response);
  co_return response;
}

base::Task<Result<SuggestResponse>> Engine::suggest(SuggestRequest request) {
  co_return impl_->suggester->suggest(request);
}

base::Task<Result<FacetSearchResponse>> Engine::search_facet(FacetSearchRequest request) {
  const auto live = impl_->current();
  co_return run_facet_search(*live, request);
}

SearchSettings Engine::settings() const { return *impl_->current()->settings; }

base::Task<Result<SearchSettings>> Engine::put_settings(SearchSettings settings) {
  KHOJ_CO_TRY(validate(settings));
  auto parser = make_parser(settings, {});
  if (!parser) co_return base::fail(base::at("synonyms or stop_words", std::move(parser).error()));
  KHOJ_CO_ASSIGN(const auto stored, co_await impl_->settings_store->put(
                                        impl_->options.tenant, kSettingsDocument, to_json(settings)));
  settings.version = stored.version;
  impl_->update_live([&](LiveState& state) {
    if (settings.version <= state.settings->version) return;  // A later one has overtaken this one.
    state.settings = std::make_shared<const SearchSettings>(settings);
  });
  impl_->refresh_parser();
  KHOJ_CO_TRY(co_await impl_->refresh_curation());
  impl_->wake_up->ring();
  co_return settings;
}

std::shared_ptr<const PolicyTable> Engine::policies() const { return impl_->policies->table(); }

base::Task<Result<CompiledPolicy>> Engine::put_policy(std::string name, std::string yaml) {
  auto compiled = co_await impl_->policies->put(std::move(name), std::move(yaml));
  impl_->update_live([&](LiveState& state) { state.policies = impl_->policies->table(); });
  co_return compiled;
}

base::Task<Status> Engine::remove_policy(std::string name) {
  auto removed = co_await impl_->policies->remove(std::move(name));
  impl_->update_live([&](LiveState& state) { state.policies = impl_->policies->table(); });
  co_return removed;
}

std::shared_ptr<const CurationTable> Engine::curations() const { return impl_->curation->table(); }

base::Task<Result<SavedRule>> Engine::put_curation(std::string name, CurationRule rule) {
  const auto fields = impl_->current()->fields;
  KHOJ_CO_ASSIGN(auto saved, co_await impl_->curation->put(std::move(name), std::move(rule), *fields));
  KHOJ_CO_TRY(co_await impl_->refresh_curation());
  co_return saved;
}

base::Task<Status> Engine::remove_curation(std::string name) {
  KHOJ_CO_TRY(co_await impl_->curation->remove(std::move(name)));
  co_return co_await impl_->refresh_curation();
}

std::shared_ptr<const SynonymTable> Engine::synonyms() const { return impl_->synonyms->table(); }

base::Task<Result<SavedSynonym>> Engine::put_synonym(std::string id, Synonym synonym) {
  KHOJ_CO_TRY(validate(synonym));
  KHOJ_CO_TRY(check_new_synonym(*impl_->synonyms->table(), id, synonym));
  const SynonymTable alone = {{id, SavedSynonym{synonym, 0}}};
  const auto parser = make_parser({}, alone);
  if (!parser) co_return base::fail(base::at("to", parser.error()));
  const auto body = to_json(synonym);
  auto saved = co_await impl_->synonyms->put(std::move(id), body);
  impl_->refresh_parser();
  co_return saved;
}

base::Task<Status> Engine::remove_synonym(std::string id) {
  auto removed = co_await impl_->synonyms->remove(std::move(id));
  impl_->refresh_parser();
  co_return removed;
}

base::Task<Result<std::vector<store::SettingsVersion>>> Engine::settings_versions(std::uint32_t limit) {
  const std::string document = kSettingsDocument;
  co_return co_await impl_->settings_store->versions(impl_->options.tenant, document, limit);
}

base::Task<Result<SearchSettings>> Engine::restore_settings(std::uint64_t version) {
  const std::string document = kSettingsDocument;
  KHOJ_CO_ASSIGN(const auto stored,
                 co_await impl_->settings_store->get_version(impl_->options.tenant, document, version));
  KHOJ_CO_ASSIGN(auto settings, search_settings_from_json(stored.body));
  co_return co_await put_settings(std::move(settings));
}

EngineStatus Engine::status() const {
  const std::lock_guard lock(impl_->mutex);
  auto status = impl_->status;
  status.impressions = impl_->impressions.counts();
  return status;
}

Status Engine::wait_until_searchable(std::int64_t timeout_ms) {
  KHOJ_ASSIGN(const auto newest, base::sync_wait(impl_->catalog->last_change(impl_->options.tenant)));
  impl_->wake_up->ring();
  std::unique_lock lock(impl_->mutex);
  const bool reached = impl_->progress.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                                                [&] { return impl_->status.searchable >= newest; });
  if (!reached && !impl_->status.last_error.empty())
    return base::fail(ErrorCode::unavailable, "indexing stands still: {}", impl_->status.last_error);
  if (!reached)
    return base::fail(ErrorCode::deadline_exceeded, "change {} was not searchable after {} ms", newest,
                      timeout_ms);
  return {};
}

void Engine::rebuild_index() {
  impl_->rebuild_requested = true;
  impl_->wake_up->ring();
}

store::CatalogStore& Engine::catalog() noexcept { return *impl_->catalog; }

}  // namespace khoj::engine
