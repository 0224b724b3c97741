#include "index/segment_merger.hpp"

#include <algorithm>
#include <queue>

#include "base/background.hpp"
#include "index/document_order.hpp"
#include "index/posting_payload.hpp"
#include "index/segment_writer.hpp"

namespace khoj::index {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

struct Origin {
  std::uint32_t input;
  std::uint32_t doc;
};

/// The clusters of one segment's documents: of each set of values it asks once.
class ClusterReader {
 public:
  ClusterReader(const Schema& schema, const Segment& segment, DocumentOrder& order)
      : segment_(segment), slot_(cluster_slot(schema)), order_(order), none_(order.cluster_of({})) {
    if (slot_) of_sets_.assign(segment.reader().keywords(*slot_).sets(), kNone);
  }

  std::uint32_t of(std::uint32_t doc) {
    if (!slot_) return none_;
    const auto [reader, at] = segment_.values(doc);
    const KeywordColumn& column = reader->keywords(*slot_);
    if (reader != &segment_.reader()) return read(column, column.row(at));
    std::uint32_t& cluster = of_sets_[column.codes()[at]];
    if (cluster == kNone) cluster = read(column, column.row(at));
    return cluster;
  }

 private:
  std::uint32_t read(const KeywordColumn& column, std::span<const std::uint32_t> ordinals) {
    std::vector<std::string_view> values;
    for (const std::uint32_t ordinal : ordinals) values.push_back(column.value(ordinal));
    return order_.cluster_of(values);
  }

  const Segment& segment_;
  std::optional<std::size_t> slot_;
  DocumentOrder& order_;
  std::uint32_t none_;
  std::vector<std::uint32_t> of_sets_;
};

/// The live documents of all inputs in their final order.
class MergedDocuments final : public DocumentSource {
 public:
  MergedDocuments(const Schema& schema, std::span<const std::shared_ptr<const Segment>> inputs)
      : inputs_(inputs) {
    std::vector<Origin> live;
    DocumentOrder order;
    for (std::uint32_t input = 0; input < inputs.size(); ++input) {
      new_ids_.emplace_back(reader(input).doc_count(), kNone);
      ClusterReader clusters(schema, *inputs[input], order);
      for (std::uint32_t doc = 0; doc < reader(input).doc_count(); ++doc) {
        if (!inputs[input]->is_live(doc)) continue;
        live.push_back({input, doc});
        order.add(clusters.of(doc), inputs[input]->static_rank(doc), reader(input).items()[doc]);
      }
    }
    origins_.reserve(live.size());
    for (const std::uint32_t number : order.take()) origins_.push_back(live[number]);
    for (std::uint32_t doc = 0; doc < origins_.size(); ++doc)
      new_ids_[origins_[doc].input][origins_[doc].doc] = doc;
    for (const std::vector<std::uint32_t>& ids : new_ids_) {
      std::uint32_t last = 0;
      bool falls = false;
      for (const std::uint32_t id : ids) {
        if (id == kNone) continue;
        falls = falls || id < last;
        last = id;
      }
      reorders_.push_back(falls);
    }
  }

  [[nodiscard]] const SegmentReader& reader(std::uint32_t input) const { return inputs_[input]->reader(); }
  [[nodiscard]] std::uint32_t new_id(std::uint32_t input, std::uint32_t doc) const {
    return new_ids_[input][doc];
  }

  [[nodiscard]] std::uint32_t size() const override { return static_cast<std::uint32_t>(origins_.size()); }
  [[nodiscard]] std::uint32_t item(std::uint32_t doc) const override {
    return reader(origins_[doc].input).items()[origins_[doc].doc];
  }
  [[nodiscard]] float static_rank(std::uint32_t doc) const override {
    return inputs_[origins_[doc].input]->static_rank(origins_[doc].doc);
  }
  [[nodiscard]] std::uint16_t field_length(std::size_t field, std::uint32_t doc) const override {
    return reader(origins_[doc].input).field_lengths(field)[origins_[doc].doc];
  }
  [[nodiscard]] double number(std::size_t slot, std::uint32_t doc) const override {
    const auto [reader, at] = values(doc);
    return reader->numbers(slot).at(at);
  }
  void keywords(std::size_t slot, std::uint32_t doc, std::vector<std::string_view>& out) const override {
    const auto [reader, at] = values(doc);
    const KeywordColumn& column = reader->keywords(slot);
    out.clear();
    for (const std::uint32_t ordinal : column.row(at)) out.push_back(column.value(ordinal));
  }
  [[nodiscard]] std::string_view stored(std::uint32_t doc) const override {
    const auto [reader, at] = values(doc);
    return reader->stored(at);
  }

  /// Whether an input's documents come in another order than they had: static ranks or clusters have changed.
  [[nodiscard]] bool reorders(std::uint32_t input) const { return reorders_[input]; }

 private:
  [[nodiscard]] Segment::Values values(std::uint32_t doc) const {
    return inputs_[origins_[doc].input]->values(origins_[doc].doc);
  }

