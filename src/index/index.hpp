// The Index: a folder of segments and the one writer that changes it. Documents arrive in a buffer, become searchable
// with publish() as an in-memory segment, and rest on disk after commit(). Merges run in a background thread.
//
// The truth is elsewhere (the catalogue in SQL): an Index may lag behind it, and says by covered() up to which change
// it is complete on disk. After a crash it opens at its last commit; the caller replays the rest.
//
// One thread calls add, remove, revise, publish and commit; snapshot() may be called by any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "index/index_snapshot.hpp"
#include "index/schema.hpp"

namespace khoj::index {

struct IndexOptions {
  std::filesystem::path directory;
  Schema schema;
  std::size_t buffer_bytes =
      256U << 20U;  ///< Buffered documents are sealed into a segment on disk at this size.
  /// At rest segments are put into the process's memory, the largest first, up to so many bytes together; the others
  /// stay mapped.
  std::size_t resident_bytes = 0;
  bool background_merges = true;
};

class Index {
 public:
  /// Opens or creates the index in a folder and locks the folder against other processes.
  /// Errors: corruption (names the file), failed_precondition (another process holds it), unsupported (another schema or
  /// format),
  /// unavailable (the file system).
  static base::Result<std::unique_ptr<Index>> open(IndexOptions options);
  ~Index();

  /// Adds a document, or replaces the one with the same ItemId. Searchable after the next publish().
  base::Status add(const Document& document);
  /// Removes a document if it is there.
  base::Status remove(domain::ItemId item);
  /// Gives a document that is there the columns, the stored blob and the static rank of `document`, in place; its words
  /// stay, and `document.text` is not read. A search breaks ties by the static rank that it was added with until its
  /// segment is merged. Cost: that of the columns; the words' is saved.
  /// @return false when it has to be added: it is not there, or was added since the last publish().
  base::Result<bool> revise(const Document& document);
  /// The blob that a document was added with; nothing when revise() would give false.
  [[nodiscard]] std::optional<std::string> added_blob(domain::ItemId item) const;

  /// Makes everything added or removed so far visible to snapshots taken from now on; `covered` is the last change.
  base::Status publish(domain::ChangeSeq covered);
  /// publish(), and everything is on disk (fsync) when it returns.
  base::Status commit(domain::ChangeSeq covered);

  /// Nothing will be written for a while: segments are merged further than while documents arrive, and put into memory,
  /// in a thread that steps back behind others, until the next publish().
  void rest();
  /// Whether merges have finished that the folder on disk does not know yet: a commit() makes it, and frees the space.
  [[nodiscard]] bool has_uncommitted_merge() const;

  /// Waits for merges, then merges everything into as few segments as the policy's maximum size allows.
  base::Status optimize();

  [[nodiscard]] std::shared_ptr<const IndexSnapshot> snapshot() const;
  /// The change that the last commit() covers.
  [[nodiscard]] domain::ChangeSeq committed() const;

 private:
  struct Impl;
  explicit Index(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace khoj::index
