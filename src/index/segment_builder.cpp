#include "index/segment_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "index/document_order.hpp"
#include "index/posting_payload.hpp"
#include "index/segment_writer.hpp"

namespace khoj::index {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
constexpr std::size_t kStoredPage = 1U << 20U;
constexpr std::size_t kMaxSliceBytes = std::size_t{3} << 30U;

}  // namespace

/// The builder's documents in their final order.
class SegmentBuilder::Documents final : public DocumentSource {
 public:
  Documents(const SegmentBuilder& builder, const std::vector<std::uint32_t>& order)
      : builder_(builder), order_(order) {}

  [[nodiscard]] std::uint32_t size() const override { return static_cast<std::uint32_t>(order_.size()); }
  [[nodiscard]] std::uint32_t item(std::uint32_t doc) const override { return builder_.items_[order_[doc]]; }
  [[nodiscard]] float static_rank(std::uint32_t doc) const override {
    return builder_.static_ranks_[order_[doc]];
  }
  [[nodiscard]] std::uint16_t field_length(std::size_t field, std::uint32_t doc) const override {
    return builder_.field_lengths_[field][order_[doc]];
  }
  [[nodiscard]] double number(std::size_t slot, std::uint32_t doc) const override {
    return builder_.numbers_[slot][order_[doc]];
  }
  void keywords(std::size_t slot, std::uint32_t doc, std::vector<std::string_view>& out) const override {
    const auto& rows = builder_.keyword_rows_[slot];
    const std::uint32_t old = order_[doc];
    const std::uint32_t begin = old == 0 ? 0 : rows[old - 1];
    out.clear();
    for (std::uint32_t i = begin; i < rows[old]; ++i) {
      out.push_back(builder_.keyword_values_.term(builder_.keyword_numbers_[slot][i]));
    }
  }
  [[nodiscard]] std::string_view stored(std::uint32_t doc) const override {
    const std::uint64_t place = builder_.stored_offsets_[order_[doc]];
    const std::string& page = builder_.stored_pages_[place >> 32U];
    const char* const at = page.data() + (place & 0xFFFFFFFFU);
    std::uint32_t size = 0;
    std::memcpy(&size, at, sizeof(size));
    return {at + sizeof(size), size};
  }

 private:
  const SegmentBuilder& builder_;
  const std::vector<std::uint32_t>& order_;
};

SegmentBuilder::SegmentBuilder(Schema schema)
    : schema_(std::move(schema)),
      number_columns_(count_columns(schema_, ColumnType::number)),
      keyword_columns_(count_columns(schema_, ColumnType::keyword)) {
  clear();
}

void SegmentBuilder::clear() {
  table_.clear();
  terms_.clear();
  slices_.clear();
  items_.clear();
  static_ranks_.clear();
  field_lengths_.assign(schema_.text.size(), {});
  numbers_.assign(number_columns_, {});
  keyword_values_.clear();
  keyword_rows_.assign(keyword_columns_, {});
  keyword_numbers_.assign(keyword_columns_, {});
  stored_offsets_.clear();
  stored_pages_.clear();
  live_.clear();
}

std::size_t SegmentBuilder::used_bytes() const noexcept {
  std::size_t stored = 0;
  for (const std::string& page : stored_pages_) stored += page.capacity();
  const std::size_t per_doc =
      4 + 4 + 8 + 48 + field_lengths_.size() * 2 + number_columns_ * 8 + keyword_columns_ * 8;
  return table_.used_bytes() + keyword_values_.used_bytes() + terms_.size() * sizeof(Term) +
         slices_.capacity_bytes() + stored + items_.size() * per_doc;
}

base::Status SegmentBuilder::check(const Document& document, std::size_t fields) const {
  using enum base::ErrorCode;
  if (fields != schema_.text.size()) {
    return base::fail(invalid_argument, "a document has {} text fields; the schema has {}", fields,
                      schema_.text.size());
  }
  if (document.numbers.size() != number_columns_ || document.keywords.size() != keyword_columns_) {
    return base::fail(invalid_argument,
                      "a document has {} number and {} keyword columns; the schema has {} and {}",
                      document.numbers.size(), document.keywords.size(), number_columns_, keyword_columns_);
  }
  if (!std::isfinite(document.static_rank)) {
    return base::fail(invalid_argument, "static_rank must be a finite number");
  }
  if (document.stored.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
    return base::fail(invalid_argument, "a stored blob of {} bytes is too long", document.stored.size());
  }
  if (items_.size() >= kMaxDocsPerSegment || slices_.used_bytes() > kMaxSliceBytes) {
    return base::fail(resource_exhausted, "the buffer of documents is full");
  }
  return {};
}

