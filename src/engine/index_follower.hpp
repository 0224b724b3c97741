// An IndexFollower keeps one index up to date with the catalogue: it reads the changes after the last one that it has
// seen and applies them. A start's replay, an import in another process and a live edit are all this one path.
// Used by one thread; snapshot() by any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <new>
#include <vector>

#include "base/clock.hpp"
#include "domain/tenant.hpp"
#include "engine/product_document.hpp"
#include "index/index.hpp"
#include "store/catalog_store.hpp"

namespace khoj::engine {

class IndexFollower {
 public:
  struct Options {
    std::filesystem::path directory;
    index::Schema schema;
    std::size_t buffer_bytes = 256U << 20U;
    domain::Tenant tenant;
    std::size_t resident_bytes = 0;  ///< index::IndexOptions::resident_bytes.
  };

  /// Opens the index. One that is damaged, or that is ahead of the catalogue (whose backup was restored), is removed
  /// with a warning that names the file, and built anew from the catalogue.
  /// Errors: failed_precondition (another process holds it), unavailable.
  static base::Result<std::unique_ptr<IndexFollower>> open(Options options,
                                                           std::shared_ptr<store::CatalogStore> catalog);

  /// Applies the next few thousand changes, and publishes them when nothing more is waiting or half a second has gone
  /// by since the last time. @return how many there were. Errors: those of the store and the index.
  base::Result<std::size_t> step();

  /// Makes what was applied durable, if anything was since the last time.
  base::Status commit();

  [[nodiscard]] domain::ChangeSeq applied() const noexcept { return applied_; }
  /// The index could not be written (a full disk, say) and answers nothing more until it is opened again.
  [[nodiscard]] bool broken() const noexcept { return broken_; }
  [[nodiscard]] bool dirty() const { return applied_ > committed_ || index_->has_uncommitted_merge(); }
  /// Nothing has come for a while: the index may be made smaller and faster.
  void rest() { index_->rest(); }
  [[nodiscard]] std::shared_ptr<const index::IndexSnapshot> snapshot() const { return index_->snapshot(); }
  [[nodiscard]] const Options& options() const noexcept { return options_; }
  [[nodiscard]] const std::filesystem::path& directory() const noexcept { return options_.directory; }

 private:
  using Changes = base::Result<store::CatalogChanges>;

  IndexFollower(Options options, std::shared_ptr<store::CatalogStore> catalog,
                std::unique_ptr<index::Index> index);
  [[nodiscard]] std::future<Changes> read_after(domain::ChangeSeq seq) const;
  base::Status apply(const store::CatalogChange& change);
  base::Status publish();
  /// Does `work` on the index and remembers whether that failed. What memory was short for is half done: such an index is
  /// opened again, too.
  template <typename Work>
  base::Status noting(Work&& work) {
    base::Status done;
    try {
      done = broken_
                 ? base::fail(base::ErrorCode::unavailable, "the index has failed and is to be opened again")
                 : work();
    } catch (const std::bad_alloc&) {
      done = base::fail(base::ErrorCode::resource_exhausted, "there is no memory for the index");
    }
    broken_ = broken_ || !done;
    return done;
  }

  Options options_;
  std::shared_ptr<store::CatalogStore> catalog_;
  std::unique_ptr<index::Index> index_;
  ProductDocumentBuilder builder_;
  domain::ChangeSeq applied_;
  domain::ChangeSeq committed_;
  std::future<Changes> ahead_;  ///< The next changes, being read while the last ones are applied.
  bool unpublished_ = false;
  bool broken_ = false;
  base::Stopwatch since_publish_;
};

}  // namespace khoj::engine
