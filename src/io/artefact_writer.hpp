// Makes the next version of an artefact: a folder that nobody sees until commit() has checked, synced and renamed it, and
// named it as the live one. A stop at any point, kill -9 included, leaves the old version live. One for each artefact at
// a time, between processes too. Not thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/artefact_manifest.hpp"
#include "io/file_lock.hpp"

namespace khoj::io {

class ArtefactWriter {
 public:
  /// @param folder the artefact's, named as it; made when it is not there. What a writer that was killed left is removed.
  /// @param keep   how many versions stay, the live one among them; at least 1.
  /// Errors: failed_precondition (somebody else is writing this artefact), those of the file system.
  static base::Result<ArtefactWriter> create(const std::filesystem::path& folder, std::size_t keep);

  ArtefactWriter(ArtefactWriter&& other) noexcept;
  ArtefactWriter& operator=(ArtefactWriter&&) = delete;
  ~ArtefactWriter();  ///< Without a commit: everything that was written is removed.

  /// Where the file `name` is to be written, by whatever means, before commit().
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return scratch_ / name; }

  /// Makes what lies in the folder the live version, durably, and removes versions beyond `keep`. Call once, last.
  /// Errors: invalid_argument (no file, a file's name, a metric that is not finite), those of the file system. Then
  /// nothing has changed, unless it was the very last sync that failed.
  base::Result<ArtefactManifest> commit(ArtefactFacts facts);

 private:
  ArtefactWriter(std::filesystem::path folder, std::filesystem::path scratch, std::size_t keep,
                 FileLock lock) noexcept;
  [[nodiscard]] base::Result<ArtefactManifest> describe(ArtefactFacts facts) const;

  std::filesystem::path folder_;
  std::filesystem::path scratch_;  ///< Empty once it is a version.
  std::size_t keep_;
  FileLock lock_;  ///< Against other writers of this artefact.
};

}  // namespace khoj::io
