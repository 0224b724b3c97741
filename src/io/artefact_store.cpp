#include "io/artefact_store.hpp"

#include <algorithm>
#include <system_error>

#include "base/log.hpp"
#include "io/artefact_live.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

/// A reader that finds the version gone that live.json named looks again: a new one came, or two.
constexpr int kLooks = 5;

}  // namespace

base::Result<fs::path> ArtefactStore::folder_of(std::string_view name) const {
  if (!is_artefact_name(name)) return base::fail(ErrorCode::not_found, "there is no artefact '{}'", name);
  return root_ / name;
}

base::Result<ArtefactWriter> ArtefactStore::create(std::string_view name) const {
  if (!is_artefact_name(name))
    return base::fail(ErrorCode::invalid_argument,
                      "'{}' is no name of an artefact; expected 1 to 64 characters of a-z, 0-9, '-' and '_'",
                      name);
  return ArtefactWriter::create(root_ / name, keep_);
}

base::Result<std::uint64_t> ArtefactStore::live_version(std::string_view name) const {
  KHOJ_ASSIGN(const auto folder, folder_of(name));
  KHOJ_ASSIGN(const auto live, read_artefact_live(folder));
  return live ? live->live : 0;
}

base::Result<Artefact> ArtefactStore::open(std::string_view name) const {
  std::uint64_t seen = 0;
  for (int look = 1;; ++look) {
    KHOJ_ASSIGN(const auto version, live_version(name));
    if (version == 0) return base::fail(ErrorCode::not_found, "there is no artefact '{}'", name);
    auto artefact = open(name, version);
    const bool gone = !artefact && artefact.error().code == ErrorCode::not_found;
    if (!gone || version == seen || look == kLooks) return artefact;
    seen = version;
  }
}

base::Result<Artefact> ArtefactStore::open(std::string_view name, std::uint64_t version) const {
  KHOJ_ASSIGN(const auto folder, folder_of(name));
  return Artefact::open(folder / std::to_string(version));
}

ArtefactState ArtefactStore::state_of(const std::string& name) const {
  ArtefactState state{.name = name, .live = 0, .error = {}, .versions = {}};
  const auto folder = root_ / name;
  const auto live = read_artefact_live(folder);
  const auto versions = artefact_versions(folder);
  if (!live) state.error = live.error().describe();
  if (live && *live) state.live = (*live)->live;
  if (!versions) return state;
  const auto role_of = [&](std::uint64_t version) {
    if (version == state.live) return ArtefactRole::live;
    const bool named = live && *live && std::ranges::find((*live)->before, version) != (*live)->before.end();
    return named ? ArtefactRole::before : ArtefactRole::unnamed;
  };
  std::for_each(versions->rbegin(), versions->rend(), [&](std::uint64_t number) {
    ArtefactVersion version{number, role_of(number), {}, {}};
    auto manifest = read_artefact_manifest(folder / std::to_string(number));
    if (manifest) {
      version.manifest = *std::move(manifest);
    } else {
      version.error = manifest.error().describe();
    }
    state.versions.push_back(std::move(version));
  });
  if (state.error.empty() && state.live != 0 && !std::ranges::binary_search(*versions, state.live))
    state.error = fmt::format("version {} is live, and its folder is not there", state.live);
  return state;
}

base::Result<std::vector<ArtefactState>> ArtefactStore::list() const {
  std::vector<std::string> names;
  std::error_code error;
  if (!fs::exists(root_, error)) return std::vector<ArtefactState>{};
  for (fs::directory_iterator entry(root_, error), end; !error && entry != end; entry.increment(error)) {
    auto name = entry->path().filename().string();
    if (is_artefact_name(name)) names.push_back(std::move(name));
  }
  if (error)
    return base::fail(base::at(
        root_.string(), base::make_error(ErrorCode::unavailable, "cannot be listed: {}", error.message())));
  std::ranges::sort(names);
  std::vector<ArtefactState> states;
  for (const auto& name : names) {
    auto state = state_of(name);
    // A folder in which a first version is being written, or was when its writer died, is no artefact yet.
    if (state.live != 0 || !state.error.empty() || !state.versions.empty())
      states.push_back(std::move(state));
  }
  return states;
}

base::Result<std::uint64_t> ArtefactStore::rollback(std::string_view name) const {
  KHOJ_ASSIGN(const auto folder, folder_of(name));
  std::error_code error;
  if (!fs::exists(folder, error)) return base::fail(ErrorCode::not_found, "there is no artefact '{}'", name);
  KHOJ_ASSIGN(const auto lock, FileLock::acquire(artefact_lock(folder)));
  KHOJ_ASSIGN(auto live, read_artefact_live(folder));
  if (!live) return base::fail(ErrorCode::not_found, "there is no artefact '{}'", name);
  while (!live->before.empty()) {
    const auto version = live->before.front();
    live->before.erase(live->before.begin());
    const auto checked = open(name, version);
    if (!checked) {
      base::log::warn("an artefact's version cannot be gone back to",
                      {{"artefact", name}, {"version", version}, {"error", checked.error().describe()}});
      continue;
    }
    live->live = version;
    KHOJ_TRY(write_artefact_live(folder, *live));
    return version;
  }
  return base::fail(ErrorCode::failed_precondition, "'{}' has no good version before the live one", name);
}

}  // namespace khoj::io
