#include "engine/index_rotation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <tuple>

#include <boost/json.hpp>

#include "base/log.hpp"
#include "io/atomic_file.hpp"
#include "io/file_lock.hpp"
#include "io/mapped_file.hpp"

namespace khoj::engine {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;

constexpr const char* kAliasFile = "live.json";

base::Result<std::string> read_text(const fs::path& file) {
  KHOJ_ASSIGN(const auto mapped, io::MappedFile::open(file));
  return std::string(mapped.text());
}

}  // namespace

std::string IndexRotation::Name::text() const { return fmt::format("{}-{}-{}", schema, catalog, generation); }

std::optional<IndexRotation::Name> IndexRotation::Name::parse(std::string_view text) {
  const auto first = text.find('-');
  const auto last = text.rfind('-');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  Name name{std::string(text.substr(0, first)), std::string(text.substr(first + 1, last - first - 1)), 0};
  const auto digits = text.substr(last + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), name.generation);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  // Only what text() writes: the name becomes a path.
  if (name.text() != text || text.find('/') != std::string_view::npos) return std::nullopt;
  return name;
}

IndexRotation::IndexRotation(Options options, std::shared_ptr<store::CatalogStore> catalog)
    : options_(std::move(options)), catalog_(std::move(catalog)) {}

base::Result<std::unique_ptr<IndexRotation>> IndexRotation::open(Options options,
                                                                 std::shared_ptr<store::CatalogStore> catalog,
                                                                 const SearchSettings& wanted) {
  std::unique_ptr<IndexRotation> rotation(new IndexRotation(std::move(options), std::move(catalog)));
  std::error_code error;
  fs::create_directories(rotation->options_.root, error);
  if (error)
    return base::fail(ErrorCode::unavailable, "cannot create '{}': {}", rotation->options_.root.string(),
                      error.message());
  if (const auto read = rotation->read_names(); !read) {
    base::log::warn("which index is live cannot be read, taking the one that the settings ask for",
                    {{"error", read.error().describe()}});
  }
  SearchSettings settings = wanted;
  if (rotation->live_name_) {
    auto known = rotation->settings_of(*rotation->live_name_);
    if (known) {
      settings = *std::move(known);
    } else {
      base::log::warn("the settings of the live index cannot be read, building another",
                      {{"error", known.error().describe()}});
      rotation->live_name_.reset();
    }
  }
  if (!rotation->live_name_) {
    const Name name = rotation->target_for(schema_fingerprint(product_schema(wanted)));
    KHOJ_TRY(io::write_file_atomically(rotation->settings_file(name), to_json(wanted)));
    rotation->live_name_ = name;
    KHOJ_TRY(rotation->write_names());
  }
  rotation->live_options_ = rotation->follower_options(*rotation->live_name_, settings);
  KHOJ_ASSIGN(rotation->live_, IndexFollower::open(rotation->live_options_, rotation->catalog_));
  return rotation;
}

IndexFollower::Options IndexRotation::follower_options(const Name& name,
                                                       const SearchSettings& settings) const {
  return {options_.root / name.text(), product_schema(settings), options_.buffer_bytes, options_.tenant,
          options_.resident_bytes};
}

fs::path IndexRotation::settings_file(const Name& name) const {
  return options_.root / (name.text() + ".settings");
}

base::Status IndexRotation::read_names() {
  const auto file = options_.root / kAliasFile;
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  KHOJ_ASSIGN(const std::string text, read_text(file));
  const json::value alias = json::parse(text, error);
  const json::object* const object = error ? nullptr : alias.if_object();
  if (object == nullptr)
    return base::fail(base::Error{ErrorCode::corruption, "is not a JSON object", file.string()});
  const auto name_at = [&](const char* key) -> std::optional<Name> {
    const json::value* const value = object->if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    auto name = Name::parse(value->get_string());
    // An index of another database answers nothing here.
    if (name && name->catalog != options_.catalog_identity) return std::nullopt;
    return name;
  };
  live_name_ = name_at("live");
  previous_name_ = name_at("previous");
  return {};
}

base::Status IndexRotation::write_names() const {
  json::object alias;
  alias["live"] = live_name_->text();
  alias["previous"] = previous_name_ ? json::value(previous_name_->text()) : json::value();
  return io::write_file_atomically(options_.root / kAliasFile, json::serialize(alias));
}

base::Result<SearchSettings> IndexRotation::settings_of(const Name& name) const {
  KHOJ_ASSIGN(const std::string text, read_text(settings_file(name)));
  KHOJ_ASSIGN(auto settings, search_settings_from_json(text));
  // A program that makes other documents out of the same settings does not take the index for its own.
  if (schema_fingerprint(product_schema(settings)) != name.schema) {
    return base::fail(ErrorCode::unsupported, "index '{}' was built by another version", name.text());
  }
  return settings;
}

