// The writer's side of an Index: documents into the buffer, the buffer into segments, segments into snapshots and
// commits.
#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "index/index_impl.hpp"

namespace khoj::index {

namespace fs = std::filesystem;

namespace {

/// Of the layers that no file has yet.
std::size_t memory_of_revisions(const SegmentSet::Entry& entry) {
  if (entry.revisions == nullptr) return 0;
  std::size_t bytes = 0;
  for (const Revisions::Layer& layer : entry.revisions->layers())
    bytes += layer.file.empty() ? layer.values->size_bytes() : 0;
  return bytes;
}

}  // namespace

base::Status Index::Impl::add(const Document& document) {
  if (broken) return base::fail(*broken);
  if (document.text.size() != analyzers.size()) {
    return base::fail(base::ErrorCode::invalid_argument, "a document has {} text fields; the schema has {}",
                      document.text.size(), analyzers.size());
  }
  std::vector<std::span<const text::Token>> fields;
  fields.reserve(analyzers.size());
  for (std::size_t field = 0; field < analyzers.size(); ++field) {
    analyzers[field].analyze(document.text[field], tokens[field]);
    fields.emplace_back(tokens[field].tokens());
  }
  KHOJ_TRY(builder.add(document, fields));
  revised.remove(document.item);
  {
    const std::lock_guard held(state);
    segments.remove(document.item);
  }
  if (builder.used_bytes() >= options.buffer_bytes || builder.size() >= kMaxDocsPerSegment / 2) {
    return seal_to_file();
  }
  return {};
}

base::Status Index::Impl::remove(domain::ItemId item) {
  if (broken) return base::fail(*broken);
  revised.remove(item);
  if (builder.remove(item)) return {};
  const std::lock_guard held(state);
  segments.remove(item);
  return {};
}

base::Status Index::Impl::seal_to_file() {
  if (builder.empty()) return {};
  std::string file;
  FieldTotals elsewhere;
  {
    const std::lock_guard held(state);
    file = new_file("seg");
    elsewhere = segments.totals();
  }
  const base::Stopwatch watch;
  const std::size_t docs = builder.size();
  const auto write = [&]() -> base::Result<std::shared_ptr<const SegmentReader>> {
    KHOJ_ASSIGN(auto sink, SegmentSink::to_file(options.directory / file));
    KHOJ_TRY(builder.write(elsewhere, sink));
    return SegmentReader::open(options.directory / file, options.schema);
  };
  auto reader = write();
  if (!reader) {
    broken = reader.error();
    return base::fail(std::move(reader).error());
  }
  base::log::info("segment written", {{"file", file}, {"docs", docs}, {"ms", watch.elapsed_ms()}});
  const std::lock_guard held(state);
  segments.add(std::move(*reader), file);
  return {};
}

base::Status Index::Impl::seal_to_memory() {
  if (builder.empty()) return {};
  FieldTotals elsewhere;
  {
    const std::lock_guard held(state);
    elsewhere = segments.totals();
  }
  SegmentSink sink = SegmentSink::to_memory();
  const auto write = [&]() -> base::Result<std::shared_ptr<const SegmentReader>> {
    KHOJ_TRY(builder.write(elsewhere, sink));
    return SegmentReader::from_bytes("segment in memory", sink.take_bytes(), options.schema);
  };
  auto reader = write();
  if (!reader) {
    broken = reader.error();
    return base::fail(std::move(reader).error());
  }
  const std::lock_guard held(state);
  segments.add(std::move(*reader), {});
  return {};
}

/// Segments in memory stay few: a newer one is merged into the one before it until that is more than twice as large.
/// Only the writer's thread touches segments in memory, so nothing changes between looking and replacing.
base::Status Index::Impl::compact_memory() {
  while (true) {
    std::vector<std::uint64_t> ids;
    std::vector<std::shared_ptr<const Segment>> inputs;
    FieldTotals elsewhere;
    {
      const std::lock_guard held(state);
      std::vector<SegmentSet::Entry*> memory;
      for (SegmentSet::Entry& entry : segments.entries()) {
        if (entry.file.empty() && entry.live_count() > 0) memory.push_back(&entry);
      }
      if (memory.size() < 2) return {};
      std::sort(memory.begin(), memory.end(), [](const SegmentSet::Entry* a, const SegmentSet::Entry* b) {
        return a->live_count() < b->live_count();
      });
      if (memory[1]->live_count() > 2 * memory[0]->live_count()) return {};
      for (SegmentSet::Entry* const entry : {memory[0], memory[1]}) {
        ids.push_back(entry->id);
        inputs.push_back(SegmentSet::view(*entry));
      }
      elsewhere = segments.totals(ids);
    }
    KHOJ_ASSIGN(auto merged, merge_to_memory(inputs, elsewhere));
    const std::lock_guard held(state);
    segments.replace(ids, inputs, std::move(merged), {});
  }
}

base::Status Index::Impl::publish(domain::ChangeSeq covered) {
  if (broken) return base::fail(*broken);
  {
    const std::lock_guard held(state);
    publishing = true;
    resting = false;
  }
  KHOJ_TRY(seal_revised());
  KHOJ_TRY(seal_to_memory());
  KHOJ_TRY(compact_revisions());
  KHOJ_TRY(compact_memory());
  std::size_t memory_bytes = 0;
  std::size_t revision_bytes = 0;
  {
    const std::lock_guard held(state);
    segments.publish();
    publishing = false;
    for (const SegmentSet::Entry& entry : segments.entries()) {
      if (entry.file.empty()) memory_bytes += entry.reader->size_bytes();
      revision_bytes += memory_of_revisions(entry);
    }
    if (revision_bytes > options.buffer_bytes) {
      KHOJ_TRY(persist_revisions());
      segments.publish();
    }
  }
  if (memory_bytes > options.buffer_bytes) KHOJ_TRY(persist_memory());
  {
    const std::lock_guard held(state);
    set_snapshot(covered);
  }
  wake.notify_all();
  return {};
}

void Index::Impl::set_snapshot(domain::ChangeSeq covered) {
  std::vector<std::shared_ptr<const Segment>> views =
      snapshot == nullptr ? segments.publish() : segments.published();
  auto next = std::make_shared<const IndexSnapshot>(options.schema, std::move(views), covered);
  const std::lock_guard held(snapshot_mutex);
  snapshot.swap(next);
}

base::Status Index::Impl::persist_memory() {
  std::vector<std::uint64_t> ids;
  std::vector<std::shared_ptr<const Segment>> inputs;
  FieldTotals elsewhere;
  std::string file;
  {
    const std::lock_guard held(state);
    for (SegmentSet::Entry& entry : segments.entries()) {
      if (!entry.file.empty()) continue;
      ids.push_back(entry.id);
      inputs.push_back(SegmentSet::view(entry));
    }
    if (ids.empty()) return {};
    elsewhere = segments.totals(ids);
    file = new_file("seg");
  }
  KHOJ_ASSIGN(auto merged, merge_to_file(inputs, elsewhere, file));
  const std::lock_guard held(state);
  segments.replace(ids, inputs, std::move(merged), file);
  return {};
}

base::Status Index::Impl::commit(domain::ChangeSeq covered) {
  if (broken) return base::fail(*broken);
  KHOJ_TRY(seal_revised());
  KHOJ_TRY(seal_to_memory());
  {
    const std::lock_guard held(state);
    segments.publish();  // Drops what is all dead.
  }
  KHOJ_TRY(persist_memory());
  {
    const std::lock_guard held(state);
    KHOJ_TRY(persist_revisions());
    segments.publish();
    set_snapshot(covered);
    KHOJ_TRY(write_commit(covered));
    merges_failed = false;
  }
  wake.notify_all();
  return {};
}

base::Status Index::Impl::write_commit(domain::ChangeSeq covered) {
  KHOJ_TRY(persist_revisions());  // A merge may have brought some meanwhile.
  Manifest manifest;
  manifest.schema = schema_text;
  manifest.covered = covered;
  for (SegmentSet::Entry& entry : segments.entries()) {
    if (entry.file.empty()) continue;
    if (entry.live_changed) {
      std::string file = new_file("live");
      KHOJ_TRY(write_live_docs(options.directory / file, *entry.live, entry.reader->doc_count()));
      segments.make_obsolete(std::exchange(entry.live_file, std::move(file)));
      entry.live_changed = false;
    }
    manifest.segments.push_back({entry.file, entry.reader->size_bytes(), entry.live_file, {}});
    if (entry.revisions == nullptr) continue;
    for (const Revisions::Layer& layer : entry.revisions->layers())
      manifest.segments.back().revision_files.push_back(layer.file);
  }
  manifest.next_file = next_file;
  KHOJ_TRY(write_manifest(options.directory, manifest));
  committed = covered;
  uncommitted_merge = false;
  for (const std::string& file : segments.take_obsolete()) {
    std::error_code ignored;  // A stray file is removed at the next opening.
    fs::remove(options.directory / file, ignored);
  }
  return {};
}

}  // namespace khoj::index
