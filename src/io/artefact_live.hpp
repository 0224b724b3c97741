// Which version of an artefact is in use, and which were before it: live.json in the artefact's folder
// (docs/formats/artefact.md). Also what lies beside it there. Plain functions; whoever changes something holds the lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::io {

struct ArtefactLive {
  std::uint64_t live = 0;
  std::vector<std::uint64_t> before;  ///< What rollback goes back to, the latest first.
  std::uint64_t last = 0;             ///< The highest number that was ever given.
  friend bool operator==(const ArtefactLive&, const ArtefactLive&) = default;
};

/// Errors: corruption.
base::Result<ArtefactLive> artefact_live_from_json(std::string_view text);
[[nodiscard]] std::string to_json(const ArtefactLive& live);

/// The artefact's live.json; nothing when it has none yet. Errors: corruption, io::MappedFile's; the file as context.
base::Result<std::optional<ArtefactLive>> read_artefact_live(const std::filesystem::path& folder);
/// Atomic and durable.
base::Status write_artefact_live(const std::filesystem::path& folder, const ArtefactLive& live);

/// "17" → 17; nothing for what is no version's folder.
[[nodiscard]] std::optional<std::uint64_t> artefact_version_of(std::string_view folder_name) noexcept;
/// The versions whose folders are there, ascending.
base::Result<std::vector<std::uint64_t>> artefact_versions(const std::filesystem::path& folder);

/// The file whose lock is held while live.json or the set of versions changes: moments.
[[nodiscard]] std::filesystem::path artefact_lock(const std::filesystem::path& folder);

}  // namespace khoj::io