/// The previous index when it has the schema: it only has to catch up. Otherwise a new one.
IndexRotation::Name IndexRotation::target_for(const std::string& schema) const {
  if (previous_name_ && previous_name_->schema == schema && !rebuild_requested_) return *previous_name_;
  Name name{schema, options_.catalog_identity, 1};
  for (const auto& other : {live_name_, previous_name_})
    if (other) name.generation = std::max(name.generation, other->generation + 1);
  return name;
}

base::Result<std::size_t> IndexRotation::follow() {
  if (live_ && live_->broken()) live_.reset();  // Unlocks the folder.
  if (!live_) {
    KHOJ_ASSIGN(live_, IndexFollower::open(live_options_, catalog_));
  }
  return live_->step();
}

base::Status IndexRotation::begin_building(const Name& name, const SearchSettings& settings) {
  building_.reset();
  base::log::info("building another index", {{"index", name.text()}});
  KHOJ_TRY(io::write_file_atomically(settings_file(name), to_json(settings)));
  KHOJ_ASSIGN(building_, IndexFollower::open(follower_options(name, settings), catalog_));
  building_name_ = name;
  return {};
}

base::Result<IndexRotation::Rebuilt> IndexRotation::rebuild(const SearchSettings& wanted) {
  const auto schema = schema_fingerprint(product_schema(wanted));
  if (live_name_->schema == schema && !rebuild_requested_) {
    building_.reset();
    building_name_.reset();
    return Rebuilt{};
  }
  const Name target = target_for(schema);
  if (!building_ || building_name_->text() != target.text()) KHOJ_TRY(begin_building(target, wanted));
  const auto applied = building_->step();
  if (!applied) {
    building_.reset();
    return base::fail(applied.error());
  }
  if (*applied > 0 || building_->applied() < live_->applied()) return Rebuilt{true, false};
  KHOJ_TRY(switch_over());
  return Rebuilt{false, true};
}

/// The new index is on disk before the file names it: a crash in between leaves the old one live.
base::Status IndexRotation::switch_over() {
  KHOJ_TRY(building_->commit());
  if (const auto kept = live_->commit(); !kept) {
    base::log::warn("the index that is replaced could not be committed: going back to it will take longer",
                    {{"error", kept.error().describe()}});
  }
  const auto before = std::pair(live_name_, previous_name_);
  previous_name_ = live_name_;
  live_name_ = building_name_;
  if (auto written = write_names(); !written) {
    std::tie(live_name_, previous_name_) = before;
    return written;
  }
  live_ = std::move(building_);
  live_options_ = live_->options();
  building_name_.reset();
  rebuild_requested_ = false;
  ++switches_;
  base::log::info("another index is live", {{"index", live_name_->text()}});
  return {};
}

base::Result<bool> IndexRotation::commit() {
  const bool dirty = live_ && live_->dirty();
  if (dirty) KHOJ_TRY(live_->commit());
  if (building_) KHOJ_TRY(building_->commit());
  return dirty;
}

void IndexRotation::rest() {
  if (live_) live_->rest();
}

void IndexRotation::remove_strangers() const {
  const std::array kept = {live_name_, previous_name_, building_name_};
  const auto is_kept = [&](const std::string& file) {
    return std::any_of(kept.begin(), kept.end(), [&](const auto& name) {
      return name && (file == name->text() || file == name->text() + ".settings");
    });
  };
  std::error_code error;
  std::vector<fs::path> strangers;
  for (fs::directory_iterator entry(options_.root, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto file = entry->path().filename().string();
    if (file != kAliasFile && !is_kept(file)) strangers.push_back(entry->path());
  }
  for (const auto& stranger : strangers) {
    if (!fs::is_directory(stranger, error)) {
      fs::remove(stranger, error);
      continue;
    }
    const auto lock = io::FileLock::try_acquire(stranger / "LOCK");
    if (lock) fs::remove_all(stranger, error);
  }
  if (error) base::log::warn("an old index could not be removed", {{"error", error.message()}});
}

IndexStatus IndexRotation::status() const {
  IndexStatus status;
  status.live = live_name_->text();
  if (live_) status.live_change = live_->applied();
  if (building_) {
    status.building = building_name_->text();
    status.building_change = building_->applied();
  }
  if (previous_name_) status.previous = previous_name_->text();
  status.switches = switches_;
  return status;
}

}  // namespace khoj::engine
