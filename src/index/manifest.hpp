// The manifest says what an index on disk consists of: it is replaced as a whole at every commit, and what it does not
// name does not exist. Text, one line a segment, closed by a checksum; docs/formats/segment.md has the grammar. Also
// the file of a segment's live documents. Plain functions; thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "index/segment.hpp"

namespace khoj::index {

struct ManifestSegment {
  std::string file;
  std::uint64_t size_bytes = 0;
  std::string live_file;                    ///< Empty while nothing is deleted.
  std::vector<std::string> revision_files;  ///< Later ones over earlier ones.
};

struct Manifest {
  std::string schema;  ///< describe(schema)
  domain::ChangeSeq covered;
  std::uint64_t next_file = 1;  ///< The number of the next file to write.
  std::vector<ManifestSegment> segments;
};

/// Writes `MANIFEST` in `folder`, atomically and durably.
base::Status write_manifest(const std::filesystem::path& folder, const Manifest& manifest);
/// Errors: not_found, corruption (naming the file and line), unsupported (version).
base::Result<Manifest> read_manifest(const std::filesystem::path& folder);

/// Errors: those of io::write_file_atomically.
base::Status write_live_docs(const std::filesystem::path& path, const LiveDocs& live,
                             std::uint32_t doc_count);
/// Errors: corruption (naming the file), those of io::MappedFile.
base::Result<LiveDocs> read_live_docs(const std::filesystem::path& path, std::uint32_t doc_count);

}  // namespace khoj::index
