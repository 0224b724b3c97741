#include "jobs/train_models.hpp"

#include <array>

#include "base/background.hpp"
#include "base/clock.hpp"
#include "engine/logged_events.hpp"
#include "engine/model_follower.hpp"
#include "engine/semantic_training.hpp"
#include "io/atomic_file.hpp"

namespace khoj::jobs {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kHoursADay = 24;

struct Made {
  std::string summary;
  io::ArtefactMetrics metrics;
  io::ArtefactParameters parameters;
};

/// Makes what `writer` holds the live version.
base::Result<JobOutcome> commit(io::ArtefactWriter& writer, store::CatalogStore& catalog,
                                const JobContext& context, Made made) {
  KHOJ_ASSIGN(auto identity, base::sync_wait(catalog.identity(context.tenant)));
  KHOJ_ASSIGN(const auto manifest,
              writer.commit({std::move(identity), made.metrics, std::move(made.parameters)}));
  return JobOutcome{fmt::format("version {}: {}", manifest.version, made.summary),
                    {made.metrics.begin(), made.metrics.end()}};
}

base::Status write(const io::ArtefactWriter& writer, const char* file, std::string_view bytes) {
  return io::write_file_atomically(writer.file(file), std::array{std::as_bytes(std::span(bytes))});
}

/// The events of the latest `hours`.
base::Result<std::vector<signals::LoggedEvent>> read_latest(store::EventStore& events, std::int64_t hours,
                                                            JobContext& context) {
  KHOJ_ASSIGN(const auto after,
              engine::find_events_since(events, context.tenant, context.now_ms() - hours * kHourMs));
  return engine::read_logged_events(events, context.tenant, after, [&](std::uint64_t done) {
    context.report({done, 0, fmt::format("{} events", done)});
    return base::unless_stopped(context.stop);
  });
}

/// How many products the live version of an artefact was made of; 0 when there is none.
double products_in(const io::ArtefactStore& artefacts, const char* name) {
  const auto live = artefacts.live_version(name);
  if (!live || *live == 0) return 0.0;
  const auto manifest = io::read_artefact_manifest(artefacts.root() / name / std::to_string(*live));
  if (!manifest) return 0.0;
  const auto found = manifest->facts.metrics.find("products");
  return found == manifest->facts.metrics.end() ? 0.0 : found->second;
}

double count_products(store::CatalogStore& catalog) {
  const auto count = base::sync_wait(catalog.count({}));
  return count ? static_cast<double>(*count) : 0.0;
}

/// There are products, and nothing was ever made.
std::function<bool()> never_made(const io::ArtefactStore& artefacts, const char* name,
                                 const std::shared_ptr<store::CatalogStore>& catalog) {
  return [artefacts, name, catalog] {
    const auto live = artefacts.live_version(name);
    return live && *live == 0 && count_products(*catalog) > 0.0;
  };
}

base::Status save_semantic(const pipeline::SemanticModel& model, const io::ArtefactWriter& writer) {
  KHOJ_TRY(write(writer, engine::kWordsFile, model.words.to_bytes()));
  return model.products.save(writer.file(engine::kProductVectorsFile));
}

base::Result<JobOutcome> make_content(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                      store::EventStore& events, std::int64_t history_days,
                                      JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kContentArtefact));
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    if (done > 0) context.report({done, total, fmt::format("{} products", done)});
    return base::unless_stopped(context.stop);
  };
  KHOJ_ASSIGN(const auto model, engine::train_content(catalog, context.tenant, progress));
  KHOJ_TRY(model.save(writer.file(engine::kContentFile)));
  KHOJ_ASSIGN(const auto log, read_latest(events, history_days * kHoursADay, context));
  const engine::SemanticTrainingOptions training;
  KHOJ_ASSIGN(const auto semantic, engine::train_semantic(catalog, log, context.tenant, training, progress));
  if (semantic) KHOJ_TRY(save_semantic(*semantic, writer));
  const auto words = semantic ? semantic->words.word_count() : std::size_t{0};
  return commit(
      writer, catalog, context,
      {fmt::format("{} products, {} terms, {} words with vectors", model.documents(), model.terms(), words),
       {{"products", static_cast<double>(model.documents())},
        {"terms", static_cast<double>(model.terms())},
        {"words_with_vectors", static_cast<double>(words)},
        {"events", static_cast<double>(log.size())}},
       {{"dim", fmt::to_string(training.words.dim)}, {"seed", fmt::to_string(training.words.seed)}}});
}

