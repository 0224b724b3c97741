// Writes one segment from sorted parts: terms with their postings in ascending order, then the documents. Used by the
// SegmentBuilder (documents from outside) and the merger (documents of other segments). Positions go straight to the
// sink, everything else of the terms waits in memory until finish(). Not thread-safe.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "index/bytes.hpp"
#include "index/impact.hpp"
#include "index/schema.hpp"
#include "index/segment_sink.hpp"

namespace khoj::index {

/// The documents of the segment to be, by their final doc_id: in the DocumentOrder.
class DocumentSource {
 public:
  virtual ~DocumentSource() = default;
  [[nodiscard]] virtual std::uint32_t size() const = 0;
  [[nodiscard]] virtual std::uint32_t item(std::uint32_t doc) const = 0;
  [[nodiscard]] virtual float static_rank(std::uint32_t doc) const = 0;
  [[nodiscard]] virtual std::uint16_t field_length(std::size_t field, std::uint32_t doc) const = 0;
  /// `slot` counts number columns only.
  [[nodiscard]] virtual double number(std::size_t slot, std::uint32_t doc) const = 0;
  /// Replaces `out` by the values in keyword column `slot`; they live until the next call.
  virtual void keywords(std::size_t slot, std::uint32_t doc, std::vector<std::string_view>& out) const = 0;
  /// Lives until the next call.
  [[nodiscard]] virtual std::string_view stored(std::uint32_t doc) const = 0;
};

struct PostingInput {
  std::uint32_t doc_id = 0;
  std::uint8_t impact = 0;
  const std::uint8_t* payload = nullptr;
  std::uint32_t payload_size = 0;
};

class SegmentWriter {
 public:
  /// Begins the file. `schema` and `sink` must outlive the writer.
  static base::Result<SegmentWriter> begin(const Schema& schema, std::uint32_t doc_count, SegmentSink& sink);

  /// Terms ascend bytewise; postings ascend by doc_id, and there is at least one.
  base::Status add_term(std::string_view term, std::span<const PostingInput> postings);

  /// Writes the rest and commits the sink. Errors: those of the sink; cancelled, between two columns.
  base::Status finish(const DocumentSource& documents, const FieldTotals& totals,
                      const std::stop_token& stop = {});

 private:
  SegmentWriter(const Schema& schema, std::uint32_t doc_count, SegmentSink& sink)
      : schema_(&schema), doc_count_(doc_count), sink_(&sink) {}

  void put_postings(std::span<const PostingInput> postings);
  void put_dense(std::span<const PostingInput> postings);
  base::Status write_positions(std::span<const PostingInput> postings);
  base::Status write_section(Section section, std::uint32_t number, std::span<const std::byte> bytes);
  base::Status write_documents(const DocumentSource& documents, const std::stop_token& stop);
  base::Status write_keywords(const DocumentSource& documents, std::uint32_t slot);
  base::Status write_trailer();

  const Schema* schema_;
  std::uint32_t doc_count_;
  SegmentSink* sink_;
  std::uint64_t positions_begin_ = 0;

  std::vector<SectionEntry> sections_;
  Bytes terms_;
  std::vector<std::uint64_t> term_blocks_;
  std::vector<TermEntry> entries_;
  std::string previous_term_;
  Bytes postings_;
  Bytes dense_;
  std::uint32_t dense_lists_ = 0;
  Bytes scratch_;
  std::vector<std::uint32_t> docs_;
  std::vector<std::uint8_t> impacts_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace khoj::index
