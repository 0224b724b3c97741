#include "index/segment_writer.hpp"

#include <algorithm>
#include <bit>

#include "base/hash.hpp"
#include "index/posting_encoder.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {

base::Result<SegmentWriter> SegmentWriter::begin(const Schema& schema, std::uint32_t doc_count,
                                                 SegmentSink& sink) {
  SegmentWriter writer(schema, doc_count, sink);
  SegmentHeader header{};
  header.magic = kSegmentMagic;
  header.version = kSegmentVersion;
  KHOJ_TRY(sink.write(std::as_bytes(std::span(&header, 1))));
  KHOJ_TRY(sink.begin_section());
  writer.positions_begin_ = sink.size();
  return writer;
}

base::Status SegmentWriter::add_term(std::string_view term, std::span<const PostingInput> postings) {
  TermEntry entry{};
  entry.postings_offset = postings_.size();
  entry.positions_offset = sink_->size() - positions_begin_;
  entry.df = static_cast<std::uint32_t>(postings.size());
  for (const PostingInput& posting : postings) {
    entry.max_impact = std::max<std::uint32_t>(entry.max_impact, posting.impact);
  }
  entry.dense = is_dense(entry.df, doc_count_) ? dense_lists_ : kNotDense;

  std::size_t shared = 0;
  if (entries_.size() % kTermsPerBlock == 0) {
    term_blocks_.push_back(terms_.size());
  } else {
    const std::size_t most = std::min(term.size(), previous_term_.size());
    while (shared < most && term[shared] == previous_term_[shared]) ++shared;
  }
  put_varint(terms_, shared);
  put_varint(terms_, term.size() - shared);
  put_bytes(terms_, term.data() + shared, term.size() - shared);
  previous_term_.assign(term);
  entries_.push_back(entry);

  put_postings(postings);
  if (entry.dense != kNotDense) put_dense(postings);
  return write_positions(postings);
}

void SegmentWriter::put_postings(std::span<const PostingInput> postings) {
  docs_.clear();
  impacts_.clear();
  for (const PostingInput& posting : postings) {
    docs_.push_back(posting.doc_id);
    impacts_.push_back(posting.impact);
  }
  append_postings(postings_, docs_, impacts_, scratch_);
}

void SegmentWriter::put_dense(std::span<const PostingInput> postings) {
  const DenseLayout layout(doc_count_);
  bits_.assign(layout.words, 0);
  for (const PostingInput& posting : postings) simd::set_bit(bits_.data(), posting.doc_id);
  const std::size_t at = dense_.size();
  dense_.resize(at + layout.size());
  std::memcpy(dense_.data() + at, bits_.data(), layout.words * 8);
  std::uint32_t total = 0;
  std::uint32_t super = 0;
  for (std::size_t word = 0; word < layout.words; ++word) {
    if (word % 1024 == 0) {
      super = total;
      std::memcpy(dense_.data() + at + layout.supers_offset() + word / 1024 * 4, &super, 4);
    }
    const auto rank = static_cast<std::uint16_t>(total - super);
    std::memcpy(dense_.data() + at + layout.ranks_offset() + word * 2, &rank, 2);
    total += static_cast<std::uint32_t>(std::popcount(bits_[word]));
  }
  ++dense_lists_;
}

base::Status SegmentWriter::write_positions(std::span<const PostingInput> postings) {
  // One block needs no table: it begins at the list's beginning.
  scratch_.clear();
  if (postings.size() > kPostingBlock) {
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < postings.size(); ++i) {
      if (i % kPostingBlock == 0) {
        if (offset > 0xFFFFFFFFU) {
          return base::fail(base::ErrorCode::unsupported, "a term's positions take more than 4 GiB");
        }
        put(scratch_, static_cast<std::uint32_t>(offset));
      }
      offset += postings[i].payload_size;
    }
  }
  for (const PostingInput& posting : postings) {
    put_bytes(scratch_, posting.payload, posting.payload_size);
    if (scratch_.size() > 65536) {
      KHOJ_TRY(sink_->write(as_raw(scratch_)));
      scratch_.clear();
    }
  }
  return sink_->write(as_raw(scratch_));
}

base::Status SegmentWriter::write_section(Section section, std::uint32_t number,
                                          std::span<const std::byte> bytes) {
  KHOJ_TRY(sink_->begin_section());
  KHOJ_TRY(sink_->write(bytes));
  sections_.push_back(sink_->end_section(section, number));
  return {};
}

base::Status SegmentWriter::finish(const DocumentSource& documents, const FieldTotals& totals,
                                   const std::stop_token& stop) {
  const std::uint64_t positions_size = sink_->size() - positions_begin_;
  sections_.push_back(sink_->end_section(Section::positions, 0));

  const auto term_count = static_cast<std::uint32_t>(entries_.size());
  TermEntry end{};
  end.postings_offset = postings_.size();
  end.positions_offset = positions_size;
  entries_.push_back(end);
  term_blocks_.push_back(terms_.size());
  KHOJ_TRY(write_section(Section::postings, 0, as_raw(postings_)));
  postings_ = {};
  KHOJ_TRY(write_section(Section::dense, 0, as_raw(dense_)));
  dense_ = {};
  KHOJ_TRY(write_section(Section::terms, 0, as_raw(terms_)));
  terms_ = {};
  KHOJ_TRY(write_section(Section::term_blocks, 0, as_raw(term_blocks_)));
  KHOJ_TRY(write_section(Section::term_entries, 0, as_raw(entries_)));
  entries_ = {};
  KHOJ_TRY(write_documents(documents, stop));

  SegmentSummary summary{};
  summary.schema_fingerprint = fingerprint(*schema_);
  summary.doc_count = doc_count_;
  summary.term_count = term_count;
  summary.text_fields = static_cast<std::uint32_t>(schema_->text.size());
  summary.number_columns = static_cast<std::uint32_t>(count_columns(*schema_, ColumnType::number));
  summary.keyword_columns = static_cast<std::uint32_t>(count_columns(*schema_, ColumnType::keyword));
  summary.dense_lists = dense_lists_;
  scratch_.clear();
  put(scratch_, summary);
  for (std::size_t field = 0; field < schema_->text.size(); ++field) put(scratch_, totals.tokens[field]);
  KHOJ_TRY(write_section(Section::summary, 0, as_raw(scratch_)));
  return write_trailer();
}

base::Status SegmentWriter::write_trailer() {
  KHOJ_TRY(sink_->begin_section());
  SegmentTrailer trailer{};
  trailer.table_offset = sink_->size();
  trailer.section_count = static_cast<std::uint32_t>(sections_.size());
  trailer.version = kSegmentVersion;
  trailer.magic = kSegmentMagic;
  SegmentHeader header{};
  header.magic = kSegmentMagic;
  header.version = kSegmentVersion;
  scratch_.clear();
  put(scratch_, header);
  put_bytes(scratch_, sections_.data(), sections_.size() * sizeof(SectionEntry));
  put_bytes(scratch_, &trailer, 16);
  trailer.checksum = base::hash64(as_raw(scratch_));
  KHOJ_TRY(sink_->write(as_raw(sections_)));
  KHOJ_TRY(sink_->write(std::as_bytes(std::span(&trailer, 1))));
  return sink_->commit();
}

}  // namespace khoj::index
