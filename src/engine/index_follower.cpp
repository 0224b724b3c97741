#include "engine/index_follower.hpp"

#include <system_error>

#include "base/log.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;

constexpr std::uint32_t kChangesPerStep = 4'000;
constexpr double kPublishIntervalMs = 500.0;

base::Status discard(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (error)
    return base::fail(ErrorCode::unavailable, "cannot remove '{}': {}", directory.string(), error.message());
  return {};
}

index::IndexOptions to_index_options(const IndexFollower::Options& options) {
  index::IndexOptions index_options;
  index_options.directory = options.directory;
  index_options.schema = options.schema;
  index_options.buffer_bytes = options.buffer_bytes;
  index_options.resident_bytes = options.resident_bytes;
  return index_options;
}

/// Damaged, a file missing, or of another format or schema: what the catalogue can make good again.
bool can_be_rebuilt(ErrorCode code) {
  return code == ErrorCode::corruption || code == ErrorCode::not_found || code == ErrorCode::unsupported;
}

base::Result<std::unique_ptr<index::Index>> open_or_rebuild(const IndexFollower::Options& options,
                                                            domain::ChangeSeq newest) {
  auto index = index::Index::open(to_index_options(options));
  if (index && (*index)->committed() <= newest) return index;
  if (index) {
    base::log::warn("index is ahead of the catalogue, building it anew",
                    {{"directory", options.directory.string()}});
    index->reset();
  } else if (can_be_rebuilt(index.error().code)) {
    base::log::warn("index cannot be used, building it anew from the catalogue",
                    {{"error", index.error().describe()}});
  } else {
    return index;
  }
  KHOJ_TRY(discard(options.directory));
  return index::Index::open(to_index_options(options));
}

}  // namespace

base::Result<std::unique_ptr<IndexFollower>> IndexFollower::open(
    Options options, std::shared_ptr<store::CatalogStore> catalog) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  if (error)
    return base::fail(ErrorCode::unavailable, "cannot create '{}': {}", options.directory.string(),
                      error.message());
  KHOJ_ASSIGN(const auto newest, base::sync_wait(catalog->last_change(options.tenant)));
  KHOJ_ASSIGN(auto index, open_or_rebuild(options, newest));
  return std::unique_ptr<IndexFollower>(
      new IndexFollower(std::move(options), std::move(catalog), std::move(index)));
}

IndexFollower::IndexFollower(Options options, std::shared_ptr<store::CatalogStore> catalog,
                             std::unique_ptr<index::Index> index)
    : options_(std::move(options)),
      catalog_(std::move(catalog)),
      index_(std::move(index)),
      builder_(options_.schema),
      applied_(index_->committed()),
      committed_(applied_) {}

std::future<IndexFollower::Changes> IndexFollower::read_after(domain::ChangeSeq seq) const {
  return std::async(std::launch::async, [catalog = catalog_, tenant = options_.tenant, seq] {
    return base::sync_wait(catalog->changes_since(tenant, seq, kChangesPerStep));
  });
}

base::Status IndexFollower::apply(const store::CatalogChange& change) {
  if (!change.product) return index_->remove(change.item);
  const auto& document = builder_.build(change.item, *change.product);
  // A price, a rating, the stock: where the words are the same, the rest changes in place.
  if (const auto card = index_->added_blob(change.item); card && has_same_words(*card, document.stored)) {
    KHOJ_ASSIGN(const bool revised, index_->revise(document));
    if (revised) return {};
  }
  return index_->add(document);
}

base::Status IndexFollower::publish() {
  KHOJ_TRY(noting([this] { return index_->publish(applied_); }));
  unpublished_ = false;
  since_publish_ = {};
  return {};
}

base::Result<std::size_t> IndexFollower::step() {
  auto changes = ahead_.valid()
                     ? ahead_.get()
                     : base::sync_wait(catalog_->changes_since(options_.tenant, applied_, kChangesPerStep));
  if (!changes) return base::fail(std::move(changes).error());
  const bool more = changes->more;
  if (more) ahead_ = read_after(changes->changes.back().seq);
  for (const auto& change : changes->changes) {
    KHOJ_TRY(noting([&] { return apply(change); }));
    applied_ = change.seq;
    unpublished_ = true;
  }
  if (unpublished_ && (!more || since_publish_.elapsed_ms() > kPublishIntervalMs)) KHOJ_TRY(publish());
  return changes->changes.size();
}

base::Status IndexFollower::commit() {
  if (!dirty()) return {};
  KHOJ_TRY(noting([this] { return index_->commit(applied_); }));
  committed_ = applied_;
  unpublished_ = false;
  return {};
}

}  // namespace khoj::engine