base::Status SegmentBuilder::add(const Document& document,
                                 std::span<const std::span<const text::Token>> fields) {
  KHOJ_TRY(check(document, fields.size()));
  const auto doc = static_cast<std::uint32_t>(items_.size());
  live_[document.item.value] = doc;
  gather_tokens(fields);
  append_postings(doc);
  add_columns(document);
  return {};
}

bool SegmentBuilder::remove(domain::ItemId item) { return live_.erase(item.value) != 0; }

void SegmentBuilder::gather_tokens(std::span<const std::span<const text::Token>> fields) {
  tokens_.clear();
  doc_terms_.clear();
  for (std::uint32_t field = 0; field < fields.size(); ++field) {
    std::uint32_t length = 0;
    std::uint32_t previous = kNone;
    for (const text::Token& token : fields[field]) {
      if (token.term.empty() || token.term.size() > kMaxTermBytes) continue;
      length += token.position != previous ? 1 : 0;
      previous = token.position;
      const std::uint32_t number = table_.intern(token.term);
      if (number == terms_.size()) terms_.push_back({slices_.begin()});
      Term& term = terms_[number];
      const auto index = static_cast<std::uint32_t>(tokens_.size());
      tokens_.push_back({token.position, field, kNone});
      if (term.first_token == kNone) {
        term.first_token = index;
        doc_terms_.push_back(number);
      } else {
        tokens_[term.last_token].next = index;
      }
      term.last_token = index;
    }
    field_lengths_[field].push_back(static_cast<std::uint16_t>(std::min<std::uint32_t>(length, 65535)));
  }
}

void SegmentBuilder::append_postings(std::uint32_t doc) {
  for (const std::uint32_t number : doc_terms_) {
    Term& term = terms_[number];
    payload_.clear();
    put_varint(payload_, doc - (term.df == 0 ? 0 : term.last_doc));
    for (std::uint32_t at = term.first_token; at != kNone;) {
      const std::uint32_t field = tokens_[at].field;
      positions_.clear();
      for (; at != kNone && tokens_[at].field == field; at = tokens_[at].next) {
        positions_.push_back(tokens_[at].position);
      }
      put_payload_field(payload_, field, at == kNone, positions_.data(), positions_.size());
    }
    slices_.append(term.postings, payload_.data(), payload_.size());
    term.last_doc = doc;
    ++term.df;
    term.first_token = kNone;
  }
}

void SegmentBuilder::add_columns(const Document& document) {
  items_.push_back(document.item.value);
  static_ranks_.push_back(document.static_rank);
  for (std::size_t slot = 0; slot < number_columns_; ++slot) numbers_[slot].push_back(document.numbers[slot]);
  for (std::size_t slot = 0; slot < keyword_columns_; ++slot) {
    for (const std::string_view value : document.keywords[slot]) {
      keyword_numbers_[slot].push_back(keyword_values_.intern(value));
    }
    keyword_rows_[slot].push_back(static_cast<std::uint32_t>(keyword_numbers_[slot].size()));
  }
  const auto size = static_cast<std::uint32_t>(document.stored.size());
  const std::size_t needed = size + sizeof(size);
  if (stored_pages_.empty() || stored_pages_.back().size() + needed > stored_pages_.back().capacity()) {
    stored_pages_.emplace_back();
    // Small at first: an index that is published after every document has many small builders.
    const std::size_t page = stored_pages_.size() == 1 ? kStoredPage / 64 : kStoredPage;
    stored_pages_.back().reserve(std::max(page, needed));
  }
  std::string& page = stored_pages_.back();
  stored_offsets_.push_back((std::uint64_t{stored_pages_.size() - 1} << 32U) | page.size());
  page.append(reinterpret_cast<const char*>(&size), sizeof(size));
  page.append(document.stored);
}

