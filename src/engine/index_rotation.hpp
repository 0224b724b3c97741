// The indexes of one catalogue: the live one, which follows the catalogue and answers; one that is being built to take
// its place (other searchable fields, or a rebuild that somebody asked for); and the one before, kept to go back to.
// A file says which is live, so that a restart goes on with an index that is complete, whatever was being built beside
// it. Used by one thread; snapshot() by any.
//
// root/live.json          {"live": name, "previous": name or null}
// root/<name>/            an index; the name is <schema>-<catalogue>-<generation>
// root/<name>.settings    the search settings that it was built for, as JSON
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/index_follower.hpp"
#include "engine/search_settings.hpp"

namespace khoj::engine {

/// How the indexes stand, for GET /api/v1/index.
struct IndexStatus {
  std::string live;                   ///< Its name.
  domain::ChangeSeq live_change;      ///< The newest change that it holds.
  std::string building;               ///< Empty when none is.
  domain::ChangeSeq building_change;  ///< How far that is.
  std::string previous;               ///< Empty when none is kept.
  std::uint64_t switches = 0;         ///< How often another index became the live one since the start.
};

class IndexRotation {
 public:
  struct Options {
    std::filesystem::path root;
    std::string catalog_identity;  ///< store::CatalogStore::identity.
    std::size_t buffer_bytes = 256U << 20U;
    domain::Tenant tenant;
    std::size_t resident_bytes = 0;  ///< index::IndexOptions::resident_bytes, for the live index.
  };

  /// Opens the live index; where there is none, the one that `wanted` asks for. Errors: IndexFollower::open's.
  static base::Result<std::unique_ptr<IndexRotation>> open(Options options,
                                                           std::shared_ptr<store::CatalogStore> catalog,
                                                           const SearchSettings& wanted);

  /// The live index takes the next few thousand changes. One that could not be written (a full disk, say) is opened
  /// again at its last commit first. @return how many there were.
  base::Result<std::size_t> follow();

  struct Rebuilt {
    bool more = false;      ///< Call again soon.
    bool switched = false;  ///< Another index is live now.
  };
  /// Takes the index that `wanted` asks for a step further, if that is not the live one, and puts it in the live one's
  /// place when it has caught up. After an error it begins again at its last commit.
  base::Result<Rebuilt> rebuild(const SearchSettings& wanted);

  /// Lets the next calls of rebuild() make a new index, even though the settings ask for none.
  void request_rebuild() noexcept { rebuild_requested_ = true; }

  /// Makes what was applied durable. @return whether the live index had anything to commit.
  base::Result<bool> commit();

  /// Nothing has come for a while: see IndexFollower::rest.
  void rest();

  /// Removes folders that are neither live, nor previous, nor being built: those of earlier settings and of other
  /// catalogues. One that another process holds stays.
  void remove_strangers() const;

  [[nodiscard]] std::shared_ptr<const index::IndexSnapshot> snapshot() const { return live_->snapshot(); }
  [[nodiscard]] IndexStatus status() const;

 private:
  struct Name {
    std::string schema;
    std::string catalog;
    std::uint64_t generation = 1;
    [[nodiscard]] std::string text() const;
    static std::optional<Name> parse(std::string_view text);
  };

  IndexRotation(Options options, std::shared_ptr<store::CatalogStore> catalog);
  [[nodiscard]] IndexFollower::Options follower_options(const Name& name,
                                                        const SearchSettings& settings) const;
  [[nodiscard]] std::filesystem::path settings_file(const Name& name) const;
  base::Status read_names();
  base::Status write_names() const;
  [[nodiscard]] base::Result<SearchSettings> settings_of(const Name& name) const;
  [[nodiscard]] Name target_for(const std::string& schema) const;
  base::Status begin_building(const Name& name, const SearchSettings& settings);
  base::Status switch_over();

  Options options_;
  std::shared_ptr<store::CatalogStore> catalog_;
  std::optional<Name> live_name_;
  std::optional<Name> previous_name_;
  std::optional<Name> building_name_;
  std::unique_ptr<IndexFollower> live_;  ///< Null only while a broken one could not be opened again.
  std::unique_ptr<IndexFollower> building_;
  IndexFollower::Options live_options_;  ///< To open it again.
  bool rebuild_requested_ = false;
  std::uint64_t switches_ = 0;
};

}  // namespace khoj::engine
