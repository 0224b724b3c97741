// The segments of an index as its writer sees them: which there are, which documents of each are alive now and which
// were when last published, and where they lie on disk. A plain data structure: the Index locks around it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/manifest.hpp"
#include "index/segment.hpp"

namespace khoj::index {

class SegmentSet {
 public:
  struct Entry {
    std::uint64_t id = 0;
    std::shared_ptr<const SegmentReader> reader;
    std::shared_ptr<LiveDocs> live;              ///< As of now; null while nothing is deleted.
    bool live_is_shared = false;                 ///< A snapshot reads `live`: copy it before a change.
    bool live_changed = false;                   ///< Since live_file was written.
    std::shared_ptr<const Revisions> revisions;  ///< As of now; null while nothing has changed in place.
    std::string file;                            ///< Empty for a segment in memory.
    std::string live_file;
    std::shared_ptr<const Segment> published;  ///< As the last snapshot has it; null before the first.

    [[nodiscard]] std::uint32_t live_count() const noexcept {
      return reader->doc_count() - (live == nullptr ? 0 : live->deleted);
    }
  };

  /// Adds a segment, for now unpublished. @return its entry.
  Entry& add(std::shared_ptr<const SegmentReader> reader, std::string file);

  /// Removes the document from whichever segment has it alive. @return whether one had.
  bool remove(domain::ItemId item);
  /// The segment that has the document alive; null when none has.
  [[nodiscard]] Entry* find(domain::ItemId item);

  /// Drops segments without a live document and publishes all others as they are now.
  std::vector<std::shared_ptr<const Segment>> publish();
  /// What is published, as it was.
  [[nodiscard]] std::vector<std::shared_ptr<const Segment>> published() const;

  /// Lays values, a segment without words, over the documents that they revise.
  void revise(const std::shared_ptr<const SegmentReader>& values);

  /// Puts a merged segment in the place of its inputs. `inputs` are as they were when the merge read them: documents
  /// that have died or were revised since die and are revised in `merged` too, in the published view those that were
  /// published so.
  void replace(std::span<const std::uint64_t> ids, std::span<const std::shared_ptr<const Segment>> inputs,
               std::shared_ptr<const SegmentReader> merged, std::string file);
  /// Removes entries; their files become obsolete.
  void drop(std::span<const std::uint64_t> ids);

  /// The segment as it is now, without publishing it.
  [[nodiscard]] static std::shared_ptr<const Segment> view(Entry& entry);

  [[nodiscard]] std::vector<Entry>& entries() noexcept { return entries_; }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// Tokens of all segments but the given ones.
  [[nodiscard]] FieldTotals totals(std::span<const std::uint64_t> except = {}) const;

  /// Files that no entry needs any more; the caller removes them once a manifest without them is durable.
  [[nodiscard]] std::vector<std::string> take_obsolete() { return std::exchange(obsolete_, {}); }
  void make_obsolete(std::string file) {
    if (!file.empty()) obsolete_.push_back(std::move(file));
  }

 private:
  void make_obsolete(Entry& entry);

  std::vector<Entry> entries_;
  std::vector<std::string> obsolete_;
  std::uint64_t next_id_ = 1;
};

}  // namespace khoj::index