base::Result<JobOutcome> make_trending(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                       store::EventStore& events, const signals::TrendingOptions& options,
                                       JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kTrendingArtefact));
  KHOJ_ASSIGN(const auto log, read_latest(events, options.window_hours, context));
  const auto trending = engine::trending_of(log, context.now_ms(), options);
  KHOJ_TRY(write(writer, engine::kTrendingFile, pipeline::to_bytes(trending)));
  return commit(
      writer, catalog, context,
      {fmt::format("{} products of {} events", trending.size(), log.size()),
       {{"products", static_cast<double>(trending.size())}, {"events", static_cast<double>(log.size())}},
       {{"decay_per_hour", fmt::to_string(options.decay_per_hour)},
        {"window_hours", fmt::to_string(options.window_hours)}}});
}

base::Result<JobOutcome> make_rules(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                    store::EventStore& events, const engine::RuleTrainingOptions& options,
                                    JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kRulesArtefact));
  KHOJ_ASSIGN(const auto log, read_latest(events, options.history_days * kHoursADay, context));
  KHOJ_ASSIGN(const auto rules, engine::train_rules(log, context.now_ms(), options));
  KHOJ_TRY(write(writer, engine::kRulesFile, rules.to_bytes()));
  return commit(writer, catalog, context,
                {fmt::format("{} rules of {} events", rules.size(), log.size()),
                 {{"rules", static_cast<double>(rules.size())}, {"events", static_cast<double>(log.size())}},
                 {{"min_support", fmt::to_string(options.min_support)},
                  {"min_confidence", fmt::to_string(options.min_confidence)},
                  {"history_days", fmt::to_string(options.history_days)}}});
}

base::Result<JobOutcome> make_profiles(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                       store::EventStore& events, const signals::SignalOptions& options,
                                       JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kProfilesArtefact));
  KHOJ_ASSIGN(const auto log, read_latest(events, options.history_days * kHoursADay, context));
  KHOJ_ASSIGN(const auto counts,
              engine::count_engagement(log, options, [&](std::uint64_t done, std::uint64_t total) {
                context.report({done, total, fmt::format("{} events replayed", done)});
                return base::unless_stopped(context.stop);
              }));
  const auto weights = counts.weights();
  KHOJ_TRY(write(writer, engine::kEngagementFile, signals::to_text(weights)));
  Made made{fmt::format("kinds of events weighed by {} new products", counts.observed()),
            {{"observed", static_cast<double>(counts.observed())}},
            {{"history_days", fmt::to_string(options.history_days)}}};
  for (const auto kind : {domain::EventKind::view, domain::EventKind::click, domain::EventKind::cart,
                          domain::EventKind::purchase})
    made.metrics.emplace(domain::to_string(kind), weights.of(kind));
  return commit(writer, catalog, context, std::move(made));
}

}  // namespace

Job trending_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                 std::shared_ptr<store::EventStore> events, signals::TrendingOptions options) {
  auto overdue = never_made(artefacts, engine::kTrendingArtefact, catalog);
  return {
      "trending", "Adds up what is wanted right now", "@hourly",
      [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events), options](
          JobContext& context) { return make_trending(artefacts, *catalog, *events, options, context); },
      std::move(overdue)};
}

Job content_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                std::shared_ptr<store::EventStore> events, std::int64_t history_days) {
  auto overdue = [artefacts, catalog] {
    constexpr double kGrown = 2.0;
    const double products = count_products(*catalog);
    return products > 0.0 && products >= kGrown * products_in(artefacts, engine::kContentArtefact);
  };
  return {"content", "Compares the texts of all products, and learns which words mean nearly the same",
          "30 2 * * *",
          [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events),
           history_days](JobContext& context) {
            return make_content(artefacts, *catalog, *events, history_days, context);
          },
          std::move(overdue)};
}

Job rules_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
              std::shared_ptr<store::EventStore> events, engine::RuleTrainingOptions options) {
  auto overdue = never_made(artefacts, engine::kRulesArtefact, catalog);
  return {
      "rules", "Finds which products are wanted together", "45 2 * * *",
      [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events),
       options](JobContext& context) { return make_rules(artefacts, *catalog, *events, options, context); },
      std::move(overdue)};
}

Job profiles_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                 std::shared_ptr<store::EventStore> events, signals::SignalOptions options) {
  auto overdue = never_made(artefacts, engine::kProfilesArtefact, catalog);
  return {
      "profiles", "Weighs what each kind of event says of what its user wants next", "0 3 * * *",
      [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events), options](
          JobContext& context) { return make_profiles(artefacts, *catalog, *events, options, context); },
      std::move(overdue)};
}

}  // namespace khoj::jobs
