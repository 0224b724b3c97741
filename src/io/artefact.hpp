// One version of an artefact, mapped read-only: what a job made and requests read. Its bytes are immutable and stay valid
// when the version is replaced or removed meanwhile. Thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/artefact_manifest.hpp"
#include "io/mapped_file.hpp"

namespace khoj::io {

/// The manifest in a version's folder. Errors: as Artefact::open, but for those of the files.
base::Result<ArtefactManifest> read_artefact_manifest(const std::filesystem::path& folder);

class Artefact {
 public:
  /// Maps the version in `folder` and compares every file with the manifest: its name, version, sizes and checksums.
  /// Errors: not_found, unsupported (a later format), corruption; the path of the file as context.
  /// Cost: reads every byte once, some GB/s from the page cache.
  static base::Result<Artefact> open(const std::filesystem::path& folder);

  [[nodiscard]] const ArtefactManifest& manifest() const noexcept { return manifest_; }

  /// The bytes of one of its files, as long as the Artefact lives. Errors: not_found.
  [[nodiscard]] base::Result<std::span<const std::byte>> file(std::string_view name) const;

 private:
  Artefact(ArtefactManifest manifest, std::vector<MappedFile> files) noexcept
      : manifest_(std::move(manifest)), files_(std::move(files)) {}

  ArtefactManifest manifest_;
  std::vector<MappedFile> files_;  ///< In the manifest's order.
};

}  // namespace khoj::io
