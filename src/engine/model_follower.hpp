// The ModelFollower is the thread that puts new versions of models in front of requests: it looks which versions of the
// artefacts are live, whoever made them or went back to them, and publishes what has changed. A version that cannot be read
// is said in the log, and the one before stays.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "engine/bell.hpp"
#include "io/artefact_store.hpp"
#include "pipeline/models.hpp"

namespace khoj::engine {

/// The artefacts that hold models, and the file in each.
inline constexpr const char* kContentArtefact = "content";
inline constexpr const char* kContentFile = "tfidf.bin";
/// Not there where the catalogue has too few words, and in versions of before there were any.
inline constexpr const char* kWordsFile = "words.bin";
inline constexpr const char* kProductVectorsFile = "products.bin";
inline constexpr const char* kRulesArtefact = "rules";
inline constexpr const char* kRulesFile = "rules.bin";

inline constexpr const char* kTrendingArtefact = "trending";
inline constexpr const char* kTrendingFile = "trending.bin";
inline constexpr const char* kProfilesArtefact = "profiles";
inline constexpr const char* kEngagementFile = "engagement.txt";

class ModelFollower {
 public:
  using Publish = std::function<void(std::shared_ptr<const pipeline::Models>)>;

  /// Publishes what is there before it returns. @param catalog  the catalogue's identity: models of another are refused.
  ModelFollower(io::ArtefactStore artefacts, std::string catalog, std::int64_t poll_interval_ms,
                Publish publish);
  ~ModelFollower();
  ModelFollower(const ModelFollower&) = delete;
  ModelFollower& operator=(const ModelFollower&) = delete;

 private:
  void run(const std::stop_token& stop);
  void look();
  /// Reads the live version of `name` when it is another than `version`. @return whether it has been read.
  bool refresh(const char* name, std::uint64_t& version,
               const std::function<base::Status(const io::Artefact&)>& read);

  const io::ArtefactStore artefacts_;
  const std::string catalog_;
  const std::int64_t poll_interval_ms_;
  const Publish publish_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();

  // The thread's own.
  pipeline::Models models_;
  std::map<std::string, std::uint64_t> failed_;  ///< A version that could not be read is tried once.
  std::jthread thread_;                          ///< Last, so that it ends before what it uses.
};

}  // namespace khoj::engine
