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

base::Status save_semantic(const pipeline::SemanticModel& model, const io::ArtefactWriter& writer) {
  const auto words = model.words.to_bytes();
  KHOJ_TRY(io::write_file_atomically(writer.file(engine::kWordsFile),
                                     std::array{std::as_bytes(std::span(words))}));
  return model.products.save(writer.file(engine::kProductVectorsFile));
}

base::Result<JobOutcome> make_content(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                      store::EventStore& events, JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kContentArtefact));
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    if (done > 0) context.report({done, total, fmt::format("{} products", done)});
    return base::unless_stopped(context.stop);
  };
  KHOJ_ASSIGN(const auto model, engine::train_content(catalog, context.tenant, progress));
  KHOJ_TRY(model.save(writer.file(engine::kContentFile)));
  KHOJ_ASSIGN(const auto log, engine::read_logged_events(events, context.tenant, [&](std::uint64_t done) {
                context.report({done, 0, fmt::format("{} events", done)});
                return base::unless_stopped(context.stop);
              }));
  const engine::SemanticTrainingOptions training;
  KHOJ_ASSIGN(const auto semantic, engine::train_semantic(catalog, log, context.tenant, training, progress));
  if (semantic) KHOJ_TRY(save_semantic(*semantic, writer));
  KHOJ_ASSIGN(auto identity, base::sync_wait(catalog.identity(context.tenant)));
  const double words = semantic ? static_cast<double>(semantic->words.word_count()) : 0.0;
  const io::ArtefactMetrics metrics = {{"products", static_cast<double>(model.documents())},
                                       {"terms", static_cast<double>(model.terms())},
                                       {"words_with_vectors", words},
                                       {"events", static_cast<double>(log.size())}};
  KHOJ_ASSIGN(const auto made, writer.commit({std::move(identity),
                                              metrics,
                                              {{"dim", fmt::to_string(training.words.dim)},
                                               {"seed", fmt::to_string(training.words.seed)}}}));
  return JobOutcome{fmt::format("version {}: {} products, {} terms, {} words with vectors", made.version,
                                model.documents(), model.terms(), words),
                    {metrics.begin(), metrics.end()}};
}

base::Result<JobOutcome> make_trending(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                       store::EventStore& events, const signals::TrendingOptions& options,
                                       JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kTrendingArtefact));
  KHOJ_ASSIGN(const auto log, engine::read_logged_events(events, context.tenant, [&](std::uint64_t done) {
                context.report({done, 0, fmt::format("{} events", done)});
                return base::unless_stopped(context.stop);
              }));
  const auto trending = engine::trending_of(log, context.now_ms(), options);
  const auto bytes = pipeline::to_bytes(trending);
  KHOJ_TRY(io::write_file_atomically(writer.file(engine::kTrendingFile),
                                     std::array{std::as_bytes(std::span(bytes))}));
  KHOJ_ASSIGN(auto identity, base::sync_wait(catalog.identity(context.tenant)));
  const io::ArtefactMetrics metrics = {{"products", static_cast<double>(trending.size())},
                                       {"events", static_cast<double>(log.size())}};
  KHOJ_ASSIGN(const auto made, writer.commit({std::move(identity),
                                              metrics,
                                              {{"decay_per_hour", fmt::to_string(options.decay_per_hour)},
                                               {"window_hours", fmt::to_string(options.window_hours)}}}));
  return JobOutcome{
      fmt::format("version {}: {} products of {} events", made.version, trending.size(), log.size()),
      {metrics.begin(), metrics.end()}};
}

base::Result<JobOutcome> make_rules(const io::ArtefactStore& artefacts, store::CatalogStore& catalog,
                                    store::EventStore& events, const engine::RuleTrainingOptions& options,
                                    JobContext& context) {
  KHOJ_ASSIGN(auto writer, artefacts.create(engine::kRulesArtefact));
  KHOJ_ASSIGN(const auto log, engine::read_logged_events(events, context.tenant, [&](std::uint64_t done) {
                context.report({done, 0, fmt::format("{} events", done)});
                return base::unless_stopped(context.stop);
              }));
  KHOJ_ASSIGN(const auto rules, engine::train_rules(log, context.now_ms(), options));
  const auto bytes = rules.to_bytes();
  KHOJ_TRY(io::write_file_atomically(writer.file(engine::kRulesFile),
                                     std::array{std::as_bytes(std::span(bytes))}));
  KHOJ_ASSIGN(auto identity, base::sync_wait(catalog.identity(context.tenant)));
  const io::ArtefactMetrics metrics = {{"rules", static_cast<double>(rules.size())},
                                       {"events", static_cast<double>(log.size())}};
  KHOJ_ASSIGN(const auto made, writer.commit({std::move(identity),
                                              metrics,
                                              {{"min_support", fmt::to_string(options.min_support)},
                                               {"min_confidence", fmt::to_string(options.min_confidence)},
                                               {"history_days", fmt::to_string(options.history_days)}}}));
  return JobOutcome{fmt::format("version {}: {} rules of {} events", made.version, rules.size(), log.size()),
                    {metrics.begin(), metrics.end()}};
}

}  // namespace

Job trending_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                 std::shared_ptr<store::EventStore> events, signals::TrendingOptions options) {
  return {
      "trending", "Adds up what is wanted right now", "@hourly",
      [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events), options](
          JobContext& context) { return make_trending(artefacts, *catalog, *events, options, context); }};
}

Job content_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
                std::shared_ptr<store::EventStore> events) {
  return {"content", "Compares the texts of all products, and learns which words mean nearly the same",
          "30 2 * * *",
          [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events)](
              JobContext& context) { return make_content(artefacts, *catalog, *events, context); }};
}

Job rules_job(io::ArtefactStore artefacts, std::shared_ptr<store::CatalogStore> catalog,
              std::shared_ptr<store::EventStore> events, engine::RuleTrainingOptions options) {
  return {
      "rules", "Finds which products are wanted together", "45 2 * * *",
      [artefacts = std::move(artefacts), catalog = std::move(catalog), events = std::move(events),
       options](JobContext& context) { return make_rules(artefacts, *catalog, *events, options, context); }};
}

}  // namespace khoj::jobs
