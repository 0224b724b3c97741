// What a version of an artefact says about itself: manifest.json in its folder (docs/formats/artefact.md). Values and
// pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::io {

inline constexpr std::string_view kArtefactManifestFile = "manifest.json";
inline constexpr std::size_t kMaxArtefactManifestBytes = 1U << 20U;

using ArtefactMetrics = std::map<std::string, double, std::less<>>;
using ArtefactParameters = std::map<std::string, std::string, std::less<>>;

struct ArtefactFile {
  std::string name;
  std::uint64_t size_bytes = 0;
  std::uint64_t checksum = 0;  ///< base::hash64 of its bytes.
  friend bool operator==(const ArtefactFile&, const ArtefactFile&) = default;
};

/// What the job that makes an artefact knows about it.
struct ArtefactFacts {
  std::string catalog;            ///< store::CatalogStore::identity of what it was made from; empty: of none.
  ArtefactMetrics metrics;        ///< How good it is: finite numbers.
  ArtefactParameters parameters;  ///< What it was made with, the seed among them.
  friend bool operator==(const ArtefactFacts&, const ArtefactFacts&) = default;
};

struct ArtefactManifest {
  std::string name;
  std::uint64_t version = 0;  ///< From 1.
  std::int64_t created_ms = 0;
  std::string made_by;  ///< The program and its version.
  ArtefactFacts facts;
  std::vector<ArtefactFile> files;  ///< At least one.

  [[nodiscard]] std::uint64_t size_bytes() const noexcept;
  friend bool operator==(const ArtefactManifest&, const ArtefactManifest&) = default;
};

/// 1 to 64 characters of a-z, 0-9, '-' and '_', beginning with a letter or digit: it becomes a folder.
[[nodiscard]] bool is_artefact_name(std::string_view name) noexcept;

/// 1 to 128 characters of A-Z, a-z, 0-9, '-', '_' and '.', not beginning with '.', and not the manifest's own name.
[[nodiscard]] bool is_artefact_file_name(std::string_view name) noexcept;

/// Errors: invalid_argument, with the member that is wrong as context.
base::Status validate(const ArtefactManifest& manifest);

/// @param manifest valid. Closed by a checksum of its own text.
[[nodiscard]] std::string to_json(const ArtefactManifest& manifest);

/// Errors: corruption (cut off, changed, no such JSON; the member as context), unsupported (a later version of the
/// format).
base::Result<ArtefactManifest> artefact_manifest_from_json(std::string_view text);

}  // namespace khoj::io
