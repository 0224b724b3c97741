#include "engine/engine.hpp"

#include <atomic>
#include <mutex>

#include "base/log.hpp"
#include "engine/curation_library.hpp"
#include "engine/highlighting.hpp"
#include "engine/index_rotation.hpp"
#include "engine/item_numbers.hpp"
#include "engine/live_cell.hpp"
#include "engine/logged_events.hpp"
#include "engine/logged_queries.hpp"
#include "engine/model_follower.hpp"
#include "engine/parser_settings.hpp"
#include "engine/policy_library.hpp"
#include "engine/search_pipeline.hpp"
#include "engine/shoppers.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr const char* kSettingsDocument = "search";

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
  std::unique_ptr<Feedback> feedback;
  std::unique_ptr<PolicyLibrary> policies;
  std::unique_ptr<CurationLibrary> curation;
  std::atomic<std::uint64_t> curation_asked{0};  ///< How often the book was begun to be made anew.
  std::uint64_t curation_made = 0;               ///< The newest one that is live; under the cell's lock.
  std::unique_ptr<SavedSynonyms> synonyms;
  std::mutex parser_mutex;  ///< One parser is made at a time, so that the last one has seen all changes.
  std::unique_ptr<LiveCell> live;
  std::unique_ptr<Suggester> suggester;
  std::shared_ptr<store::EventStore> events;  ///< Null: there is no event log.
  std::shared_ptr<signals::LiveSignals> signals;
  std::unique_ptr<SignalFollower> follower;  ///< Null: there is no event log to follow.
  std::unique_ptr<Shoppers> shoppers;
  std::unique_ptr<ItemNumbers> numbers;
  std::unique_ptr<ModelFollower> models;
  std::unique_ptr<Indexer> indexer;  ///< Last, so that it stops before anything that it uses is destroyed.

  /// Nothing, too, where shoppers shall all be shown the same.
  [[nodiscard]] pipeline::ShopperPart asks_of_shopper(std::string_view policy) const {
    const auto table = live->current()->policies;
    const auto found = table->find(policy);
    if (!options.personalization || found == table->end()) return pipeline::ShopperPart::nothing;
    return found->second.asks;
  }

  /// Makes the parser anew from the settings and synonyms of now; both were checked when they were saved.
  void refresh_parser() {
    const std::lock_guard lock(parser_mutex);
    auto parser = make_parser(*live->current()->settings, *synonyms->table());
    if (!parser) {
      base::log::error("synonyms could not be applied", {{"error", parser.error().describe()}});
      return;
    }
    live->update([&](LiveState& state) { state.parser = *std::move(parser); });
  }

  /// Makes the curation book anew: after a change of the rules, of the fields, or when a product may have come that a
  /// rule names.
  base::Task<Status> refresh_curation() {
    const auto number = ++curation_asked;
    const auto now = live->current();
    KHOJ_CO_ASSIGN(auto book, co_await curation->make_book(now->fields, now->parser));
    live->update([&](LiveState& state) {
      if (number < curation_made) return;  // A later one has overtaken this one.
      curation_made = number;
      state.curation = std::move(book);
    });
    co_return Status{};
  }
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::start(EngineOptions options,
                                              std::shared_ptr<store::CatalogStore> catalog,
                                              std::shared_ptr<store::SettingsStore> settings_store,
                                              std::shared_ptr<store::EventStore> events) {
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  impl->catalog = std::move(catalog);
  impl->settings_store = std::move(settings_store);
  impl->events = events;
  impl->signals = std::make_shared<signals::LiveSignals>(impl->options.signals);
  if (events)
    impl->follower = std::make_unique<SignalFollower>(impl->options.tenant, impl->options.poll_interval_ms,
                                                      events, impl->signals);
  impl->shoppers = std::make_unique<Shoppers>(impl->options.tenant, events, impl->signals);
  impl->numbers = std::make_unique<ItemNumbers>(impl->options.tenant, impl->catalog);
  impl->feedback =
      std::make_unique<Feedback>(impl->options.events, impl->options.tenant, events, impl->follower.get());
  if (events && !impl->options.query_counts)
    impl->options.query_counts =
        std::make_shared<LoggedQueries>(std::move(events), impl->feedback->impressions());
  KHOJ_ASSIGN(auto settings, load_settings(*impl->settings_store, impl->options.tenant));
  KHOJ_ASSIGN(impl->policies,
              PolicyLibrary::open(impl->options.policy_dir, impl->settings_store, impl->options.tenant));
  KHOJ_ASSIGN(impl->curation,
              CurationLibrary::open(impl->settings_store, impl->catalog, impl->options.tenant));
  KHOJ_ASSIGN(impl->synonyms,
              SavedSynonyms::open(impl->settings_store, impl->options.tenant, "synonym", read_saved_synonym));
  KHOJ_ASSIGN(auto parser, make_parser(settings, *impl->synonyms->table()));
  KHOJ_ASSIGN(auto identity, base::sync_wait(impl->catalog->identity(impl->options.tenant)));
  const std::string catalog_identity = identity;
  KHOJ_ASSIGN(auto indexes, IndexRotation::open({impl->options.data_dir / "index" / impl->options.tenant.id(),
                                                 std::move(identity), impl->options.index_buffer_bytes,
                                                 impl->options.tenant, impl->options.index_resident_bytes},
                                                impl->catalog, settings));
  KHOJ_ASSIGN(auto analyzer, text::Analyzer::create({}));

  LiveState live;
  live.settings = std::make_shared<const SearchSettings>(std::move(settings));
  live.parser = std::move(parser);
  live.analyzer = std::make_shared<const text::Analyzer>(std::move(analyzer));
  live.policies = impl->policies->table();
  live.signals = impl->signals;
  live.price_intent = impl->options.price_intent;
  if (const auto bytes = impl->options.remembered_bytes; bytes > 0)
    live.remembered = std::make_shared<const RememberedSearches>(bytes);
  impl->live = std::make_unique<LiveCell>(std::move(live));
  const Indexer::Options indexing{impl->options.tenant, impl->options.poll_interval_ms,
                                  impl->options.commit_interval_ms, impl->options.rest_after_ms};
  impl->indexer =
      std::make_unique<Indexer>(indexing, impl->catalog, std::move(indexes), *impl->live,
                                [raw = impl.get()] { return base::sync_wait(raw->refresh_curation()); });
  KHOJ_TRY(base::sync_wait(impl->refresh_curation()));
  impl->models = std::make_unique<ModelFollower>(
      io::ArtefactStore(impl->options.data_dir / "artefacts"), catalog_identity,
      impl->options.model_poll_interval_ms,
      [cell = impl->live.get()](std::shared_ptr<const pipeline::Models> models) {
        cell->update([&](LiveState& state) { state.models = std::move(models); });
      });
  impl->indexer->start();
  impl->suggester = std::make_unique<Suggester>(
      impl->options.suggest, impl->options.tenant, [cell = impl->live.get()] { return cell->current(); },
      impl->options.query_counts);
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

base::Task<Result<SearchResponse>> Engine::search(SearchRequest request) {
  const auto live = impl_->live->current();
  auto response = run_search(*live, request, impl_->feedback->impressions());
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

base::Task<Result<SearchResponse>> Engine::recommend(RecommendRequest request) {
  auto page = std::move(request.page);
  page.browse = true;
  page.recommend = true;
  if (page.surface.empty()) page.surface = page.policy;
  const auto asks = impl_->asks_of_shopper(page.policy);
  if (request.user_id && asks != pipeline::ShopperPart::nothing) {
    const auto parser = asks == pipeline::ShopperPart::searches ? impl_->live->current()->parser : nullptr;
    page.shopper = std::make_shared<const pipeline::Shopper>(
        co_await impl_->shoppers->find(*std::move(request.user_id), parser));
  }
  if (request.anchor) {
    KHOJ_CO_ASSIGN(page.anchor, co_await impl_->numbers->find(*request.anchor));
    if (!page.anchor || !impl_->live->current()->snapshot->index->find(*page.anchor))
      co_return base::fail(ErrorCode::not_found, "there is no product '{}'", *request.anchor);
  }
  co_return co_await search(std::move(page));
}

base::Task<Result<std::vector<CategoryPicks>>> Engine::top_categories(std::uint32_t categories,
                                                                      RecommendRequest request) {
  std::vector<CategoryPicks> picks;
  for (const auto& [label, slug] : leading_categories(*impl_->live->current(), categories)) {
    auto asked = request;
    asked.page.chips.push_back("category_" + slug);
    KHOJ_CO_ASSIGN(auto page, co_await recommend(std::move(asked)));
    if (!page.items.empty()) picks.push_back({label, std::move(page.items)});
  }
  co_return picks;
}

std::shared_ptr<const pipeline::Models> Engine::models() const { return impl_->live->current()->models; }

Result<std::vector<SourceScore>> Engine::evaluate_sources(
    const SourceEvaluationOptions& options, const std::function<void(std::size_t, std::size_t)>& progress) {
  if (!impl_->follower) return base::fail(ErrorCode::failed_precondition, "there is no event log");
  KHOJ_ASSIGN(const auto events, read_logged_events(*impl_->events, impl_->options.tenant, {}));
  LiveState live = *impl_->live->current();
  auto models = std::make_shared<pipeline::Models>();
  KHOJ_ASSIGN(models->content, train_content(*impl_->catalog, impl_->options.tenant));
  live.models = std::move(models);
  return engine::evaluate_sources(live, events, impl_->options.signals, options, [&](std::size_t done) {
    if (progress) progress(done, events.size());
  });
}

base::Task<Result<SuggestResponse>> Engine::suggest(SuggestRequest request) {
  auto response = impl_->suggester->suggest(request);
  auto& recorder = impl_->feedback->impressions();
  if (response && recorder.wants(domain::kAutosuggestSurface, request.request_id))
    recorder.record(shown_suggestions(request, *response));
  co_return response;
}

base::Task<Result<FacetSearchResponse>> Engine::search_facet(FacetSearchRequest request) {
  const auto live = impl_->live->current();
  co_return run_facet_search(*live, request);
}

SearchSettings Engine::settings() const { return *impl_->live->current()->settings; }

base::Task<Result<SearchSettings>> Engine::put_settings(SearchSettings settings) {
  KHOJ_CO_TRY(validate(settings));
  auto parser = make_parser(settings, {});
  if (!parser) co_return base::fail(base::at("synonyms or stop_words", std::move(parser).error()));
  KHOJ_CO_ASSIGN(const auto stored, co_await impl_->settings_store->put(
                                        impl_->options.tenant, kSettingsDocument, to_json(settings)));
  settings.version = stored.version;
  impl_->live->update([&](LiveState& state) {
    if (settings.version <= state.settings->version) return;  // A later one has overtaken this one.
    state.settings = std::make_shared<const SearchSettings>(settings);
  });
  impl_->refresh_parser();
  KHOJ_CO_TRY(co_await impl_->refresh_curation());
  impl_->indexer->wake();
  co_return settings;
}

std::shared_ptr<const PolicyTable> Engine::policies() const { return impl_->policies->table(); }

base::Task<Result<CompiledPolicy>> Engine::put_policy(std::string name, std::string yaml) {
  auto compiled = co_await impl_->policies->put(std::move(name), std::move(yaml));
  impl_->live->update([&](LiveState& state) { state.policies = impl_->policies->table(); });
  co_return compiled;
}

base::Task<Status> Engine::remove_policy(std::string name) {
  auto removed = co_await impl_->policies->remove(std::move(name));
  impl_->live->update([&](LiveState& state) { state.policies = impl_->policies->table(); });
  co_return removed;
}

std::shared_ptr<const CurationTable> Engine::curations() const { return impl_->curation->table(); }

base::Task<Result<SavedRule>> Engine::put_curation(std::string name, CurationRule rule) {
  const auto fields = impl_->live->current()->fields;
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
  const auto remembered = impl_->live->current()->remembered;
  return {impl_->indexer->status(), impl_->feedback->impressions().counts(), impl_->feedback->counts(),
          impl_->follower ? impl_->follower->status() : SignalStatus{}, remembered ? remembered->known() : 0};
}

Status Engine::wait_until_searchable(std::int64_t timeout_ms) {
  return impl_->indexer->wait_until_searchable(timeout_ms);
}

void Engine::rebuild_index() { impl_->indexer->request_rebuild(); }

store::CatalogStore& Engine::catalog() noexcept { return *impl_->catalog; }

Feedback& Engine::feedback() noexcept { return *impl_->feedback; }

}  // namespace khoj::engine
