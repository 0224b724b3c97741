// An SQLite VFS for tests that can lose power and run out of space. It passes everything on to the real one
// and remembers, for every database and log file, what has been synced and what has only been written since.
//
// At a simulated power failure every write that was not synced is lost, kept or torn by chance, each on its
// own, as a disk with a cache may do; save_survivors() writes such a state to another folder. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "base/rng.hpp"

namespace khoj::testing {

class FaultVfs {
 public:
  /// Registers the VFS under `name`; every database that uses it must be closed before this object's end.
  explicit FaultVfs(std::string name);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// The power fails at the `operations`-th write, sync or truncation from now; everything fails from then
  /// on.
  void lose_power_after(std::uint64_t operations);
  [[nodiscard]] bool has_lost_power() const;

  /// Writes what a disk may hold after the power failure into `folder`.
  void save_survivors(const std::string& folder, base::Rng& rng) const;

  /// After `bytes` more have been written, writes fail with `code` (SQLITE_FULL, SQLITE_IOERR_WRITE …).
  void fail_writes_after(std::int64_t bytes, int code);
  void stop_failing_writes();

  // What the VFS's functions ask and tell, with the mutex taken inside. SQLITE_OK, or the failure to report.
  int on_open(const std::string& path);
  int on_read() const;
  int on_write(const std::string& path, std::string_view bytes, std::int64_t offset);
  int on_truncate(const std::string& path, std::int64_t size);
  int on_sync(const std::string& path);
  void on_delete(const std::string& path);
  [[nodiscard]] sqlite3_vfs* real() const noexcept { return real_; }

 private:
  struct Change {
    std::int64_t offset = 0;           ///< Or the new size.
    std::optional<std::string> bytes;  ///< Absent: a truncation.
  };
  struct File {
    std::string durable;
    std::vector<Change> pending;
  };

  /// Counts one operation that changes the disk. @return whether the power has failed at it or before.
  bool power_fails_here();
  static void apply(std::string& image, const Change& change);

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  std::optional<std::uint64_t> operations_left_;
  bool power_lost_ = false;
  std::optional<std::int64_t> space_left_;
  int failure_ = SQLITE_FULL;
};

}  // namespace khoj::testing
