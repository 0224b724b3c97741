// What an Index is made of. Private to index*.cpp: index.cpp opens and is the door, index_write.cpp adds, publishes and
// commits, index_revise.cpp changes in place, index_merge.cpp merges. Two threads meet here, the writer's and the merging
// one; `state` guards what they share, and snapshots leave by a pointer of their own.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "index/index.hpp"
#include "index/segment_builder.hpp"
#include "index/segment_set.hpp"
#include "io/file_lock.hpp"

namespace khoj::index {

struct Index::Impl {
  Impl(IndexOptions given, io::FileLock held)
      : options(std::move(given)),
        lock(std::move(held)),
        builder(options.schema),
        revised(options.schema),
        schema_text(describe(options.schema)) {}

  ~Impl() {
    thread.request_stop();
    wake.notify_all();
  }

  // ---- The writer's side; `state` is held where it says so ----

  base::Status load();
  base::Status add(const Document& document);
  base::Status remove(domain::ItemId item);
  base::Result<bool> revise(const Document& document);
  base::Status seal_to_file();
  base::Status seal_to_memory();
  base::Status compact_memory();
  base::Status seal_revised();
  base::Status compact_revisions();
  base::Status publish(domain::ChangeSeq covered);
  base::Status commit(domain::ChangeSeq covered);
  base::Status persist_memory();
  base::Status persist_revisions();                      ///< REQUIRES: state held.
  base::Status write_commit(domain::ChangeSeq covered);  ///< REQUIRES: state held.
  base::Status optimize();
  void set_snapshot(domain::ChangeSeq covered);  ///< REQUIRES: state held.

  [[nodiscard]] std::string new_file(std::string_view extension) {
    return fmt::format("segment-{:08}.{}", next_file++, extension);
  }
  base::Result<std::shared_ptr<const SegmentReader>> merge_to_memory(
      std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere);
  base::Result<std::shared_ptr<const SegmentReader>> merge_to_file(
      std::span<const std::shared_ptr<const Segment>> inputs, const FieldTotals& elsewhere,
      const std::string& file, const std::stop_token& stop = {});

  // ---- The merging thread's side ----

  struct MergeTask {
    std::vector<std::uint64_t> ids;
    std::vector<std::shared_ptr<const Segment>> inputs;
    FieldTotals elsewhere;
    std::string file;
    bool at_rest = false;  ///< Nobody waits for it.
  };
  std::optional<MergeTask> next_merge();  ///< REQUIRES: state held.
  /// The segment to put into memory next. REQUIRES: state held.
  std::shared_ptr<const SegmentReader> next_resident();
  void settle(const SegmentReader& segment);
  base::Status run_merge(const MergeTask& task, const std::stop_token& stop);
  void merge_loop(const std::stop_token& stop);

  IndexOptions options;
  io::FileLock lock;
  std::vector<text::Analyzer> analyzers;
  std::vector<text::TokenBuffer> tokens;
  SegmentBuilder builder;
  SegmentBuilder revised;  ///< Documents without words: the new values of those that are in a segment.
  std::string schema_text;
  std::optional<base::Error> broken;  ///< Why nothing more can be written.

  mutable std::mutex state;  ///< Guards what follows. Held for file writes only of commits and revisions.
  SegmentSet segments;
  std::uint64_t next_file = 1;
  domain::ChangeSeq committed;
  bool merging = false;
  bool merges_failed = false;
  bool uncommitted_merge = false;  ///< A merge has finished since the last commit.
  bool resting = false;            ///< Nothing is being written: merge further.
  bool memory_was_short = false;   ///< No segment is put into memory until the next rest().
  bool publishing =
      false;  ///< The set is between two publishable states: a merge must not make a snapshot of it.
  std::condition_variable_any wake;

  mutable std::mutex snapshot_mutex;  ///< Guards only the pointer.
  std::shared_ptr<const IndexSnapshot> snapshot;

  std::jthread thread;  ///< Last: it ends before anything that it uses.
};

}  // namespace khoj::index
