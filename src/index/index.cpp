#include "index/index.hpp"

#include <algorithm>

#include "index/index_impl.hpp"

namespace khoj::index {
namespace {

namespace fs = std::filesystem;

bool is_ours(const fs::path& file) {
  const std::string name = file.filename().string();
  const bool temporary = name.starts_with(".segment-") || name.starts_with(".MANIFEST.");
  return temporary || (name.starts_with("segment-") &&
                       (name.ends_with(".seg") || name.ends_with(".live") || name.ends_with(".rev")));
}

base::Error with_path(const fs::path& path, const std::error_code& error) {
  return {base::ErrorCode::unavailable, error.message(), path.string()};
}

}  // namespace

base::Status Index::Impl::load() {
  for (const TextFieldSpec& field : options.schema.text) {
    KHOJ_ASSIGN(auto analyzer, text::Analyzer::create(field.analyzer));
    analyzers.push_back(std::move(analyzer));
    tokens.emplace_back();
  }
  const fs::path& folder = options.directory;
  std::vector<std::string> known;
  if (std::error_code error; fs::exists(folder / "MANIFEST", error)) {
    KHOJ_ASSIGN(const Manifest manifest, read_manifest(folder));
    if (manifest.schema != schema_text) {
      return base::fail(base::Error{base::ErrorCode::unsupported,
                                    "the index was made for another schema; rebuild it", folder.string()});
    }
    committed = manifest.covered;
    next_file = manifest.next_file;
    for (const ManifestSegment& listed : manifest.segments) {
      KHOJ_ASSIGN(auto reader, SegmentReader::open(folder / listed.file, options.schema));
      if (reader->size_bytes() != listed.size_bytes) {
        return base::fail(base::Error{
            base::ErrorCode::corruption,
            fmt::format("has {} bytes; the manifest says {}", reader->size_bytes(), listed.size_bytes),
            reader->name()});
      }
      SegmentSet::Entry& entry = segments.add(reader, listed.file);
      known.push_back(listed.file);
      if (!listed.live_file.empty()) {
        KHOJ_ASSIGN(LiveDocs live, read_live_docs(folder / listed.live_file, reader->doc_count()));
        entry.live = std::make_shared<LiveDocs>(std::move(live));
        entry.live_file = listed.live_file;
        known.push_back(listed.live_file);
      }
      for (const std::string& file : listed.revision_files) {
        KHOJ_ASSIGN(auto values, SegmentReader::open(folder / file, options.schema));
        auto with_layer = Revisions::add(*reader, entry.live.get(), entry.revisions.get(), {values, file});
        known.push_back(file);
        if (with_layer) {
          entry.revisions = std::move(with_layer);
        } else {
          segments.make_obsolete(file);  // It goes when a manifest without it is durable.
        }
      }
    }
  }
  // What a crash left behind between two commits.
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder, error)) {
    const std::string name = file.path().filename().string();
    if (is_ours(file.path()) && std::find(known.begin(), known.end(), name) == known.end()) {
      fs::remove(file.path(), error);
    }
  }
  if (error) return base::fail(with_path(folder, error));
  set_snapshot(committed);
  return {};
}

Index::Index(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Index::~Index() = default;

base::Result<std::unique_ptr<Index>> Index::open(IndexOptions options) {
  KHOJ_TRY(validate(options.schema));
  std::error_code error;
  fs::create_directories(options.directory, error);
  if (error) return base::fail(with_path(options.directory, error));
  KHOJ_ASSIGN(auto lock, io::FileLock::try_acquire(options.directory / "LOCK"));
  auto impl = std::make_unique<Impl>(std::move(options), std::move(lock));
  KHOJ_TRY(impl->load());
  if (impl->options.background_merges) {
    impl->thread = std::jthread([raw = impl.get()](const std::stop_token& stop) { raw->merge_loop(stop); });
  }
  return std::unique_ptr<Index>(new Index(std::move(impl)));
}

base::Status Index::add(const Document& document) { return impl_->add(document); }

base::Status Index::remove(domain::ItemId item) { return impl_->remove(item); }
base::Result<bool> Index::revise(const Document& document) { return impl_->revise(document); }

std::optional<std::string> Index::added_blob(domain::ItemId item) const {
  if (impl_->builder.contains(item)) return std::nullopt;
  const std::lock_guard held(impl_->state);
  const SegmentSet::Entry* const entry = impl_->segments.find(item);
  if (entry == nullptr) return std::nullopt;
  return std::string(entry->reader->stored(*entry->reader->find(item)));
}

base::Status Index::publish(domain::ChangeSeq covered) { return impl_->publish(covered); }
base::Status Index::commit(domain::ChangeSeq covered) { return impl_->commit(covered); }
base::Status Index::optimize() { return impl_->optimize(); }

void Index::rest() {
  {
    const std::lock_guard held(impl_->state);
    impl_->resting = true;
    impl_->memory_was_short = false;
  }
  impl_->wake.notify_all();
}

bool Index::has_uncommitted_merge() const {
  const std::lock_guard held(impl_->state);
  return impl_->uncommitted_merge;
}

std::shared_ptr<const IndexSnapshot> Index::snapshot() const {
  const std::lock_guard held(impl_->snapshot_mutex);
  return impl_->snapshot;
}

domain::ChangeSeq Index::committed() const {
  const std::lock_guard held(impl_->state);
  return impl_->committed;
}

}  // namespace khoj::index
