#include "mine/tfidf_builder.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/hash.hpp"
#include "mine/tfidf_format.hpp"

namespace khoj::mine {
namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFF;

template <typename T>
T* at(std::vector<std::uint8_t>& bytes, std::uint64_t offset) noexcept {
  return reinterpret_cast<T*>(bytes.data() + offset);
}

/// The least float that is not below `value`.
float round_up(double value) noexcept {
  const auto nearest = static_cast<float>(value);
  return nearest >= value ? nearest : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}

}  // namespace

/// The terms that stay, and their numbers in the model.
struct TfidfBuilder::Vocabulary {
  std::vector<std::uint32_t> terms;    ///< Of the builder, in bytewise order.
  std::vector<std::uint32_t> numbers;  ///< Of each of the builder's terms its place there, or kNone.
  std::vector<std::uint32_t> document_frequencies;
  std::uint64_t bytes = 0;
};

base::Result<TfidfBuilder> TfidfBuilder::create(const TfidfOptions& options) {
  KHOJ_TRY(check(options));
  return TfidfBuilder(options);
}

void TfidfBuilder::add(domain::ItemId item, TfidfDocument& document) {
  const auto terms = document.terms(options_);
  documents_.push_back({item.value, static_cast<std::uint32_t>(terms.size()), postings_.size()});
  for (const auto& term : terms) postings_.push_back({numbers_.number(term.text), term.count});
}

void TfidfBuilder::absorb(TfidfBuilder&& other) {
  const TfidfBuilder taken = std::move(other);
  std::vector<std::uint32_t> numbers(taken.numbers_.size());
  for (std::uint32_t i = 0; i < numbers.size(); ++i) numbers[i] = numbers_.number(taken.numbers_[i]);
  const std::uint64_t before = postings_.size();
  postings_.reserve(before + taken.postings_.size());
  for (const Posting& posting : taken.postings_) postings_.push_back({numbers[posting.term], posting.count});
  documents_.reserve(documents_.size() + taken.documents_.size());
  for (Document document : taken.documents_) {
    document.begin += before;
    documents_.push_back(document);
  }
}

base::Result<TfidfModel> TfidfBuilder::build() && {
  KHOJ_TRY(sort_documents());
  const Vocabulary vocabulary = choose_terms();
  keep_chosen(vocabulary);
  if (documents_.size() > kMaxTfidfDocuments || postings_.size() > kMaxTfidfPostings ||
      vocabulary.bytes > kMaxTfidfPostings) {
    return base::fail(base::ErrorCode::resource_exhausted,
                      "{} documents with {} postings and {} bytes of terms; at most {}, {} and {} fit",
                      documents_.size(), postings_.size(), vocabulary.bytes, kMaxTfidfDocuments,
                      kMaxTfidfPostings, kMaxTfidfPostings);
  }
  return TfidfModel::from_built(write(vocabulary));
}

base::Status TfidfBuilder::sort_documents() {
  const auto by_item = [](const Document& a, const Document& b) { return a.item < b.item; };
  if (!std::is_sorted(documents_.begin(), documents_.end(), by_item))
    std::sort(documents_.begin(), documents_.end(), by_item);
  const auto twice =
      std::adjacent_find(documents_.begin(), documents_.end(),
                         [](const Document& a, const Document& b) { return a.item == b.item; });
  if (twice == documents_.end()) return {};
  return base::fail(base::ErrorCode::already_exists, "item {} was added twice; expected once", twice->item);
}

TfidfBuilder::Vocabulary TfidfBuilder::choose_terms() const {
  std::vector<std::uint32_t> frequencies(numbers_.size());
  for (const Posting& posting : postings_) ++frequencies[posting.term];
  const double most = options_.max_document_share * static_cast<double>(documents_.size());
  Vocabulary out;
  for (std::uint32_t i = 0; i < numbers_.size(); ++i) {
    if (frequencies[i] >= options_.min_documents && frequencies[i] <= most) out.terms.push_back(i);
  }
  std::sort(out.terms.begin(), out.terms.end(),
            [this](std::uint32_t a, std::uint32_t b) { return numbers_[a] < numbers_[b]; });
  out.numbers.assign(numbers_.size(), kNone);
  for (std::uint32_t i = 0; i < out.terms.size(); ++i) {
    out.numbers[out.terms[i]] = i;
    out.document_frequencies.push_back(frequencies[out.terms[i]]);
    out.bytes += numbers_[out.terms[i]].size();
  }
  return out;
}

/// Drops the postings of terms that do not stay; the others get their terms' numbers in the model, ascending in each document.
/// Documents then lie in their order only by their `begin`s.
void TfidfBuilder::keep_chosen(const Vocabulary& vocabulary) {
  std::vector<Posting> kept;
  kept.reserve(std::accumulate(vocabulary.document_frequencies.begin(), vocabulary.document_frequencies.end(),
                               std::uint64_t{0}));
  for (Document& document : documents_) {
    const std::size_t begin = kept.size();
    for (std::uint64_t p = document.begin; p < document.begin + document.size; ++p) {
      const std::uint32_t term = vocabulary.numbers[postings_[p].term];
      if (term != kNone) kept.push_back({term, postings_[p].count});
    }
    std::sort(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.end(),
              [](const Posting& a, const Posting& b) { return a.term < b.term; });
    document.begin = begin;
    document.size = static_cast<std::uint32_t>(kept.size() - begin);
  }
  postings_ = std::move(kept);
}