std::vector<std::uint32_t> SegmentBuilder::final_order() const {
  std::vector<std::uint32_t> docs;
  docs.reserve(live_.size());
  for (const auto& [item, doc] : live_) docs.push_back(doc);
  const auto slot = cluster_slot(schema_);
  const Documents as_added(*this, docs);
  std::vector<std::string_view> values;
  DocumentOrder order;
  order.reserve(docs.size());
  for (std::uint32_t i = 0; i < docs.size(); ++i) {
    if (slot) as_added.keywords(*slot, i, values);
    order.add(order.cluster_of(values), as_added.static_rank(i), as_added.item(i));
  }
  std::vector<std::uint32_t> sorted = order.take();
  for (std::uint32_t& i : sorted) i = docs[i];
  return sorted;
}

base::Status SegmentBuilder::write(const FieldTotals& elsewhere, SegmentSink& sink) {
  const std::vector<std::uint32_t> order = final_order();
  std::vector<std::uint32_t> new_ids(items_.size(), kNone);
  for (std::uint32_t doc = 0; doc < order.size(); ++doc) new_ids[order[doc]] = doc;

  FieldTotals own;
  own.documents = order.size();
  for (std::size_t field = 0; field < schema_.text.size(); ++field) {
    for (const std::uint32_t doc : order) own.tokens[field] += field_lengths_[field][doc];
  }
  FieldTotals all = own;
  all.add(elsewhere);
  std::vector<std::vector<float>> norms(schema_.text.size());
  for (std::size_t field = 0; field < norms.size(); ++field) {
    const float average = all.average(field);
    norms[field].reserve(items_.size());
    for (const std::uint16_t length : field_lengths_[field]) {
      norms[field].push_back(occurrence_weight(schema_.text[field], static_cast<float>(length), average));
    }
  }

  KHOJ_ASSIGN(auto writer, SegmentWriter::begin(schema_, static_cast<std::uint32_t>(order.size()), sink));
  KHOJ_TRY(write_terms(own, new_ids, norms, writer));
  slices_.clear();
  KHOJ_TRY(writer.finish(Documents(*this, order), own));
  clear();
  return {};
}

base::Status SegmentBuilder::write_terms(const FieldTotals& totals, const std::vector<std::uint32_t>& new_ids,
                                         const std::vector<std::vector<float>>& norms,
                                         SegmentWriter& writer) {
  std::vector<std::uint32_t> sorted(terms_.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(),
            [this](std::uint32_t a, std::uint32_t b) { return table_.term(a) < table_.term(b); });
  const std::uint64_t docs = totals.documents;
  Bytes stream;
  std::vector<PostingInput> postings;
  std::vector<PostingInput> by_doc;
  for (const std::uint32_t number : sorted) {
    const Term& term = terms_[number];
    slices_.read(term.postings, stream);
    ByteReader in(stream.data(), stream.size());
    postings.clear();
    std::uint32_t old = 0;
    for (std::uint32_t i = 0; i < term.df; ++i) {
      old += in.varint();
      const std::uint8_t* const payload = in.at();
      float tf = 0.0F;
      const bool good = read_payload(
          in, norms.size(),
          [&](unsigned field, std::uint32_t count) { tf += static_cast<float>(count) * norms[field][old]; },
          [](unsigned, std::uint32_t) {});
      if (!good) return base::fail(base::ErrorCode::internal, "a buffered posting cannot be read back");
      if (new_ids[old] == kNone) continue;
      postings.push_back({new_ids[old], quantise_impact(tf, schema_.k1), payload,
                          static_cast<std::uint32_t>(in.at() - payload)});
    }
    if (postings.empty()) continue;
    const auto before = [](const PostingInput& a, const PostingInput& b) { return a.doc_id < b.doc_id; };
    if (postings.size() * 16 < docs) {
      std::sort(postings.begin(), postings.end(), before);
    } else {
      // A long list: put every posting at its document's place, then close the gaps.
      by_doc.assign(docs, {kNone, 0, nullptr, 0});
      for (const PostingInput& posting : postings) by_doc[posting.doc_id] = posting;
      postings.clear();
      for (const PostingInput& posting : by_doc) {
        if (posting.doc_id != kNone) postings.push_back(posting);
      }
    }
    KHOJ_TRY(writer.add_term(table_.term(number), postings));
  }
  return {};
}

}  // namespace khoj::index