  std::span<const std::shared_ptr<const Segment>> inputs_;
  std::vector<Origin> origins_;
  std::vector<std::vector<std::uint32_t>> new_ids_;
  std::vector<bool> reorders_;
};

class Merger {
 public:
  Merger(const Schema& schema, const MergedDocuments& documents, std::size_t inputs,
         const FieldTotals& elsewhere)
      : schema_(schema), documents_(documents), inputs_(inputs) {
    own_.documents = documents.size();
    for (std::size_t field = 0; field < schema.text.size(); ++field) {
      for (std::uint32_t doc = 0; doc < documents.size(); ++doc)
        own_.tokens[field] += documents.field_length(field, doc);
    }
    FieldTotals all = own_;
    all.add(elsewhere);
    norms_.resize(schema.text.size());
    for (std::size_t field = 0; field < norms_.size(); ++field) {
      const float average = all.average(field);
      norms_[field].reserve(documents.size());
      for (std::uint32_t doc = 0; doc < documents.size(); ++doc) {
        norms_[field].push_back(occurrence_weight(
            schema.text[field], static_cast<float>(documents.field_length(field, doc)), average));
      }
    }
  }

  base::Status run(SegmentWriter& writer, const std::stop_token& stop) {
    std::vector<TermDictionary::Iterator> terms;
    terms.reserve(inputs_);
    for (std::uint32_t input = 0; input < inputs_; ++input)
      terms.emplace_back(documents_.reader(input).terms());
    const auto after = [&](std::uint32_t a, std::uint32_t b) {
      const int order = terms[a].term().compare(terms[b].term());
      return order != 0 ? order > 0 : a > b;
    };
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, decltype(after)> queue(after);
    for (std::uint32_t input = 0; input < inputs_; ++input) {
      if (!terms[input].at_end()) queue.push(input);
    }
    std::string term;
    while (!queue.empty()) {
      KHOJ_TRY(base::unless_stopped(stop));
      term = terms[queue.top()].term();
      postings_.clear();
      while (!queue.empty() && terms[queue.top()].term() == term) {
        const std::uint32_t input = queue.top();
        queue.pop();
        KHOJ_TRY(read(input, terms[input].ordinal()));
        terms[input].next();
        if (!terms[input].at_end()) queue.push(input);
      }
      if (!postings_.empty()) KHOJ_TRY(writer.add_term(term, postings_));
    }
    return {};
  }

  [[nodiscard]] const FieldTotals& totals() const noexcept { return own_; }

 private:
  /// Merges the postings of one input's term into postings_.
  base::Status read(std::uint32_t input, std::uint32_t ordinal) {
    const SegmentReader& reader = documents_.reader(input);
    const PostingList list = reader.postings(ordinal);
    const auto payloads = reader.positions(ordinal);
    ByteReader in(payloads.data(), payloads.size());
    if (list.blocks > 1) in.take(std::size_t{list.blocks} * 4);
    run_.clear();
    std::array<std::uint32_t, kMaxTextFields> frequencies;
    for (PostingCursor cursor(list); cursor.doc() != kNoMoreDocs; cursor.next()) {
      const std::uint8_t* const payload = in.at();
      frequencies.fill(0);
      const bool good = read_payload(
          in, norms_.size(), [&](unsigned field, std::uint32_t count) { frequencies[field] = count; },
          [](unsigned, std::uint32_t) {});
      if (!good) {
        return base::fail(
            base::at(reader.name(), base::make_error(base::ErrorCode::corruption,
                                                     "the positions of term {} cannot be read", ordinal)));
      }
      const std::uint32_t doc = documents_.new_id(input, cursor.doc());
      if (doc == kNone) continue;
      float tf = 0.0F;
      for (std::size_t field = 0; field < norms_.size(); ++field) {
        if (frequencies[field] != 0) tf += static_cast<float>(frequencies[field]) * norms_[field][doc];
      }
      run_.push_back(
          {doc, quantise_impact(tf, schema_.k1), payload, static_cast<std::uint32_t>(in.at() - payload)});
    }
    const auto before = [](const PostingInput& a, const PostingInput& b) { return a.doc_id < b.doc_id; };
    // Otherwise each input keeps its order, and there is nothing to sort.
    if (documents_.reorders(input)) std::sort(run_.begin(), run_.end(), before);
    // What opening does not look at: what would be written of a list with a document twice could not be opened.
    const auto falls = [&](const PostingInput& a, const PostingInput& b) { return !before(a, b); };
    if (std::adjacent_find(run_.begin(), run_.end(), falls) != run_.end()) {
      return base::fail(
          base::at(reader.name(), base::make_error(base::ErrorCode::corruption,
                                                   "the postings of term {} are out of order", ordinal)));
    }
    merged_.resize(postings_.size() + run_.size());
    std::merge(postings_.begin(), postings_.end(), run_.begin(), run_.end(), merged_.begin(), before);
    postings_.swap(merged_);
    return {};
  }

  const Schema& schema_;
  const MergedDocuments& documents_;
  std::size_t inputs_;
  FieldTotals own_;
  std::vector<std::vector<float>> norms_;
  std::vector<PostingInput> postings_;  ///< Of the term, from the inputs read so far.
  std::vector<PostingInput> run_;       ///< Of one input.
  std::vector<PostingInput> merged_;
};

}  // namespace

base::Status merge_segments(const Schema& schema, std::span<const std::shared_ptr<const Segment>> inputs,
                            const FieldTotals& elsewhere, SegmentSink& sink, const std::stop_token& stop) {
  const MergedDocuments documents(schema, inputs);
  KHOJ_ASSIGN(auto writer, SegmentWriter::begin(schema, documents.size(), sink));
  Merger merger(schema, documents, inputs.size(), elsewhere);
  KHOJ_TRY(merger.run(writer, stop));
  return writer.finish(documents, merger.totals(), stop);
}

}  // namespace khoj::index
