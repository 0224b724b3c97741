// Merging: in memory after a publish, on disk in a thread of its own or all at once by optimize().
#include <algorithm>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "index/index_impl.hpp"
#include "index/merge_policy.hpp"
#include "index/segment_merger.hpp"

namespace khoj::index {

base::Result<std::shared_ptr<const SegmentReader>> Index::Impl::merge_to_memory(
    std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere) {
  SegmentSink sink = SegmentSink::to_memory();
  KHOJ_TRY(merge_segments(options.schema, inputs, elsewhere, sink));
  return SegmentReader::from_bytes("segment in memory", sink.take_bytes(), options.schema);
}

base::Result<std::shared_ptr<const SegmentReader>> Index::Impl::merge_to_file(
    std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere,
    const std::string& file) {
  KHOJ_ASSIGN(auto sink, SegmentSink::to_file(options.directory / file));
  KHOJ_TRY(merge_segments(options.schema, inputs, elsewhere, sink));
  return SegmentReader::open(options.directory / file, options.schema);
}

base::Status Index::Impl::optimize() {
  domain::ChangeSeq covered;
  {
    const std::lock_guard held(snapshot_mutex);
    covered = snapshot->covered();
  }
  KHOJ_TRY(commit(covered));
  MergeTask task;
  {
    std::unique_lock held(state);
    wake.wait(held, [this] { return !merging; });
    std::vector<SegmentSet::Entry*> entries;
    for (SegmentSet::Entry& entry : segments.entries()) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(), [](const SegmentSet::Entry* a, const SegmentSet::Entry* b) {
      return a->live_count() < b->live_count();
    });
    std::uint64_t docs = 0;
    bool any_dead = false;
    for (SegmentSet::Entry* const entry : entries) {
      docs += entry->live_count();
      if (docs > kMaxDocsPerSegment) break;
      any_dead = any_dead || entry->live != nullptr;
      task.ids.push_back(entry->id);
      task.inputs.push_back(SegmentSet::view(*entry));
    }
    if (task.ids.empty() || (task.ids.size() == 1 && !any_dead)) return {};
    task.elsewhere = segments.totals(task.ids);
    task.file = new_file("seg");
    merging = true;
  }
  const base::Status done = run_merge(task);
  KHOJ_TRY(done);
  const std::lock_guard held(state);
  return write_commit(committed);
}

std::optional<Index::Impl::MergeTask> Index::Impl::next_merge() {
  std::vector<SegmentSet::Entry*> candidates;
  std::vector<SegmentSize> sizes;
  for (SegmentSet::Entry& entry : segments.entries()) {
    if (entry.file.empty() || entry.published == nullptr || entry.live_count() == 0) continue;
    candidates.push_back(&entry);
    sizes.push_back({entry.reader->doc_count(), entry.live_count()});
  }
  const std::vector<std::size_t> chosen = choose_merge(sizes, kMaxDocsPerSegment);
  if (chosen.empty()) return std::nullopt;
  MergeTask task;
  for (const std::size_t i : chosen) {
    task.ids.push_back(candidates[i]->id);
    // As published: what was removed since is still in the snapshot, and dies in the merged segment afterwards.
    task.inputs.push_back(candidates[i]->published);
  }
  task.elsewhere = segments.totals(task.ids);
  task.file = new_file("seg");
  return task;
}

/// Runs a merge that `merging` was set for, without holding `state` but for the replacement.
base::Status Index::Impl::run_merge(const MergeTask& task) {
  const base::Stopwatch watch;
  base::Result<std::shared_ptr<const SegmentReader>> merged;
  try {
    merged = merge_to_file(task.inputs, task.elsewhere, task.file);
  } catch (const std::bad_alloc&) {
    merged = base::fail(base::ErrorCode::resource_exhausted, "no memory to merge");
  }
  {
    const std::lock_guard held(state);
    merging = false;
    if (merged) {
      segments.replace(task.ids, task.inputs, *merged, task.file);
      if (!publishing) set_snapshot(snapshot->covered());
    } else {
      merges_failed = true;
    }
  }
  wake.notify_all();
  if (!merged) {
    base::log::error("merge failed", {{"file", task.file}, {"error", merged.error().describe()}});
    return base::fail(std::move(merged).error());
  }
  base::log::info("segments merged", {{"file", task.file},
                                      {"inputs", task.inputs.size()},
                                      {"docs", (*merged)->doc_count()},
                                      {"ms", watch.elapsed_ms()}});
  return {};
}

void Index::Impl::merge_loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<MergeTask> task;
    {
      std::unique_lock held(state);
      const bool ready = wake.wait(held, stop, [&] {
        if (merging || merges_failed) return false;
        task = next_merge();
        return task.has_value();
      });
      if (!ready) return;
      merging = true;
    }
    // An error is logged there; the next commit allows another try.
    static_cast<void>(run_merge(*task));
  }
}

}  // namespace khoj::index
