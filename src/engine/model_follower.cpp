#include "engine/model_follower.hpp"

#include <exception>

#include "base/log.hpp"
#include "pipeline/semantic_model.hpp"

namespace khoj::engine {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

base::Result<std::shared_ptr<const pipeline::SemanticModel>> read_semantic(
    const io::Artefact& artefact, const std::filesystem::path& folder) {
  const auto bytes = artefact.file(kWordsFile);
  if (!bytes) return std::shared_ptr<const pipeline::SemanticModel>();
  KHOJ_ASSIGN(auto words, mine::WordVectors::from_bytes(*bytes));
  KHOJ_ASSIGN(auto products, mine::ItemVectors::open(folder / kProductVectorsFile));
  if (words.dim() != products.dim()) {
    return base::fail(base::ErrorCode::corruption, "words have vectors of {} numbers, products of {}",
                      words.dim(), products.dim());
  }
  return std::make_shared<const pipeline::SemanticModel>(
      pipeline::SemanticModel{std::move(words), std::move(products)});
}

}  // namespace

ModelFollower::ModelFollower(io::ArtefactStore artefacts, std::string catalog, std::int64_t poll_interval_ms,
                             Publish publish)
    : artefacts_(std::move(artefacts)),
      catalog_(std::move(catalog)),
      poll_interval_ms_(poll_interval_ms),
      publish_(std::move(publish)) {
  look();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ModelFollower::~ModelFollower() {
  thread_.request_stop();
  bell_->ring();
  thread_.join();
}

void ModelFollower::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bell_->wait(poll_interval_ms_, stop);
    try {
      look();
    } catch (const std::exception& thrown) {  // Memory may fail to be had: the models of before stay.
      base::log::error("models could not be read", {{"error", thrown.what()}});
    }
  }
}

void ModelFollower::look() {
  const bool content =
      refresh(kContentArtefact, models_.content_version, [&](const io::Artefact& artefact) -> base::Status {
        const auto folder =
            artefacts_.root() / kContentArtefact / std::to_string(artefact.manifest().version);
        auto model = mine::TfidfModel::open(folder / kContentFile);
        if (!model) return base::fail(std::move(model).error());
        KHOJ_ASSIGN(auto semantic, read_semantic(artefact, folder));
        models_.content = *std::move(model);
        models_.semantic = std::move(semantic);
        return {};
      });
  const bool rules =
      refresh(kRulesArtefact, models_.rules_version, [&](const io::Artefact& artefact) -> base::Status {
        KHOJ_ASSIGN(const auto bytes, artefact.file(kRulesFile));
        KHOJ_ASSIGN(models_.rules, mine::RuleTable::from_bytes(text_of(bytes)));
        return {};
      });
  const bool trending =
      refresh(kTrendingArtefact, models_.trending_version, [&](const io::Artefact& artefact) -> base::Status {
        KHOJ_ASSIGN(const auto bytes, artefact.file(kTrendingFile));
        KHOJ_ASSIGN(models_.trending, pipeline::trending_from_bytes(text_of(bytes)));
        return {};
      });
  const bool profiles =
      refresh(kProfilesArtefact, models_.profiles_version, [&](const io::Artefact& artefact) -> base::Status {
        KHOJ_ASSIGN(const auto bytes, artefact.file(kEngagementFile));
        KHOJ_ASSIGN(models_.engagement, signals::engagement_from_text(text_of(bytes)));
        return {};
      });
  if (content || rules || trending || profiles) publish_(std::make_shared<const pipeline::Models>(models_));
}

bool ModelFollower::refresh(const char* name, std::uint64_t& version,
                            const std::function<base::Status(const io::Artefact&)>& read) {
  const auto live = artefacts_.live_version(name);
  if (!live || *live == 0 || *live == version || *live == failed_[name]) return false;
  auto done = [&]() -> base::Status {
    KHOJ_ASSIGN(const auto artefact, artefacts_.open(name, *live));
    if (artefact.manifest().facts.catalog != catalog_)
      return base::fail(base::ErrorCode::failed_precondition, "it was made from another catalogue");
    return read(artefact);
  }();
  if (!done) {
    failed_[name] = *live;
    base::log::error("a model could not be read",
                     {{"artefact", name}, {"version", *live}, {"error", done.error().describe()}});
    return false;
  }
  version = *live;
  base::log::info("a model is live", {{"artefact", name}, {"version", version}});
  return true;
}

}  // namespace khoj::engine
