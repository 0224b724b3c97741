#include "faults/fault_vfs.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <stdexcept>

namespace khoj::testing {
namespace {

constexpr std::size_t kSectorBytes = 512;

/// SQLite allocates szOsFile bytes for this and the real VFS's file behind it.
struct FaultFile {
  sqlite3_file base;
  FaultVfs* faults;
  const std::string* path;  ///< Null for temporary files, which no crash concerns.
  sqlite3_file* real;
};

FaultFile& fault(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return fault(file).real; }
FaultVfs& faults_of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

int close_file(sqlite3_file* file) {
  const int code = real(file)->pMethods->xClose(real(file));
  delete fault(file).path;
  return code;
}

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (const int code = fault(file).faults->on_read(); code != SQLITE_OK) return code;
  return real(file)->pMethods->xRead(real(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (const auto* path = fault(file).path) {
    const std::string_view written(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (const int code = fault(file).faults->on_write(*path, written, offset); code != SQLITE_OK) return code;
  }
  return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (const auto* path = fault(file).path) {
    if (const int code = fault(file).faults->on_truncate(*path, size); code != SQLITE_OK) return code;
  }
  return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int) {
  // The real file need not be synced: no real power fails here, and it would only take time.
  return fault(file).path == nullptr ? SQLITE_OK : fault(file).faults->on_sync(*fault(file).path);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int lock) { return real(file)->pMethods->xLock(real(file), lock); }
int unlock_file(sqlite3_file* file, int lock) { return real(file)->pMethods->xUnlock(real(file), lock); }
int check_lock(sqlite3_file* file, int* held) {
  return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control_file(sqlite3_file* file, int op, void* arg) {
  return real(file)->pMethods->xFileControl(real(file), op, arg);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int device_abilities(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shared_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

constexpr sqlite3_io_methods kMethods = {
    2,           close_file,     read_file,    write_file,   truncate_file, sync_file,        file_size,
    lock_file,   unlock_file,    check_lock,   control_file, sector_size,   device_abilities, map_shared,
    lock_shared, shared_barrier, unmap_shared, nullptr,      nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& faults = faults_of(vfs);
  auto& opened = *new (file) FaultFile{};
  opened.faults = &faults;
  opened.real = reinterpret_cast<sqlite3_file*>(&opened + 1);
  const bool tracked =
      name != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  if (tracked) {
    if (const int code = faults.on_open(name); code != SQLITE_OK) return code;
  }
  const int code = faults.real()->xOpen(faults.real(), name, opened.real, flags, flags_out);
  if (opened.real->pMethods == nullptr) return code;
  if (tracked) opened.path = new std::string(name);
  opened.base.pMethods = &kMethods;
  return code;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& faults = faults_of(vfs);
  if (const int code = faults.on_read(); code != SQLITE_OK) return code;
  faults.on_delete(name);
  return faults.real()->xDelete(faults.real(), name, sync_folder);
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
  return faults_of(vfs).real()->xAccess(faults_of(vfs).real(), name, flags, result);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* result) {
  return faults_of(vfs).real()->xFullPathname(faults_of(vfs).real(), name, size, result);
}

}  // namespace

FaultVfs::FaultVfs(std::string name)
    : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + real_->szOsFile;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = open_file;
  vfs_.xDelete = delete_file;
  vfs_.xAccess = access_file;
  vfs_.xFullPathname = full_path;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK)
    throw std::runtime_error("the VFS could not be registered");
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::lose_power_after(std::uint64_t operations) {
  const std::lock_guard lock(mutex_);
  operations_left_ = operations;
}

bool FaultVfs::has_lost_power() const {
  const std::lock_guard lock(mutex_);
  return power_lost_;
}

void FaultVfs::fail_writes_after(std::int64_t bytes, int code) {
  const std::lock_guard lock(mutex_);
  space_left_ = bytes;
  failure_ = code;
}

void FaultVfs::stop_failing_writes() {
  const std::lock_guard lock(mutex_);
  space_left_.reset();
}

void FaultVfs::save_survivors(const std::string& folder, base::Rng& rng) const {
  const std::lock_guard lock(mutex_);
  const double kept = rng.uniform();
  for (const auto& [path, file] : files_) {
    std::string image = file.durable;
    for (const auto& change : file.pending) {
      if (!rng.chance(kept)) continue;
      if (!change.bytes || rng.chance(0.7)) {
        apply(image, change);
        continue;
      }
      for (std::size_t begin = 0; begin < change.bytes->size(); begin += kSectorBytes) {
        if (rng.chance(0.5)) continue;
        apply(image,
              {change.offset + static_cast<std::int64_t>(begin), change.bytes->substr(begin, kSectorBytes)});
      }
    }
    std::ofstream out(std::filesystem::path(folder) / std::filesystem::path(path).filename(),
                      std::ios::binary);
    out.write(image.data(), static_cast<std::streamsize>(image.size()));
    if (!out.flush()) throw std::runtime_error("the survivors could not be written");
  }
}

int FaultVfs::on_open(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (power_lost_) return SQLITE_IOERR;
  if (const auto [place, added] = files_.try_emplace(path); added) {
    std::ifstream in(path, std::ios::binary);
    place->second.durable.assign(std::istreambuf_iterator<char>(in), {});
  }
  return SQLITE_OK;
}

int FaultVfs::on_read() const {
  const std::lock_guard lock(mutex_);
  return power_lost_ ? SQLITE_IOERR_READ : SQLITE_OK;
}

int FaultVfs::on_write(const std::string& path, std::string_view bytes, std::int64_t offset) {
  const std::lock_guard lock(mutex_);
  if (power_lost_) return SQLITE_IOERR_WRITE;
  if (space_left_) {
    *space_left_ -= static_cast<std::int64_t>(bytes.size());
    if (*space_left_ < 0) return failure_;
  }
  // The write under way when the power fails may be on the disk, too, or half of it.
  files_[path].pending.push_back({offset, std::string(bytes)});
  return power_fails_here() ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int FaultVfs::on_truncate(const std::string& path, std::int64_t size) {
  const std::lock_guard lock(mutex_);
  if (power_lost_) return SQLITE_IOERR_TRUNCATE;
  files_[path].pending.push_back({size, std::nullopt});
  return power_fails_here() ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

int FaultVfs::on_sync(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (power_lost_ || power_fails_here()) return SQLITE_IOERR_FSYNC;
  auto& file = files_[path];
  for (const auto& change : file.pending) apply(file.durable, change);
  file.pending.clear();
  return SQLITE_OK;
}

void FaultVfs::on_delete(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_.erase(path);
}

bool FaultVfs::power_fails_here() {
  if (operations_left_ && (*operations_left_)-- == 0) power_lost_ = true;
  return power_lost_;
}

void FaultVfs::apply(std::string& image, const Change& change) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (!change.bytes) {
    image.resize(offset);
    return;
  }
  if (image.size() < offset + change.bytes->size()) image.resize(offset + change.bytes->size());
  std::copy(change.bytes->begin(), change.bytes->end(), image.begin() + change.offset);
}

}  // namespace khoj::testing
