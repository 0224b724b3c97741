#include "io/artefact_live.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <simdjson.h>

#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"

namespace khoj::io {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr const char* kLiveFile = "live.json";
constexpr std::size_t kMaxLiveBytes = 64U << 10U;

}  // namespace

base::Result<ArtefactLive> artefact_live_from_json(std::string_view text) {
  const auto bad = [] {
    return base::fail(ErrorCode::corruption,
                      R"(expected {{"live":7,"before":[6,5],"last":7}}, with "live" from 1 to "last")");
  };
  if (text.size() > kMaxLiveBytes) return bad();
  simdjson::dom::parser parser(kMaxLiveBytes);
  simdjson::dom::object object;
  simdjson::dom::array before;
  ArtefactLive live;
  if (parser.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS ||
      object.at_key("live").get(live.live) != simdjson::SUCCESS ||
      object.at_key("last").get(live.last) != simdjson::SUCCESS ||
      object.at_key("before").get(before) != simdjson::SUCCESS || object.size() != 3)
    return bad();
  for (const auto item : before) {
    std::uint64_t version = 0;
    if (item.get(version) != simdjson::SUCCESS || version == 0 || version > live.last) return bad();
    live.before.push_back(version);
  }
  if (live.live == 0 || live.live > live.last) return bad();
  return live;
}

std::string to_json(const ArtefactLive& live) {
  return fmt::format("{{\"live\":{},\"before\":[{}],\"last\":{}}}\n", live.live, fmt::join(live.before, ","),
                     live.last);
}

base::Result<std::optional<ArtefactLive>> read_artefact_live(const fs::path& folder) {
  const auto path = folder / kLiveFile;
  auto file = MappedFile::open(path);
  if (!file && file.error().code == ErrorCode::not_found) return std::nullopt;
  if (!file) return base::fail(std::move(file).error());
  auto live = artefact_live_from_json(file->text());
  if (!live) return base::fail(base::at(path.string(), std::move(live).error()));
  return std::optional(*std::move(live));
}

base::Status write_artefact_live(const fs::path& folder, const ArtefactLive& live) {
  return write_file_atomically(folder / kLiveFile, to_json(live));
}

std::optional<std::uint64_t> artefact_version_of(std::string_view folder_name) noexcept {
  std::uint64_t version = 0;
  const char* const end = folder_name.data() + folder_name.size();
  const auto [stop, error] = std::from_chars(folder_name.data(), end, version);
  if (error != std::errc() || stop != end || version == 0 || folder_name[0] == '0') return std::nullopt;
  return version;
}

base::Result<std::vector<std::uint64_t>> artefact_versions(const fs::path& folder) {
  std::vector<std::uint64_t> versions;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (const auto version = artefact_version_of(entry->path().filename().native()))
      versions.push_back(*version);
  }
  if (error)
    return base::fail(base::at(
        folder.string(), base::make_error(ErrorCode::unavailable, "cannot be listed: {}", error.message())));
  std::ranges::sort(versions);
  return versions;
}

fs::path artefact_lock(const fs::path& folder) { return folder / "LOCK"; }

}  // namespace khoj::io
