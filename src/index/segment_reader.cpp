#include "index/segment_reader.hpp"

#include <algorithm>

namespace khoj::index {

base::Result<std::shared_ptr<const SegmentReader>> SegmentReader::open(const std::filesystem::path& path,
                                                                       const Schema& schema) {
  std::shared_ptr<SegmentReader> reader(new SegmentReader());
  reader->name_ = path.string();
  KHOJ_ASSIGN(reader->file_, io::MappedFile::open(path));
  const auto bytes = reader->file_.bytes();
  reader->bytes_ = {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  if (auto loaded = reader->load(schema, Checks::all); !loaded) {
    return base::fail(base::at(reader->name_, std::move(loaded).error()));
  }
  return reader;
}

base::Result<std::shared_ptr<const SegmentReader>> SegmentReader::from_bytes(std::string name,
                                                                             SegmentBytes bytes,
                                                                             const Schema& schema,
                                                                             Checks checks) {
  std::shared_ptr<SegmentReader> reader(new SegmentReader());
  reader->name_ = std::move(name);
  reader->memory_ = std::move(bytes);
  reader->bytes_ = {reinterpret_cast<const std::uint8_t*>(reader->memory_.data()), reader->memory_.size()};
  if (auto loaded = reader->load(schema, checks); !loaded) {
    return base::fail(base::at(reader->name_, std::move(loaded).error()));
  }
  return reader;
}

base::Status SegmentReader::make_resident() const {
  if (resident()) return {};
  KHOJ_TRY(file_.make_resident());
  resident_ = true;
  return {};
}

PostingList SegmentReader::postings(std::uint32_t ordinal) const noexcept {
  const TermEntry& entry = entries_[ordinal];
  PostingList list = PostingList::view(postings_.data() + entry.postings_offset, entry.df, entry.max_impact);
  if (entry.dense != kNotDense) {
    const DenseLayout layout(doc_count());
    const std::uint8_t* const record = dense_.data() + entry.dense * layout.size();
    list.dense = reinterpret_cast<const std::uint64_t*>(record);
    list.dense_supers = reinterpret_cast<const std::uint32_t*>(record + layout.supers_offset());
    list.dense_ranks = reinterpret_cast<const std::uint16_t*>(record + layout.ranks_offset());
  }
  return list;
}

std::span<const std::uint8_t> SegmentReader::positions(std::uint32_t ordinal) const noexcept {
  const std::uint64_t begin = entries_[ordinal].positions_offset;
  return positions_.subspan(begin, entries_[ordinal + 1].positions_offset - begin);
}

std::optional<std::uint32_t> SegmentReader::find(domain::ItemId item) const noexcept {
  if (item_index_.empty()) return std::nullopt;
  const std::uint32_t first = item_index_.front().item;
  const std::uint32_t last = item_index_.back().item;
  if (item.value < first || item.value > last) return std::nullopt;
  // Each item is there once: as many places from the front as numbers at most, likewise from the back. Numbers are given out
  // one after the other, so that little or nothing lies between the two.
  const std::size_t count = item_index_.size();
  const auto end =
      item_index_.begin() + static_cast<std::ptrdiff_t>(std::min(count, std::size_t{item.value - first} + 1));
  const std::size_t behind = last - item.value;
  const auto begin =
      item_index_.begin() + static_cast<std::ptrdiff_t>(behind < count ? count - 1 - behind : 0);
  const auto found = std::lower_bound(
      begin, end, item.value, [](const ItemSlot& slot, std::uint32_t value) { return slot.item < value; });
  if (found == end || found->item != item.value) return std::nullopt;
  return found->doc_id;
}

std::string_view SegmentReader::stored(std::uint32_t doc) const noexcept {
  return {reinterpret_cast<const char*>(stored_.data()) + stored_offsets_[doc],
          stored_offsets_[doc + 1] - stored_offsets_[doc]};
}

}  // namespace khoj::index
