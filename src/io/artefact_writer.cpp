#include "io/artefact_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "io/artefact_live.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr const char* kScratch = ".new";

base::Status make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return base::fail(system_error("create", folder, error.value()));
  return {};
}

void remove_folder(const fs::path& folder) noexcept {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

/// Makes a file's bytes durable and says what they are.
base::Result<ArtefactFile> seal(const fs::path& path) {
  {
    KHOJ_ASSIGN(const auto file, open_file(path, O_RDONLY));
    if (::fsync(file.get()) != 0) return base::fail(system_error("sync", path, errno));
  }
  KHOJ_ASSIGN(const auto mapped, MappedFile::open(path, MappedFile::Access::sequential));
  return ArtefactFile{path.filename().string(), mapped.size(), base::hash64(mapped.bytes())};
}

/// What live.json says; where it cannot be read, what the folders say, so that the next version mends it.
base::Result<ArtefactLive> standing(const fs::path& folder) {
  KHOJ_ASSIGN(const auto versions, artefact_versions(folder));
  ArtefactLive live;
  auto read = read_artefact_live(folder);
  if (!read) {
    base::log::warn("which version of an artefact is live cannot be read, the next one begins anew",
                    {{"error", read.error().describe()}});
  } else if (*read) {
    live = **std::move(read);
  }
  if (!versions.empty()) live.last = std::max(live.last, versions.back());
  return live;
}

/// Removes the versions that live.json no longer names: replaced ones, ones that were rolled back, and those of writers
/// that were killed before they could be named.
void remove_unnamed(const fs::path& folder, const ArtefactLive& live) {
  const auto versions = artefact_versions(folder);
  if (!versions) return;
  for (const auto version : *versions) {
    if (version != live.live && std::ranges::find(live.before, version) == live.before.end())
      remove_folder(folder / std::to_string(version));
  }
}

}  // namespace

ArtefactWriter::ArtefactWriter(fs::path folder, fs::path scratch, std::size_t keep, FileLock lock) noexcept
    : folder_(std::move(folder)), scratch_(std::move(scratch)), keep_(keep), lock_(std::move(lock)) {}

ArtefactWriter::ArtefactWriter(ArtefactWriter&& other) noexcept
    : folder_(std::move(other.folder_)),
      scratch_(std::exchange(other.scratch_, {})),
      keep_(other.keep_),
      lock_(std::move(other.lock_)) {}

ArtefactWriter::~ArtefactWriter() {
  if (!scratch_.empty()) remove_folder(scratch_);
}

base::Result<ArtefactWriter> ArtefactWriter::create(const fs::path& folder, std::size_t keep) {
  KHOJ_TRY(make_folders(folder));
  auto lock = FileLock::try_acquire(folder / "WRITER");
  if (!lock && lock.error().code == ErrorCode::failed_precondition)
    return base::fail(ErrorCode::failed_precondition, "artefact '{}' is being written already",
                      folder.filename().string());
  if (!lock) return base::fail(std::move(lock).error());
  fs::path scratch = folder / kScratch;
  remove_folder(scratch);
  KHOJ_TRY(make_folders(scratch));
  return ArtefactWriter(folder, std::move(scratch), std::max<std::size_t>(1, keep), *std::move(lock));
}

base::Result<ArtefactManifest> ArtefactWriter::describe(ArtefactFacts facts) const {
  ArtefactManifest manifest{.name = folder_.filename().string(),
                            .version = 1,
                            .created_ms = base::now_ms(),
                            .made_by = "khoj " KHOJ_VERSION,
                            .facts = std::move(facts),
                            .files = {}};
  std::error_code error;
  for (fs::directory_iterator entry(scratch_, error), end; !error && entry != end; entry.increment(error)) {
    KHOJ_ASSIGN(auto file, seal(entry->path()));
    manifest.files.push_back(std::move(file));
  }
  if (error) return base::fail(system_error("list", scratch_, error.value()));
  std::ranges::sort(manifest.files, {}, &ArtefactFile::name);
  KHOJ_TRY(validate(manifest));
  return manifest;
}

base::Result<ArtefactManifest> ArtefactWriter::commit(ArtefactFacts facts) {
  KHOJ_ASSIGN(auto manifest, describe(std::move(facts)));
  KHOJ_ASSIGN(const auto lock, FileLock::acquire(artefact_lock(folder_)));
  KHOJ_ASSIGN(auto live, standing(folder_));
  manifest.version = ++live.last;
  KHOJ_TRY(write_file_atomically(scratch_ / kArtefactManifestFile, to_json(manifest)));
  const auto target = folder_ / std::to_string(manifest.version);
  if (std::rename(scratch_.c_str(), target.c_str()) != 0)
    return base::fail(system_error("rename", scratch_, errno));
  scratch_.clear();
  // The folder is on the disk before the file names it: a crash in between leaves the old version live.
  auto named = sync_folder(folder_);
  if (live.live != 0) live.before.insert(live.before.begin(), live.live);
  live.before.resize(std::min(live.before.size(), keep_ - 1));
  live.live = manifest.version;
  if (named) named = write_artefact_live(folder_, live);
  if (!named) return base::fail(std::move(named).error());
  remove_unnamed(folder_, live);
  return manifest;
}

}  // namespace khoj::io
