#include "io/artefact.hpp"

#include "base/hash.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

/// Maps a file that must be what the manifest says.
base::Result<MappedFile> open_checked(const fs::path& path, const ArtefactFile& expected) {
  const auto corrupt = [&path](base::Error error) {
    return base::fail(base::at(path.string(), std::move(error)));
  };
  KHOJ_ASSIGN(auto file, MappedFile::open(path));
  if (file.size() != expected.size_bytes)
    return corrupt(base::make_error(ErrorCode::corruption, "has {} bytes, its manifest says {}", file.size(),
                                    expected.size_bytes));
  if (const auto found = base::hash64(file.bytes()); found != expected.checksum)
    return corrupt(base::make_error(
        ErrorCode::corruption, "the checksum is {:016x}, its manifest says {:016x}: its bytes were changed",
        found, expected.checksum));
  return file;
}

}  // namespace

base::Result<ArtefactManifest> read_artefact_manifest(const fs::path& folder) {
  const auto path = folder / kArtefactManifestFile;
  KHOJ_ASSIGN(const auto file, MappedFile::open(path));
  auto manifest = artefact_manifest_from_json(file.text());
  if (!manifest) return base::fail(base::at(path.string(), std::move(manifest).error()));
  const auto name = folder.parent_path().filename();
  if (name != manifest->name || folder.filename() != std::to_string(manifest->version))
    return base::fail(
        base::at(path.string(), base::make_error(ErrorCode::corruption, "is that of version {} of '{}'",
                                                 manifest->version, manifest->name)));
  return manifest;
}

base::Result<Artefact> Artefact::open(const fs::path& folder) {
  KHOJ_ASSIGN(auto manifest, read_artefact_manifest(folder));
  std::vector<MappedFile> files;
  files.reserve(manifest.files.size());
  for (const auto& expected : manifest.files) {
    KHOJ_ASSIGN(auto file, open_checked(folder / expected.name, expected));
    files.push_back(std::move(file));
  }
  return Artefact(std::move(manifest), std::move(files));
}

base::Result<std::span<const std::byte>> Artefact::file(std::string_view name) const {
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (manifest_.files[i].name == name) return files_[i].bytes();
  return base::fail(ErrorCode::not_found, "version {} of '{}' has no file '{}'", manifest_.version,
                    manifest_.name, name);
}

}  // namespace khoj::io
