// All artefacts of a data folder: what jobs make and requests read, each in versions of which one is live.
//
//   KHOJ_ASSIGN(auto writer, artefacts.create("trending"));
//   KHOJ_TRY(io::write_file_atomically(writer.file("scores.bin"), bytes));
//   KHOJ_ASSIGN(const auto made, writer.commit({.catalog = identity, .metrics = {{"products", 1000}}}));
//   ...
//   KHOJ_ASSIGN(const auto artefact, artefacts.open("trending"));
//   KHOJ_ASSIGN(const auto scores, artefact.file("scores.bin"));
//
// root/<name>/live.json       which version is live, and which were before it
// root/<name>/<version>/      manifest.json and the files
// docs/formats/artefact.md has the details. Thread-safe, also between processes; it holds nothing open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/artefact.hpp"
#include "io/artefact_writer.hpp"

namespace khoj::io {

enum class ArtefactRole {
  live,
  before,   ///< Rollback can go back to it.
  unnamed,  ///< Rolled back, or never named because its writer was killed: the next version removes it.
};

struct ArtefactVersion {
  std::uint64_t version = 0;
  ArtefactRole role = ArtefactRole::unnamed;
  std::optional<ArtefactManifest> manifest;
  std::string error;  ///< Why there is no manifest.
};

struct ArtefactState {
  std::string name;
  std::uint64_t live = 0;                 ///< 0: none, or it cannot be told.
  std::string error;                      ///< Why it cannot be told.
  std::vector<ArtefactVersion> versions;  ///< The newest first.
};

class ArtefactStore {
 public:
  /// @param keep how many versions of each artefact stay, the live one among them.
  explicit ArtefactStore(std::filesystem::path root, std::size_t keep = 3) noexcept
      : root_(std::move(root)), keep_(keep) {}

  /// Begins the next version. Errors: invalid_argument (no name of an artefact), as ArtefactWriter::create.
  [[nodiscard]] base::Result<ArtefactWriter> create(std::string_view name) const;

  /// The live version, checked. Errors: not_found (no such artefact), corruption (naming the file), unsupported.
  [[nodiscard]] base::Result<Artefact> open(std::string_view name) const;
  [[nodiscard]] base::Result<Artefact> open(std::string_view name, std::uint64_t version) const;

  /// The number of the live version, 0 when there is none: what a reader compares now and then to see that there is a
  /// new one. Errors: as open. Cost: reads a small file.
  [[nodiscard]] base::Result<std::uint64_t> live_version(std::string_view name) const;

  /// Every artefact by name, with what its versions say of themselves; their files are not looked at. What cannot be
  /// read says so in its place. Errors: unavailable (the root cannot be listed).
  [[nodiscard]] base::Result<std::vector<ArtefactState>> list() const;

  /// Makes the version that was live before the live one again, checked first; a damaged one is passed over with a
  /// warning. What was live is not in use any more, and the next version removes it. @return the version that is live now.
  /// Errors: not_found (no such artefact), failed_precondition (no version to go back to), corruption.
  [[nodiscard]] base::Result<std::uint64_t> rollback(std::string_view name) const;

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

 private:
  [[nodiscard]] base::Result<std::filesystem::path> folder_of(std::string_view name) const;
  [[nodiscard]] ArtefactState state_of(const std::string& name) const;

  std::filesystem::path root_;
  std::size_t keep_;
};

}  // namespace khoj::io
