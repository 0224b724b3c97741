// Merging: in memory after a publish, on disk in a thread of its own or all at once by optimize(). At rest the same
// thread puts segments into memory.
#include <algorithm>
#include <system_error>
#include <thread>

#include "base/background.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "index/index_impl.hpp"
#include "index/merge_policy.hpp"
#include "index/segment_merger.hpp"

namespace khoj::index {
namespace {

/// Runs `work` in a thread that steps back, as a thread can not come forward again; in this one where there is none.
template <typename Work>
void run_behind(const Work& work) {
  std::thread behind;
  try {
    behind = std::thread([&work] {
      base::step_back();
      work();
    });
  } catch (const std::system_error&) {
    work();
    return;
  }
  behind.join();
}

}  // namespace

base::Result<std::shared_ptr<const SegmentReader>> Index::Impl::merge_to_memory(
    std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere) {
  SegmentSink sink = SegmentSink::to_memory();
  KHOJ_TRY(merge_segments(options.schema, inputs, elsewhere, sink));
  return SegmentReader::from_bytes("segment in memory", sink.take_bytes(), options.schema);
}

base::Result<std::shared_ptr<const SegmentReader>> Index::Impl::merge_to_file(
    std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere,
    const std::string& file, const std::stop_token& stop) {
  KHOJ_ASSIGN(auto sink, SegmentSink::to_file(options.directory / file));
  KHOJ_TRY(merge_segments(options.schema, inputs, elsewhere, sink, stop));
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
    bool any_change = false;
    for (SegmentSet::Entry* const entry : entries) {
      docs += entry->live_count();
      if (docs > kMaxDocsPerSegment) break;
      any_change = any_change || entry->live != nullptr || entry->revisions != nullptr;
      task.ids.push_back(entry->id);
      task.inputs.push_back(SegmentSet::view(*entry));
    }
    if (task.ids.empty() || (task.ids.size() == 1 && !any_change)) return {};
    task.elsewhere = segments.totals(task.ids);
    task.file = new_file("seg");
    merging = true;
  }
  KHOJ_TRY(run_merge(task, {}));
  const std::lock_guard held(state);
  return write_commit(committed);
}

std::optional<Index::Impl::MergeTask> Index::Impl::next_merge() {
  std::vector<SegmentSet::Entry*> candidates;
  std::vector<SegmentSize> sizes;
  for (SegmentSet::Entry& entry : segments.entries()) {
    if (entry.file.empty() || entry.published == nullptr || entry.live_count() == 0) continue;
    candidates.push_back(&entry);
    const auto* const revisions = entry.published->revisions();
    sizes.push_back(
        {entry.reader->doc_count(), entry.live_count(), revisions == nullptr ? 0 : revisions->count()});
  }
  std::vector<std::size_t> chosen = choose_merge(sizes, kMaxDocsPerSegment);
  MergeTask task;
  if (chosen.empty() && resting) {
    chosen = choose_merge_at_rest(sizes, kMaxDocsPerSegment);
    task.at_rest = true;
  }
  if (chosen.empty()) return std::nullopt;
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
base::Status Index::Impl::run_merge(const MergeTask& task, const std::stop_token& stop) {
  const base::Stopwatch watch;
  base::Result<std::shared_ptr<const SegmentReader>> merged;
  try {
    merged = merge_to_file(task.inputs, task.elsewhere, task.file, stop);
    if (merged) {
      const std::lock_guard held(state);
      segments.replace(task.ids, task.inputs, *merged, task.file);
      uncommitted_merge = true;
      if (!publishing) set_snapshot(snapshot->covered());
    }
  } catch (const std::bad_alloc&) {
    merged = base::fail(base::ErrorCode::resource_exhausted, "no memory to merge");
  }
  {
    const std::lock_guard held(state);
    merging = false;
    merges_failed = merges_failed || !merged;
  }
  wake.notify_all();
  if (!merged && merged.error().code == base::ErrorCode::cancelled)
    return base::fail(std::move(merged).error());
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

std::shared_ptr<const SegmentReader> Index::Impl::next_resident() {
  if (!resting || memory_was_short) return nullptr;
  std::size_t bytes = 0;
  std::shared_ptr<const SegmentReader> next;
  for (const SegmentSet::Entry& entry : segments.entries()) {
    if (entry.file.empty()) continue;
    if (entry.reader->resident()) {
      bytes += entry.reader->size_bytes();
    } else if (next == nullptr || entry.reader->size_bytes() > next->size_bytes()) {
      next = entry.reader;
    }
  }
  return next != nullptr && bytes + next->size_bytes() <= options.resident_bytes ? next : nullptr;
}

void Index::Impl::merge_loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<MergeTask> task;
    std::shared_ptr<const SegmentReader> settling;
    {
      std::unique_lock held(state);
      const bool ready = wake.wait(held, stop, [&] {
        if (merging) return false;
        try {
          if (!merges_failed) task = next_merge();
        } catch (const std::bad_alloc&) {  // The next commit allows another try.
          merges_failed = true;
        }
        if (!task) settling = next_resident();
        return task.has_value() || settling != nullptr;
      });
      if (!ready) return;
      merging = task.has_value();
    }
    // Errors are logged there; the next commit, or the next rest, allows another try.
    if (!task) {
      run_behind([&] { settle(*settling); });
    } else if (task->at_rest) {
      run_behind([&] { static_cast<void>(run_merge(*task, stop)); });
    } else {
      static_cast<void>(run_merge(*task, stop));
    }
  }
}

void Index::Impl::settle(const SegmentReader& segment) {
  const base::Stopwatch watch;
  const auto done = segment.make_resident();
  if (!done) {
    base::log::warn("a segment stays mapped", {{"file", segment.name()}, {"error", done.error().describe()}});
    const std::lock_guard held(state);
    memory_was_short = true;
    return;
  }
  base::log::info("segment put into memory",
                  {{"file", segment.name()}, {"bytes", segment.size_bytes()}, {"ms", watch.elapsed_ms()}});
}

}  // namespace khoj::index
