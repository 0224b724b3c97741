#include "mine/tfidf_writer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>

#include "base/hash.hpp"
#include "mine/tfidf_document.hpp"
#include "mine/tfidf_format.hpp"

namespace khoj::mine {
namespace {

/// The least float that is not below `value`.
float round_up(double value) noexcept {
  const auto nearest = static_cast<float>(value);
  return nearest >= value ? nearest : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}

class Writer {
 public:
  explicit Writer(const TfidfContent& content) : content_(content), places_(kMaxTfidfCount + 1) {
    for (const TfidfPosting& posting : content.postings) places_[posting.count] = 1;
    for (std::uint32_t count = 1; count <= kMaxTfidfCount; ++count) {
      if (places_[count] == 0) continue;
      places_[count] = static_cast<std::uint32_t>(counts_.size());
      counts_.push_back(static_cast<std::uint16_t>(count));
    }
    tf_ = tf_weights(counts_, content.options.sublinear);
  }

  std::vector<std::uint8_t> write() {
    write_header();
    write_terms();
    write_documents();
    write_lists();
    const std::uint64_t checksum = base::hash64(std::as_bytes(std::span(bytes_)).first(layout_.checksum));
    std::memcpy(bytes_.data() + layout_.checksum, &checksum, sizeof(checksum));
    return std::move(bytes_);
  }

 private:
  template <typename T>
  [[nodiscard]] T* at(std::uint64_t offset) noexcept {
    return reinterpret_cast<T*>(bytes_.data() + offset);
  }

  [[nodiscard]] std::span<const TfidfPosting> postings(std::size_t document) const noexcept {
    return std::span(content_.postings)
        .subspan(content_.begins[document], content_.begins[document + 1] - content_.begins[document]);
  }

  /// Before the document is scaled to length 1.
  [[nodiscard]] double weight(const TfidfPosting& posting) noexcept {
    return tf_[places_[posting.count]] * double{at<float>(layout_.idfs)[posting.term]};
  }

  void write_header() {
    TfidfHeader header;
    header.documents = static_cast<std::uint32_t>(content_.items.size());
    header.postings = content_.postings.size();
    for (const std::string_view term : content_.terms) header.term_bytes += term.size();
    header.terms = static_cast<std::uint32_t>(content_.terms.size());
    header.counts = static_cast<std::uint32_t>(counts_.size());
    header.min_words = content_.options.min_words;
    header.max_words = content_.options.max_words;
    header.max_document_share = content_.options.max_document_share;
    header.min_documents = content_.options.min_documents;
    header.sublinear = content_.options.sublinear ? 1 : 0;
    layout_ = layout_of(header);
    bytes_.resize(layout_.size);
    std::memcpy(bytes_.data(), &header, sizeof(header));
    std::copy(counts_.begin(), counts_.end(), at<std::uint16_t>(layout_.counts));
  }

  void write_terms() {
    auto* const term_begins = at<std::uint32_t>(layout_.term_begins);
    auto* const list_begins = at<std::uint32_t>(layout_.list_begins);
    const auto documents = static_cast<double>(content_.items.size());
    for (std::size_t t = 0; t < content_.terms.size(); ++t) {
      const std::string_view text = content_.terms[t];
      std::copy(text.begin(), text.end(), at<char>(layout_.term_bytes) + term_begins[t]);
      term_begins[t + 1] = term_begins[t] + static_cast<std::uint32_t>(text.size());
      list_begins[t + 1] = list_begins[t] + content_.document_frequencies[t];
      at<float>(layout_.idfs)[t] =
          static_cast<float>(std::log((1.0 + documents) / (1.0 + content_.document_frequencies[t])) + 1.0);
    }
  }

  void write_documents() {
    std::copy(content_.items.begin(), content_.items.end(), at<std::uint32_t>(layout_.items));
    std::copy(content_.begins.begin(), content_.begins.end(), at<std::uint32_t>(layout_.document_begins));
    for (std::size_t p = 0; p < content_.postings.size(); ++p) {
      at<std::uint32_t>(layout_.document_terms)[p] = content_.postings[p].term;
      const std::uint32_t place = places_[content_.postings[p].count];
      std::memcpy(bytes_.data() + layout_.document_counts + p * layout_.count_width, &place,
                  layout_.count_width);
    }
    for (std::size_t d = 0; d < content_.items.size(); ++d) {
      double square = 0.0;
      for (const TfidfPosting& posting : postings(d)) square += weight(posting) * weight(posting);
      if (square > 0.0) at<float>(layout_.inverse_norms)[d] = static_cast<float>(1.0 / std::sqrt(square));
    }
  }

  void write_lists() {
    const float* const inverse_norms = at<float>(layout_.inverse_norms);
    std::vector<double> greatest(content_.terms.size());
    for (std::size_t d = 0; d < content_.items.size(); ++d) {
      for (const TfidfPosting& posting : postings(d))
        greatest[posting.term] = std::max(greatest[posting.term], weight(posting) * double{inverse_norms[d]});
    }
    std::transform(greatest.begin(), greatest.end(), at<float>(layout_.greatest), round_up);
    const std::uint32_t* const begins = at<std::uint32_t>(layout_.list_begins);
    std::vector<std::uint32_t> next(begins, begins + content_.terms.size());
    for (std::size_t d = 0; d < content_.items.size(); ++d) {
      for (const TfidfPosting& posting : postings(d)) {
        const std::uint32_t to = next[posting.term]++;
        const double share =
            weight(posting) * double{inverse_norms[d]} / double{at<float>(layout_.greatest)[posting.term]};
        at<std::uint32_t>(layout_.list_documents)[to] = static_cast<std::uint32_t>(d);
        bytes_[layout_.impacts + to] =
            static_cast<std::uint8_t>(std::clamp(std::ceil(255.0 * share), 1.0, 255.0));
      }
    }
  }

  const TfidfContent& content_;
  std::vector<std::uint32_t> places_;  ///< Of every count its place in `counts_`.
  std::vector<std::uint16_t> counts_;
  std::vector<double> tf_;
  TfidfLayout layout_{};
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

std::vector<std::uint8_t> write_tfidf(const TfidfContent& content) { return Writer(content).write(); }

}  // namespace khoj::mine