std::vector<std::uint8_t> TfidfBuilder::write(const Vocabulary& vocabulary) const {
  std::vector<std::uint32_t> places(kMaxTfidfCount + 1);  // Of every count, its place among those that occur.
  for (const Posting& posting : postings_) places[posting.count] = 1;
  std::vector<std::uint16_t> counts;
  for (std::uint32_t count = 1; count <= kMaxTfidfCount; ++count) {
    if (places[count] == 0) continue;
    places[count] = static_cast<std::uint32_t>(counts.size());
    counts.push_back(static_cast<std::uint16_t>(count));
  }

  TfidfHeader header;
  header.documents = static_cast<std::uint32_t>(documents_.size());
  header.postings = postings_.size();
  header.term_bytes = vocabulary.bytes;
  header.terms = static_cast<std::uint32_t>(vocabulary.terms.size());
  header.counts = static_cast<std::uint32_t>(counts.size());
  header.min_words = options_.min_words;
  header.max_words = options_.max_words;
  header.max_document_share = options_.max_document_share;
  header.min_documents = options_.min_documents;
  header.sublinear = options_.sublinear ? 1 : 0;
  const TfidfLayout layout = layout_of(header);
  std::vector<std::uint8_t> bytes(layout.size);
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::copy(counts.begin(), counts.end(), at<std::uint16_t>(bytes, layout.counts));

  // ---- Terms ----
  auto* const term_begins = at<std::uint32_t>(bytes, layout.term_begins);
  auto* const list_begins = at<std::uint32_t>(bytes, layout.list_begins);
  auto* const idfs = at<float>(bytes, layout.idfs);
  for (std::uint32_t t = 0; t < header.terms; ++t) {
    const std::string_view text = numbers_[vocabulary.terms[t]];
    std::copy(text.begin(), text.end(), at<char>(bytes, layout.term_bytes) + term_begins[t]);
    term_begins[t + 1] = term_begins[t] + static_cast<std::uint32_t>(text.size());
    list_begins[t + 1] = list_begins[t] + vocabulary.document_frequencies[t];
    idfs[t] = static_cast<float>(
        std::log((1.0 + header.documents) / (1.0 + vocabulary.document_frequencies[t])) + 1.0);
  }

  // ---- Documents ----
  const std::vector<double> tf = tf_weights(counts, options_.sublinear);
  const auto weight = [&](const Posting& posting) {
    return tf[places[posting.count]] * double{idfs[posting.term]};
  };
  std::vector<double> greatest(header.terms);
  auto* const document_begins = at<std::uint32_t>(bytes, layout.document_begins);
  auto* const inverse_norms = at<float>(bytes, layout.inverse_norms);
  for (std::uint32_t d = 0; d < header.documents; ++d) {
    const Document& document = documents_[d];
    at<std::uint32_t>(bytes, layout.items)[d] = document.item;
    document_begins[d + 1] = document_begins[d] + document.size;
    const std::span<const Posting> postings = std::span(postings_).subspan(document.begin, document.size);
    double square = 0.0;
    for (std::size_t i = 0; i < postings.size(); ++i) {
      const std::size_t p = document_begins[d] + i;
      at<std::uint32_t>(bytes, layout.document_terms)[p] = postings[i].term;
      const std::uint32_t place = places[postings[i].count];
      bytes[layout.document_counts + p * layout.count_width] = static_cast<std::uint8_t>(place);
      if (layout.count_width == 2)
        bytes[layout.document_counts + 2 * p + 1] = static_cast<std::uint8_t>(place >> 8U);
      square += weight(postings[i]) * weight(postings[i]);
    }
    if (!postings.empty()) inverse_norms[d] = static_cast<float>(1.0 / std::sqrt(square));
    for (const Posting& posting : postings)
      greatest[posting.term] = std::max(greatest[posting.term], weight(posting) * inverse_norms[d]);
  }

  // ---- Lists ----
  std::transform(greatest.begin(), greatest.end(), at<float>(bytes, layout.greatest), round_up);
  std::vector<std::uint32_t> next(list_begins, list_begins + header.terms);
  for (std::uint32_t d = 0; d < header.documents; ++d) {
    const Document& document = documents_[d];
    for (std::uint64_t p = document.begin; p < document.begin + document.size; ++p) {
      const std::uint32_t term = postings_[p].term;
      const std::uint32_t to = next[term]++;
      at<std::uint32_t>(bytes, layout.list_documents)[to] = d;
      const double share =
          weight(postings_[p]) * inverse_norms[d] / double{at<float>(bytes, layout.greatest)[term]};
      bytes[layout.impacts + to] =
          static_cast<std::uint8_t>(std::clamp(std::ceil(255.0 * share), 1.0, 255.0));
    }
  }
  const std::uint64_t checksum = base::hash64(std::as_bytes(std::span(bytes)).first(layout.checksum));
  std::memcpy(bytes.data() + layout.checksum, &checksum, sizeof(checksum));
  return bytes;
}

}  // namespace khoj::mine
